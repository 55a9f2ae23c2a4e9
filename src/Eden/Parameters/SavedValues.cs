using System.Numerics;

namespace Eden;

/// <summary>The values of parameters while others stand in their place, for an evaluation. Until they are brought back, bit for
/// bit, no optimizer steps these parameters.</summary>
internal sealed unsafe class SavedValues<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private readonly NativeBuffer<T> _values;
    private bool _disposed;

    /// <exception cref="InvalidOperationException">The values of a parameter are saved already.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    public SavedValues(IEnumerable<Parameter<T>> parameters)
    {
        _parameters = [.. parameters];
        foreach (Parameter<T> parameter in _parameters)
        {
            ObjectDisposedException.ThrowIf(parameter.IsDisposed, parameter);
            ThrowIfAway(parameter);
        }

        _values = new NativeBuffer<T>(_parameters.Sum(parameter => parameter.Length));
        T* next = _values.Pointer;
        foreach (Parameter<T> parameter in _parameters)
        {
            Copy(parameter.ValuePointer, next, parameter.Length);
            parameter.IsAway = true;
            next += parameter.Length;
        }
    }

    public static void ThrowIfAway(Parameter<T> parameter)
    {
        if (parameter.IsAway)
        {
            throw new InvalidOperationException("The parameters are at their evaluation point; dispose what Evaluate returned first.");
        }
    }

    public static void Copy(T* source, T* destination, long length) =>
        Buffer.MemoryCopy(source, destination, length * sizeof(T), length * sizeof(T));

    /// <summary>Brings the values back.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        T* next = _values.Pointer;
        foreach (Parameter<T> parameter in _parameters)
        {
            if (!parameter.IsDisposed)
            {
                Copy(next, parameter.ValuePointer, parameter.Length);
            }

            parameter.IsAway = false;
            next += parameter.Length;
        }

        _values.Dispose();
    }
}
