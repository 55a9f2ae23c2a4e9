using System.Text;
using System.Text.Json;
using Eden.Lab.PyTorch;

namespace Eden.Lab.Tests.PyTorch;

/// <summary>What happens when the interpreter does not do what the recorder expects.</summary>
[Collection(FakePythonRunsAlone.Name)]
public sealed class ChildProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documents_come_as_they_are_printed()
    {
        using FakePython python = FakePython.Make(FakePython.WithTorch + "echo one; printf 'two\\r\\n'; exit 0");

        Assert.Equal(["one", "two"], await RecordAsync(python, cases: 2));
    }

    [Fact]
    public async Task A_crash_in_the_middle_gives_what_was_whole_and_then_the_reason()
    {
        using FakePython python = FakePython.Make(FakePython.WithTorch + "echo one; printf 'half of'; echo 'Killed by a cosmic ray' >&2; exit 9");
        List<string> documents = [];

        InputException failure = await Assert.ThrowsAsync<InputException>(() => RecordAsync(python, cases: 3, documents));

        Assert.Equal(["one"], documents);
        Assert.Equal($"'{python.File}' failed with exit code 9: Killed by a cosmic ray", failure.Message);
    }

    [Fact]
    public async Task Fewer_documents_than_asked_for_are_an_error_even_with_exit_code_0()
    {
        using FakePython python = FakePython.Make(FakePython.WithTorch + "echo one");

        InputException failure = await Assert.ThrowsAsync<InputException>(() => RecordAsync(python, cases: 3));

        Assert.Equal($"'{python.File}' printed 1 of 3 recordings", failure.Message);
    }

    [Fact]
    public async Task A_line_without_end_is_cut_off_at_the_limit()
    {
        using FakePython python = FakePython.Make(FakePython.WithTorch + "while :; do printf 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; done");
        PyTorchRecorder recorder = await PyTorchRecorder.FindAsync(python.File, Token);
        recorder.MaximumDocumentBytes = 100_000;

        InputException failure = await Assert.ThrowsAsync<InputException>(
            async () => await recorder.RecordTracesAsync(1, 1, Token).CountAsync(Token));

        Assert.Equal($"'{python.File}' printed a line of more than 100000 bytes", failure.Message);
    }

    [Fact]
    public async Task A_line_as_long_as_the_limit_is_whole()
    {
        using FakePython python = FakePython.Make(FakePython.WithTorch + "printf '%0200000d\\n' 7; printf '%0199999d\\n' 7");
        PyTorchRecorder recorder = await PyTorchRecorder.FindAsync(python.File, Token);
        recorder.MaximumDocumentBytes = 200_001;

        List<ReadOnlyMemory<byte>> documents = await recorder.RecordTracesAsync(2, 1, Token).ToListAsync(Token);

        Assert.Equal(new string('0', 199_999) + "7", Encoding.UTF8.GetString(documents[0].Span));
        Assert.Equal(new string('0', 199_998) + "7", Encoding.UTF8.GetString(documents[1].Span));
    }

    [Fact]
    public async Task A_flood_of_warnings_does_not_block_the_documents()
    {
        using FakePython python = FakePython.Make(FakePython.WithTorch + "head -c 3000000 /dev/zero >&2; echo one");

        Assert.Equal(["one"], await RecordAsync(python, cases: 1));
    }

    [Fact]
    public async Task A_request_that_nobody_reads_blocks_nothing()
    {
        using FakePython python = FakePython.Make(FakePython.WithTorch + "exec <&-; echo one");
        PyTorchRecorder recorder = await PyTorchRecorder.FindAsync(python.File, Token);
        ExperimentRequest request = ExperimentTests.Request with { Inputs = [.. Enumerable.Repeat<IReadOnlyList<double>>(new double[1000], 1000)] };

        ReadOnlyMemory<byte> document = await recorder.RecordExperimentAsync(request, Token);

        Assert.Equal("one", Encoding.UTF8.GetString(document.Span));
    }

    [Fact]
    public async Task Cancelling_kills_the_child_and_what_it_started()
    {
        await AssertKilledAsync(async (recorder, documents, cancellation) =>
        {
            await documents.MoveNextAsync();
            int[] processes = Processes(documents.Current);
            ValueTask<bool> next = documents.MoveNextAsync();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
            return processes;
        });
    }

    [Fact]
    public async Task Leaving_the_documents_kills_the_child_and_what_it_started()
    {
        await AssertKilledAsync(async (recorder, documents, cancellation) =>
        {
            await documents.MoveNextAsync();
            int[] processes = Processes(documents.Current);
            await documents.DisposeAsync();
            return processes;
        });
    }

    [Fact]
    public async Task A_child_that_Ctrl_C_ended_counts_as_cancelled()
    {
        using FakePython python = FakePython.Make(FakePython.WithTorch + "exit 130");

        await Assert.ThrowsAsync<OperationCanceledException>(() => RecordAsync(python, cases: 1));
    }

    private static async Task AssertKilledAsync(
        Func<PyTorchRecorder, IAsyncEnumerator<ReadOnlyMemory<byte>>, CancellationTokenSource, Task<int[]>> end)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The test looks into /proc.");
        using FakePython python = FakePython.Make(FakePython.WithTorch + "sleep 1000 & echo \"[$$,$!]\"; wait");
        PyTorchRecorder recorder = await PyTorchRecorder.FindAsync(python.File, Token);
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> documents =
            recorder.RecordTracesAsync(2, 1, cancellation.Token).GetAsyncEnumerator(Token);

        int[] processes = await end(recorder, documents, cancellation);

        Assert.Equal(2, processes.Length);
        Assert.All(processes, process => Assert.True(SpinWait.SpinUntil(() => !IsRunning(process), TimeSpan.FromSeconds(30))));
    }

    private static int[] Processes(ReadOnlyMemory<byte> document) =>
        [.. JsonDocument.Parse(document).RootElement.EnumerateArray().Select(process => process.GetInt32())];

    /// <summary>A killed process stays in the table, as a zombie, until its parent asks for it.</summary>
    private static bool IsRunning(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<List<string>> RecordAsync(FakePython python, int cases, List<string>? documents = null)
    {
        documents ??= [];
        PyTorchRecorder recorder = await PyTorchRecorder.FindAsync(python.File, Token);
        await foreach (ReadOnlyMemory<byte> document in recorder.RecordTracesAsync(cases, 1, Token))
        {
            documents.Add(Encoding.UTF8.GetString(document.Span));
        }

        return documents;
    }
}
