using System.Diagnostics;
using Eden.Lab.PyTorch;
using Eden.Lab.Tests.PyTorch;
using Eden.Testing;

namespace Eden.Lab.Tests.Checkpoints;

/// <summary>Runs the scripts under tools with the PyTorch of this machine; a test that asks for it is skipped where there is
/// none.</summary>
internal static class PythonScript
{
    public static async Task RunAsync(string script, string command, string input)
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();
        ProcessStartInfo start = new(recorder.Python, [Repository.PathTo("tools", script), command]) { RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }
}
