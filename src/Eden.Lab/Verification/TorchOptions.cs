using Eden.Lab.Recordings;

namespace Eden.Lab.Verification;

/// <summary>
/// The options of a group by PyTorch's names, each asked for once with the default of PyTorch. What was not asked for in the
/// end is an option that Eden does not know, and is refused by name.
/// </summary>
internal sealed class TorchOptions
{
    /// <summary>Options that choose how PyTorch computes, not what, and what its schedulers leave in a group.</summary>
    private static readonly string[] WithoutEffect = ["foreach", "fused", "capturable", "differentiable", "initial_lr"];

    private readonly IReadOnlyDictionary<string, object?> _options;
    private readonly HashSet<string> _unread;

    /// <summary>Starts reading.</summary>
    /// <param name="source">The file.</param>
    /// <param name="path">Where the options stand in it.</param>
    /// <param name="options">The options.</param>
    /// <param name="origin">What recorded them.</param>
    public TorchOptions(string source, string path, IReadOnlyDictionary<string, object?> options, string origin)
    {
        IsBefore2 = origin.StartsWith("torch 1.", StringComparison.Ordinal);
        Source = source;
        Path = path;
        _options = options;
        _unread = [.. options.Keys.Except(WithoutEffect)];
    }

    public string Source { get; }

    public string Path { get; }

    /// <summary>Whether a PyTorch before 2.0 recorded them.</summary>
    public bool IsBefore2 { get; }

    public double Number(string name, double defaultValue) => Get(name) switch
    {
        null => defaultValue,
        double value => value,
        _ => throw Fail(name, "expected a number"),
    };

    public bool Switch(string name) => Get(name) switch
    {
        null => false,
        bool value => value,
        _ => throw Fail(name, "expected true or false"),
    };

    public (double Beta1, double Beta2) Betas() => Get("betas") switch
    {
        null => (0.9, 0.999),
        double[] { Length: 2 } values => (values[0], values[1]),
        _ => throw Fail("betas", "expected two numbers"),
    };

    /// <summary>Refuses an option that is on and that Eden has in another optimizer only.</summary>
    public void RefuseSwitch(string name, string advice)
    {
        if (Switch(name))
        {
            throw Fail(name, advice);
        }
    }

    /// <summary>Refuses the options that nobody asked for.</summary>
    public void RefuseUnread(string optimizer)
    {
        if (_unread.Order(StringComparer.Ordinal).FirstOrDefault() is string name)
        {
            throw Fail(Printable.Of(name), $"Eden's {optimizer} has no such option");
        }
    }

    public InputException Fail(string name, string what) => RecordingError.At(Source, $"{Path}.{name}", what);

    private object? Get(string name)
    {
        _unread.Remove(name);
        return _options.GetValueOrDefault(name);
    }
}
