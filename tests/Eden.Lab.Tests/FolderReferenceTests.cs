using Eden.Lab.Recordings;
using Eden.Testing;

namespace Eden.Lab.Tests;

public class FolderReferenceTests
{
    [Fact]
    public void References_between_folders_run_one_way()
    {
        FolderReferences references = new(typeof(RecordingFile).Assembly);

        string circle = references.FindCircle();

        Assert.True(circle.Length == 0, circle);
        Assert.Contains("Verification", references.Folders);
    }
}
