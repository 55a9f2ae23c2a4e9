using Eden.Lab.PyTorch;

namespace Eden.Lab.Tests.PyTorch;

/// <summary>The PyTorch of this machine; a test that asks for it is skipped where there is none.</summary>
internal static class LivePyTorch
{
    public static async Task<PyTorchRecorder> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await PyTorchRecorder.FindAsync(cancellationToken: cancellationToken);
        }
        catch (InputException exception)
        {
            Assert.Skip($"PyTorch not found: {exception.Message}");
            throw;
        }
    }
}
