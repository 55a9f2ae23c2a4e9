using System.Diagnostics;
using Eden.Lab.Recordings;

namespace Eden.Lab.Tests.Recordings;

public sealed class RecordingFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-recordings").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_read_by_its_format() => Assert.IsType<ExperimentRecording>(Read(Write("experiment.json", Documents.Experiment)));

    [Fact]
    public void A_file_that_is_not_there_is_refused() => AssertRefused("none.json", "there is no such file");

    [Fact]
    public void A_directory_is_refused() => AssertRefused(".", "is a directory; name the files in it");

    [Fact]
    public void An_empty_file_is_refused()
    {
        Write("empty.json", "");

        AssertRefused("empty.json", "is empty or not a regular file; a pipe must be written to a file first");
    }

    [Fact]
    public void A_pipe_is_refused_without_waiting_for_a_writer()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in folders.");
        using Process process = Process.Start("mkfifo", [Path.Combine(_folder, "pipe")]);
        process.WaitForExit();

        AssertRefused("pipe", "is empty or not a regular file; a pipe must be written to a file first");
    }

    [Fact]
    public void A_file_over_the_limit_is_refused_unread()
    {
        using (FileStream file = File.Create(Path.Combine(_folder, "large.json")))
        {
            file.SetLength(RecordingFile.DefaultMaxBytes + 1);
        }

        File.CreateSymbolicLink(Path.Combine(_folder, "link.json"), Path.Combine(_folder, "large.json"));

        AssertRefused("large.json", "has 512000001 bytes, more than the 512000000 that are allowed; --max-size allows more");
        AssertRefused("link.json", "has 512000001 bytes, more than the 512000000 that are allowed; --max-size allows more");
    }

    [Fact]
    public void The_limit_itself_is_allowed()
    {
        string path = Write("trace.json", Documents.Trace);
        long size = new FileInfo(path).Length;

        Assert.IsType<TraceRecording>(RecordingFile.Read(path, size, TestContext.Current.CancellationToken));
        Assert.Throws<InputException>(() => RecordingFile.Read(path, size - 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Reading_stops_when_it_is_cancelled()
    {
        string path = Write("trace.json", Documents.Trace);

        Assert.Throws<OperationCanceledException>(() => RecordingFile.Read(path, cancellation: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Memory_stays_a_small_multiple_of_the_file()
    {
        // Numbers of two bytes each are the worst that a sound array can be.
        string path = Path.Combine(_folder, "zeros.json");
        using (StreamWriter writer = new(path))
        {
            writer.Write("{\"format\": \"optimizer-trace/1\", \"optimizer\": \"Adam\", \"dtype\": \"float32\", \"params\": [{\"name\": \"w\", \"shape\": [1], \"initial\": [0");
            for (int i = 0; i < 4_000_000; i++)
            {
                writer.Write(",0");
            }

            writer.Write("]}]}");
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        string complaint = Assert.Throws<InputException>(() => Read(path)).Message;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.EndsWith("params[0].initial: expected 1 numbers, found 4000001", complaint, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, 24 * new FileInfo(path).Length);
    }

    private static Recording Read(string path) => RecordingFile.Read(path, cancellation: TestContext.Current.CancellationToken);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private void AssertRefused(string name, string reason)
    {
        string path = Path.Combine(_folder, name);
        Assert.Equal($"{path}: {reason}", Assert.Throws<InputException>(() => Read(path)).Message);
    }
}
