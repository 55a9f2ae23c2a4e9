using System.Numerics;
using Eden.Kernels;

namespace Eden;

/// <summary>The rows of a parameter that a sparse gradient touches, gathered into memory of their own: a step over them is a step over a
/// short parameter, and its cost follows them.</summary>
internal sealed unsafe class TouchedRows<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private (long Row, int Place)[] _order = [];
    private long[] _rows = [];
    private NativeBuffer<T>? _buffer;
    private long _capacity;
    private int _arrays;
    private int _count;
    private long _width;
    private Segment<T> _whole;

    /// <summary>Adds up the gradients of equal rows and copies their values and state.</summary>
    /// <param name="segment">The parameter; it refers to the copies afterwards, until <see cref="GiveBack"/>.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="stateCount">How many state arrays it has, all of its shape.</param>
    /// <exception cref="InvalidOperationException">A row is not one of the parameter's.</exception>
    public void Gather(ref Segment<T> segment, Parameter<T> parameter, int stateCount)
    {
        SparseGradient<T> sparse = parameter.SparseGradient!.Value;
        Sort(sparse.Rows.Span, parameter);
        _width = parameter.Shape[0] == 0 ? 0 : parameter.Length / parameter.Shape[0];
        Reserve(stateCount + 2);
        _whole = segment;
        AddUp(sparse.Values.Span, sparse.Rows.Length);
        segment.Value = Array(1);
        Copy(_whole.Value, segment.Value, isGather: true);
        for (int i = 0; i < stateCount; i++)
        {
            segment.SetState(i, Array(2 + i));
            Copy(_whole.StateAt(i), Array(2 + i), isGather: true);
        }
    }

    /// <summary>The summed gradients.</summary>
    public T* Gradient => Array(0);

    /// <summary>The elements of the rows.</summary>
    public long Length => _count * _width;

    /// <summary>The place in the parameter of one of these elements.</summary>
    public long PlaceOf(long index) => (_rows[index / _width] * _width) + (index % _width);

    /// <summary>Copies values and state back to their rows.</summary>
    public void Scatter(int stateCount)
    {
        Copy(_whole.Value, Array(1), isGather: false);
        for (int i = 0; i < stateCount; i++)
        {
            Copy(_whole.StateAt(i), Array(2 + i), isGather: false);
        }
    }

    /// <summary>Lets the segment refer to the whole parameter again.</summary>
    public void GiveBack(ref Segment<T> segment)
    {
        segment.Value = _whole.Value;
        for (int i = 0; i < 4; i++)
        {
            segment.SetState(i, _whole.StateAt(i));
        }
    }

    public void Dispose() => _buffer?.Dispose();

    /// <summary>Brings the rows into order, equal ones as they came, so that sums are the same in every run.</summary>
    private void Sort(ReadOnlySpan<long> rows, Parameter<T> parameter)
    {
        if (_order.Length < rows.Length)
        {
            _order = new (long, int)[rows.Length];
            _rows = new long[rows.Length];
        }

        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0 || rows[i] >= parameter.Shape[0])
            {
                throw new InvalidOperationException($"Rows[{i}] of the sparse gradient of '{parameter.Name}' is {rows[i]}; it must be from 0 to {parameter.Shape[0] - 1}.");
            }

            _order[i] = (rows[i], i);
        }

        System.Array.Sort(_order, 0, rows.Length);
        _count = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (i == 0 || _order[i].Row != _order[i - 1].Row)
            {
                _rows[_count++] = _order[i].Row;
            }
        }
    }

    private void Reserve(int arrays)
    {
        if (_capacity < Length || _arrays < arrays || _buffer is null)
        {
            _buffer?.Dispose();
            (_capacity, _arrays) = (Padded(Length), arrays);
            _buffer = new NativeBuffer<T>(_capacity * arrays);
        }
    }

    private void AddUp(ReadOnlySpan<T> values, int given)
    {
        int width = (int)_width;
        int row = -1;
        for (int i = 0; i < given; i++)
        {
            bool isNew = i == 0 || _order[i].Row != _order[i - 1].Row;
            row += isNew ? 1 : 0;
            Span<T> sum = new(Gradient + (row * _width), width);
            ReadOnlySpan<T> added = values.Slice(_order[i].Place * width, width);
            if (isNew)
            {
                added.CopyTo(sum);
                continue;
            }

            for (int k = 0; k < width; k++)
            {
                sum[k] += added[k];
            }
        }
    }

    private void Copy(T* whole, T* rows, bool isGather)
    {
        for (int i = 0; i < _count; i++)
        {
            T* row = whole + (_rows[i] * _width);
            if (isGather)
            {
                SavedValues<T>.Copy(row, rows + (i * _width), _width);
            }
            else
            {
                SavedValues<T>.Copy(rows + (i * _width), row, _width);
            }
        }
    }

    private T* Array(int index) => _buffer!.Pointer + (index * _capacity);

    private static long Padded(long length) => (length + NativeBuffer<T>.Granule - 1) / NativeBuffer<T>.Granule * NativeBuffer<T>.Granule;
}
