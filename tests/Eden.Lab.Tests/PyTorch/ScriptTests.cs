using System.Diagnostics;
using System.Text.Json;
using Eden.Lab.PyTorch;

namespace Eden.Lab.Tests.PyTorch;

/// <summary>The script by itself, as a file that a user runs.</summary>
public sealed class ScriptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_written_for_each_case_and_every_optimizer_can_be_named()
    {
        string directory = Directory.CreateTempSubdirectory("eden-traces").FullName;
        try
        {
            (int exitCode, string output, string error) = await RunAsync(
                "traces", "--cases", "5", "--seed", "3", "--optimizers", "nadam,radam,adamax,adagrad,RMSprop", "--dtype", "float32", "--out", directory);

            Assert.Equal("", error);
            Assert.Equal(0, exitCode);
            string[] files = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.Equal(Directory.GetFiles(directory).Order(), files.Order());
            Assert.Equal("trace-random-3-0-nadam-f32.json", Path.GetFileName(files[0]));
            Assert.Equal(["NAdam", "RAdam", "Adamax", "Adagrad", "RMSprop"], files.Select(Optimizer));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("unknown optimizer 'adan'", "traces", "--cases", "1", "--seed", "1", "--optimizers", "adam,adan")]
    [InlineData("argument --cases: invalid count value: '-1'", "traces", "--cases", "-1", "--seed", "1")]
    [InlineData("the request on standard input is no JSON", "experiment")]
    [InlineData("invalid choice: 'replay'", "replay")]
    public async Task A_mistake_is_one_line_and_exit_code_2(string reason, params string[] arguments)
    {
        (int exitCode, string output, string error) = await RunAsync(arguments);

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith("record_trace.py: ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
    }

    private static string? Optimizer(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.GetProperty("optimizer").GetString();
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();
        ProcessStartInfo start = new(recorder.Python, [ScriptFile(), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(Token);
        Task<string> error = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output, (await error).ReplaceLineEndings("\n"));
    }

    private static string ScriptFile()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Eden.slnx")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return Path.Combine(directory.FullName, "tools", "record_trace.py");
    }
}
