using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_as_a_whole()
    {
        string path = _folder.File("a");
        AtomicFile.Write(path, stream => stream.Write([1, 2, 3]));
        using FileStream reader = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

        AtomicFile.Write(path, stream =>
        {
            stream.Write([4]);
            Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        });

        Assert.Equal([4], File.ReadAllBytes(path));
        Assert.Equal(["a"], _folder.Names);
        Assert.Equal(3, reader.Length);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        string path = _folder.File("a");
        AtomicFile.Write(path, stream => stream.Write([1]));

        CheckpointException refusal = Assert.Throws<CheckpointException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write([2]);
            throw new IOException("No space left on device");
        }));

        Assert.Equal($"{path}: cannot be written: No space left on device", refusal.Message);
        Assert.Equal([1], File.ReadAllBytes(path));
        Assert.Equal(["a"], _folder.Names);
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_and_what_another_one_writes_is_not()
    {
        File.WriteAllText(_folder.File(".b.0123456789abcdef.eden-tmp"), "left behind");
        File.WriteAllText(_folder.File(".b.0123456789abcdef.other-tmp"), "not ours");
        AtomicFile.Write(_folder.File("c"), stream =>
        {
            stream.Write([1]);
            File.WriteAllText(_folder.File(".b.0123456789abcdef.eden-tmp"), "left behind");
            AtomicFile.Write(_folder.File("a"), inner => inner.Write([2]));
            Assert.Equal(3, _folder.Names.Length);
        });

        Assert.Equal([".b.0123456789abcdef.other-tmp", "a", "c"], _folder.Names);
        Assert.Equal([1], File.ReadAllBytes(_folder.File("c")));
    }

    [Fact]
    public void Many_writers_in_one_directory_leave_whole_files_and_nothing_else()
    {
        Parallel.For(0, 8, writer =>
        {
            for (int i = 0; i < 20; i++)
            {
                byte[] content = [.. Enumerable.Repeat((byte)writer, 1000)];
                AtomicFile.Write(_folder.File($"{writer % 2}"), stream => stream.Write(content));
            }
        });

        Assert.Equal(["0", "1"], _folder.Names);
        foreach (string name in _folder.Names)
        {
            byte[] content = File.ReadAllBytes(_folder.File(name));
            Assert.Equal(1000, content.Length);
            Assert.Single(content.Distinct());
        }
    }

    [Fact]
    public void A_temporary_file_that_vanishes_is_written_again()
    {
        int times = 0;
        AtomicFile.Write(_folder.File("a"), stream =>
        {
            stream.Write([(byte)++times]);
            if (times == 1)
            {
                File.Delete(stream.Name);
            }
        });

        Assert.Equal([2], File.ReadAllBytes(_folder.File("a")));
    }

    [Fact]
    public void A_link_stays_one_and_what_it_leads_to_is_replaced_or_made()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        Directory.CreateDirectory(_folder.File("d"));
        File.WriteAllText(_folder.File("d/old"), "old");
        File.CreateSymbolicLink(_folder.File("link"), "d/old");
        File.CreateSymbolicLink(_folder.File("dangling"), "d/new");
        File.CreateSymbolicLink(_folder.File("circle"), "circle");

        AtomicFile.Write(_folder.File("link"), stream => stream.Write([1]));
        AtomicFile.Write(_folder.File("dangling"), stream => stream.Write([2]));

        Assert.Equal("d/old", new FileInfo(_folder.File("link")).LinkTarget);
        Assert.Equal("d/new", new FileInfo(_folder.File("dangling")).LinkTarget);
        Assert.Equal([1], File.ReadAllBytes(_folder.File("d/old")));
        Assert.Equal([2], File.ReadAllBytes(_folder.File("d/new")));
        Assert.Equal(
            $"{_folder.File("circle")}: cannot be written: it is a link that leads in a circle",
            Assert.Throws<CheckpointException>(() => AtomicFile.Write(_folder.File("circle"), _ => { })).Message);
        Assert.Equal(["new", "old"], Directory.EnumerateFileSystemEntries(_folder.File("d")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_device_is_not_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files");
        File.CreateSymbolicLink(_folder.File("null"), "/dev/null");
        Assert.Equal(
            $"{_folder.File("null")}: cannot be written: it is a device or a pipe; give the name of a file",
            Assert.Throws<CheckpointException>(() => AtomicFile.Write(_folder.File("null"), _ => { })).Message);
    }

    [Fact]
    public void A_name_may_be_as_long_as_the_system_allows()
    {
        string name = new('n', 255);
        AtomicFile.Write(_folder.File(name), stream => stream.Write([1]));
        Assert.Equal([name], _folder.Names);
        Assert.EndsWith(": cannot be written: its name is too long", Assert.Throws<CheckpointException>(() => AtomicFile.Write(_folder.File($"{name}n"), _ => { })).Message, StringComparison.Ordinal);
        Assert.Equal([name], _folder.Names);
    }

    [Fact]
    public void A_failure_names_the_file_and_not_the_temporary_one()
    {
        CheckpointException refusal = Assert.Throws<CheckpointException>(() => AtomicFile.Write(_folder.File("a"), stream => throw new IOException($"No space left on device : '{stream.Name}'")));

        Assert.Equal($"{_folder.File("a")}: cannot be written: No space left on device", refusal.Message);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_directory_that_is_not_there_and_a_target_that_is_one_are_refused()
    {
        string lost = Path.Combine(_folder.Path, "gone", "a");
        Assert.StartsWith($"{lost}: cannot be written: there is no directory", Assert.Throws<CheckpointException>(() => AtomicFile.Write(lost, _ => { })).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.File("directory"));
        Assert.StartsWith($"{_folder.File("directory")}: cannot be written: ", Assert.Throws<CheckpointException>(() => AtomicFile.Write(_folder.File("directory"), _ => { })).Message, StringComparison.Ordinal);
        Assert.Equal(["directory"], _folder.Names);
    }
}
