using Eden.Testing;

namespace Eden.Tests;

public class FolderReferenceTests
{
    [Fact]
    public void References_between_folders_run_one_way()
    {
        FolderReferences references = new(typeof(Optimizer<>).Assembly);

        string circle = references.FindCircle();

        Assert.True(circle.Length == 0, circle);
        Assert.Contains("Optimizers", references.Folders);
    }
}
