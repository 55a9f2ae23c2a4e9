using System.Diagnostics;
using Eden.Lab.PyTorch;

namespace Eden.Lab.Tests.PyTorch;

/// <summary>The PyTorch of this machine; a test that asks for it is skipped where there is none.</summary>
internal static class LivePyTorch
{
    // Importing PyTorch takes a second or two, so it is looked for once.
    private static readonly Lazy<Task<PyTorchRecorder>> Search = new(() => PyTorchRecorder.FindAsync());

    public static async Task<PyTorchRecorder> FindAsync()
    {
        try
        {
            return await Search.Value;
        }
        catch (InputException exception)
        {
            Assert.Skip($"PyTorch not found: {exception.Message}");
            throw;
        }
    }

    /// <summary>The lines that a Python program prints there.</summary>
    public static async Task<string[]> PrintAsync(string program)
    {
        PyTorchRecorder recorder = await FindAsync();
        using Process process = Process.Start(new ProcessStartInfo(recorder.Python, ["-W", "ignore", "-c", program]) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
