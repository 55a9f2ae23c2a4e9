using System.Diagnostics;
using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

public sealed class FilePathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FilePathTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        Directory.CreateDirectory(_folder.File("d"));
        File.WriteAllText(_folder.File("d/x"), "content");
        Link("link", "d/x");
        Link("chain", "link");
        Link("up", "d/../d/x");
        Link("dangling", "gone");
        Link("circle", "other");
        Link("other", "circle");
        Link("folder", "d");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("d/x", "d/x")]
    [InlineData("link", "d/x")]
    [InlineData("chain", "d/x")]
    [InlineData("dangling", "gone")]
    [InlineData("gone", "gone")]
    [InlineData("gone/x", "gone/x")]
    public void Links_are_followed_also_to_nothing(string path, string target) => Assert.Equal(_folder.File(target), FilePath.Follow(_folder.File(path)));

    [Fact]
    public void A_bare_name_is_followed_from_the_working_directory()
    {
        string name = Path.GetRandomFileName();
        File.CreateSymbolicLink(name, _folder.File("d/x"));
        try
        {
            Assert.Equal(_folder.File("d/x"), FilePath.Follow(name));
            File.Delete(name);
            File.CreateSymbolicLink(name, "no such file");
            Assert.Equal(Path.GetFullPath("no such file"), FilePath.Follow(name));
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Theory]
    [InlineData("d/x", null)]
    [InlineData("chain", null)]
    [InlineData("up", null)]
    [InlineData("folder/x", null)]
    [InlineData("d", "is a directory; name a file in it")]
    [InlineData("folder", "is a directory; name a file in it")]
    [InlineData("gone", "there is no such file")]
    [InlineData("d/x/y", "there is no such file")]
    [InlineData("circle", "is a link that leads in a circle")]
    public void What_keeps_a_file_from_being_read_is_said(string path, string? fault)
    {
        Assert.Equal(fault, FilePath.FaultOf(_folder.File(path), out long length));
        Assert.Equal(fault is null ? 7 : 0, length);
    }

    [Fact]
    public void A_link_to_nothing_names_what_is_not_there() =>
        Assert.Equal($"is a link to '{_folder.File("gone")}', which does not exist", FilePath.FaultOf(_folder.File("dangling"), out _));

    [Fact]
    public void A_link_to_a_device_has_nothing_to_read()
    {
        Link("device", "/dev/zero");
        Assert.Equal("is empty or not a regular file; a pipe must be written to a file first", FilePath.FaultOf(_folder.File("device"), out _));
    }

    [Fact]
    public void A_reason_names_no_path()
    {
        string missing = _folder.File("none/x");
        Assert.Equal("No space left on device", Of("No space left on device : '/tmp/.0123.eden-tmp'"));
        Assert.Equal("Read-only file system", Of("Read-only file system : '/tmp/it's : 'here''"));
        Assert.Equal("it's", Of("it's"));
        Assert.Equal("access is denied", FilePath.ReasonOf("x", new UnauthorizedAccessException("Access to the path '/tmp/.0123.eden-tmp' is denied.")));
        Assert.Equal("it is a directory; give the name of a file", FilePath.ReasonOf(_folder.File("d"), new UnauthorizedAccessException()));
        Assert.Equal($"there is no directory '{_folder.File("none")}'; make it, or give another file", FilePath.ReasonOf(missing, new DirectoryNotFoundException()));
        Assert.Equal("its name is too long", FilePath.ReasonOf("x", new PathTooLongException()));

        static string Of(string message) => FilePath.ReasonOf("x", new IOException(message));
    }

    [Fact]
    public void One_file_is_the_same_by_every_name()
    {
        File.WriteAllText(_folder.File("y"), "content");
        File.WriteAllText(_folder.File("d/z"), "content");
        using (Process link = Process.Start("ln", [_folder.File("d/x"), _folder.File("hard")]))
        {
            link.WaitForExit();
        }

        string[] names = ["d/x", "link", "chain", "up", "folder/x", "./d/../link", "hard"];
        Assert.All(names, name => Assert.All(names, other => Assert.True(FileIdentity.IsSame(_folder.File(name), _folder.File(other)))));
        Assert.All(names, name => Assert.False(FileIdentity.IsSame(_folder.File(name), _folder.File("y"))));
        Assert.All(names, name => Assert.False(FileIdentity.IsSame(_folder.File(name), _folder.File("d/z"))));
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_by_its_directory_and_name()
    {
        Assert.True(FileIdentity.IsSame(_folder.File("dangling"), _folder.File("gone")));
        Assert.True(FileIdentity.IsSame(_folder.File("folder/new"), _folder.File("d/new")));
        Assert.False(FileIdentity.IsSame(_folder.File("new"), _folder.File("d/new")));
        Assert.True(FileIdentity.IsSame(_folder.File("circle"), _folder.File("circle")));
    }

    [Fact]
    public void Devices_are_not_files_that_could_be_replaced()
    {
        Assert.True(FileIdentity.Of("/dev/null") is { IsSpecial: true });
        Assert.True(FileIdentity.Of(_folder.File("d")) is { IsSpecial: false });
        Assert.False(FileIdentity.IsSame("/dev/null", "/dev/null"));
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(_folder.File(name), target);
}
