using System.Diagnostics.CodeAnalysis;

namespace Eden.Checkpoints.PyTorch;

/// <summary>
/// A tuple, list or dictionary of a pickle. What is put into another container can no longer change, as it could not have while
/// Python wrote it, unless something contains itself: so nothing here does, and depth and size are known.
/// </summary>
internal abstract class TorchContainer
{
    private const int DeepestNesting = 64;

    /// <summary>References may repeat: a list of ten times the list before, ten times over, is ten thousand million values to walk.</summary>
    private const long MostValues = 2_000_000;

    private bool _isSealed;
    private int _depth = 1;
    private long _size = 1;

    /// <summary>Seals a value, counts it in, and refuses the change where the container itself is sealed.</summary>
    protected void Count(object? value)
    {
        if (value is TorchContainer container)
        {
            container._isSealed = true;
            _depth = Math.Max(_depth, container._depth + 1);
            _size += container._size;
        }
        else
        {
            _size++;
        }

        if (_isSealed)
        {
            throw new PickleException("a list or dictionary changes after it was used, or contains itself");
        }

        if (_depth > DeepestNesting)
        {
            throw new PickleException($"values are nested more than {DeepestNesting} deep");
        }

        if (_size > MostValues)
        {
            throw new PickleException($"more than {MostValues} values");
        }
    }
}

/// <summary>A tuple or a list.</summary>
internal sealed class TorchList : TorchContainer
{
    private readonly List<object?> _items = [];

    public TorchList(bool isTuple, params ReadOnlySpan<object?> items)
    {
        IsTuple = isTuple;
        foreach (object? item in items)
        {
            Count(item);
            _items.Add(item);
        }
    }

    public bool IsTuple { get; }

    public IReadOnlyList<object?> Items => _items;

    public void Append(object? item)
    {
        if (IsTuple)
        {
            throw new PickleException("a tuple changes");
        }

        Count(item);
        _items.Add(item);
    }
}

/// <summary>A dictionary, ordered or not: all keep their order. Keys are text or whole numbers.</summary>
internal sealed class TorchDictionary : TorchContainer
{
    private readonly List<KeyValuePair<object, object?>> _pairs = [];
    private Dictionary<object, object?>? _byKey;

    public IReadOnlyList<KeyValuePair<object, object?>> Pairs => _pairs;

    public void Add(object? key, object? value)
    {
        if (key is not (string or long))
        {
            throw new PickleException("a dictionary has a key that is neither text nor a whole number");
        }

        Count(value);
        _byKey ??= [];
        if (!_byKey.TryAdd(key, value))
        {
            throw new PickleException($"a dictionary has the key '{Printable.Of(key.ToString()!)}' twice");
        }

        _pairs.Add(new(key, value));
    }

    public bool TryGet(object key, [MaybeNullWhen(false)] out object value)
    {
        value = null;
        return _byKey is not null && _byKey.TryGetValue(key, out value) && value is not null;
    }
}
