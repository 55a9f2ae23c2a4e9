using System.Runtime.InteropServices;

namespace Eden.Checkpoints.PyTorch;

/// <summary>The stack of a pickle with its marks. Nothing below the last mark can be taken.</summary>
internal sealed class PickleStack
{
    private readonly List<object?> _values = [];
    private readonly List<int> _marks = [];

    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    public void Push(object? value) => _values.Add(value);

    public void Mark() => _marks.Add(_values.Count);

    public object? Pop()
    {
        object? value = Top();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>Takes the top, which must be a <typeparamref name="T"/>.</summary>
    /// <param name="what">What it should be, in words.</param>
    public T Pop<T>(string what)
    {
        T value = Top<T>(what);
        _ = Pop();
        return value;
    }

    /// <summary>The top, which must be a <typeparamref name="T"/>.</summary>
    /// <param name="what">What it should be, in words.</param>
    public T Top<T>(string what) => Top() is T value
        ? value
        : throw new PickleException($"{what} is needed, and the stack has something else");

    public object? Top() => _values.Count > Floor
        ? _values[^1]
        : throw new PickleException("a value is needed, and the stack is empty");

    /// <summary>Takes values from the top.</summary>
    public object?[] PopMany(int count)
    {
        if (_values.Count - count < Floor)
        {
            throw new PickleException("more values are taken than the stack has");
        }

        object?[] taken = [.. CollectionsMarshal.AsSpan(_values)[^count..]];
        _values.RemoveRange(_values.Count - count, count);
        return taken;
    }

    /// <summary>Takes all values above the last mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw new PickleException("there is no mark on the stack");
        }

        object?[] taken = PopMany(_values.Count - _marks[^1]);
        _marks.RemoveAt(_marks.Count - 1);
        return taken;
    }

    /// <summary>Takes the only value that is left.</summary>
    public object? PopLast() => _values.Count == 1 && _marks.Count == 0
        ? Pop()
        : throw new PickleException("the pickle ends with more or less than one value");
}
