using static TorchSharp.torch;

namespace Eden.Torch;

/// <summary>For what Eden does with tensors by torch's own calls: nothing is recorded, nothing belongs to an inference alone, and what is made in
/// between is disposed.</summary>
internal static class Quiet
{
    public static IDisposable Begin() => new Scope(inference_mode(false), no_grad(), NewDisposeScope());

    private sealed class Scope(params IDisposable[] parts) : IDisposable
    {
        public void Dispose()
        {
            for (int i = parts.Length - 1; i >= 0; i--)
            {
                parts[i].Dispose();
            }
        }
    }
}
