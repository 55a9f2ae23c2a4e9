using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>The values of parameters while others stand in their place, for an evaluation. Until they are brought back, bit for bit, Eden
/// takes no step with these parameters.</summary>
internal sealed class SavedValues : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<nint> Away = [];
    private static volatile int _awayCount;

    private readonly (TorchParameter Parameter, nint Identity, Tensor Values)[] _saved;
    private bool _disposed;

    /// <exception cref="InvalidOperationException">The values of a parameter are saved already, or it was disposed; nothing has
    /// changed.</exception>
    public SavedValues(IEnumerable<(TorchParameter Parameter, string Name)> parameters)
    {
        (TorchParameter Parameter, nint Identity)[] all = [.. parameters.Select(one => (one.Parameter, Native.Identity(TensorChecks.HandleOf(one.Parameter, one.Name)))).DistinctBy(one => one.Item2)];
        lock (Gate)
        {
            foreach ((_, nint identity) in all)
            {
                ThrowIfAway(identity);
            }

            Away.UnionWith(all.Select(one => one.Identity));
            _awayCount = Away.Count;
        }

        using IDisposable scope = Quiet.Begin();
        _saved = [.. all.Select(one => (one.Parameter, one.Identity, one.Parameter.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>Refuses a parameter whose values are saved.</summary>
    public static void ThrowIfAway(nint identity)
    {
        if (_awayCount == 0)
        {
            return;
        }

        lock (Gate)
        {
            if (Away.Contains(identity))
            {
                throw new InvalidOperationException("The parameters are at their evaluation point; dispose what Evaluate returned first.");
            }
        }
    }

    /// <summary>Brings the values back.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        using IDisposable scope = Quiet.Begin();
        foreach ((TorchParameter parameter, _, Tensor values) in _saved)
        {
            if (!parameter.IsInvalid)
            {
                parameter.copy_(values);
            }

            values.Dispose();
        }

        lock (Gate)
        {
            Away.ExceptWith(_saved.Select(one => one.Identity));
            _awayCount = Away.Count;
        }
    }
}
