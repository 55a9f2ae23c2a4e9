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
}
