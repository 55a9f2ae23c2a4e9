using Eden.Lab.PyTorch;

namespace Eden.Lab.Tests.PyTorch;

[Collection(FakePythonRunsAlone.Name)]
public sealed class InterpreterSearchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_interpreter_that_has_PyTorch_is_taken_with_its_version()
    {
        using FakePython python = FakePython.Make(FakePython.WithTorch);

        PyTorchRecorder recorder = await PyTorchRecorder.FindAsync(python.File, Token);

        Assert.Equal(python.File, recorder.Python);
        Assert.Equal("9.8.7", recorder.TorchVersion);
    }

    [Theory]
    [InlineData("/no/such/python")]
    [InlineData("no-such-python")]
    public async Task An_interpreter_that_does_not_exist_is_refused_by_name(string python)
    {
        string message = await RefusalAsync(python);

        Assert.StartsWith($"There is no Python '{python}'; ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_is_no_interpreter_but_may_hold_one()
    {
        string folder = Path.GetTempPath();

        string message = (await Assert.ThrowsAsync<InputException>(() => PyTorchRecorder.FindAsync(folder, Token))).Message;

        Assert.Equal($"'{folder}' is a directory; name the Python in it, like {Path.Combine(folder, "bin", "python3")}", message);
    }

    [Fact]
    public async Task A_program_that_fails_is_refused_with_its_last_words()
    {
        using FakePython python = FakePython.Make("echo 'first line' >&2; echo 'unknown option -c' >&2; exit 3");

        string message = await RefusalAsync(python.File);

        Assert.StartsWith($"'{python.File}' failed with exit code 3: unknown option -c; ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 0")]
    [InlineData("echo hello")]
    [InlineData("echo null")]
    [InlineData("echo '{\"python\":\"3.9\"}'")]
    [InlineData("echo '{\"torch\":null}'")]
    [InlineData("while :; do echo y; done")]
    public async Task A_program_that_is_no_Python_is_refused(string script)
    {
        using FakePython python = FakePython.Make(script);

        string message = await RefusalAsync(python.File);

        Assert.StartsWith($"'{python.File}' is not Python; ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_may_not_be_run_is_refused()
    {
        using FakePython python = FakePython.Make("");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(python.File, UnixFileMode.UserRead);
        }

        string message = await RefusalAsync(python.File);

        Assert.StartsWith($"'{python.File}' cannot be started: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_never_answers_is_given_up()
    {
        using FakePython python = FakePython.Make("exec sleep 1000");

        InputException refusal = await Assert.ThrowsAsync<InputException>(
            () => PyTorchRecorder.FindAsync(python.File, TimeSpan.FromMilliseconds(1), Token));

        Assert.StartsWith($"'{python.File}' does not answer; ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Python_without_PyTorch_is_refused_with_what_Python_says()
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();
        // -S and -I leave out every place that packages are installed in.
        using FakePython python = FakePython.Make($"exec '{recorder.Python}' -S -I \"$@\"");

        string message = await RefusalAsync(python.File);

        Assert.StartsWith(
            $"'{python.File}' failed with exit code 2: record_trace.py: PyTorch does not load (No module named 'torch'); ",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_torch_of_the_current_directory_is_not_taken_for_PyTorch()
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();
        using FakePython python = FakePython.Make($"cd \"$(dirname \"$0\")\"; exec '{recorder.Python}' \"$@\"");
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(python.File)!, "torch.py"), "__version__ = 'mine'", Token);

        PyTorchRecorder found = await PyTorchRecorder.FindAsync(python.File, Token);

        Assert.Equal(recorder.TorchVersion, found.TorchVersion);
    }

    private static async Task<string> RefusalAsync(string python)
    {
        InputException refusal = await Assert.ThrowsAsync<InputException>(() => PyTorchRecorder.FindAsync(python, Token));
        Assert.EndsWith("; install PyTorch there (pip install torch) or name another interpreter with --python PATH.", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }
}
