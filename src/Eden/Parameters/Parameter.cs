using System.Numerics;

namespace Eden;

/// <summary>A named, shaped array of trainable values and its gradient: what an optimizer updates.</summary>
/// <remarks>
/// <para>The parameter allocates values and gradient, aligned to 64 bytes, or uses the caller's memory in place. Elements are in
/// row-major order.</para>
/// <para>An absent gradient differs from a zero one: an optimizer skips a parameter without a gradient, including moments and
/// step count, while a zero gradient is a step (moments decay, weight decay applies). In PyTorch: <c>grad is None</c>.</para>
/// <para>A parameter is not thread-safe. Dispose it to unpin memory that it wraps; otherwise it needs no disposal.</para>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed unsafe class Parameter<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly long[] _shape;
    private PinnedStorage<T> _value;
    private PinnedStorage<T> _gradient;
    private SparseGradient<T>? _sparseGradient;
    private bool _hasGradient;
    private bool _disposed;

    /// <summary>Creates a parameter of zeros, aligned to 64 bytes, without a gradient.</summary>
    /// <param name="name">The name that identifies the parameter, for example <c>fc.weight</c>; not empty.</param>
    /// <param name="shape">The length of each dimension, each at least 0; none for a single value.</param>
    /// <exception cref="ArgumentException">The name is empty, a dimension is negative, or there are more elements than a managed
    /// array can hold (wrap native memory instead).</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Parameter(string name, params ReadOnlySpan<long> shape)
        : this(name, shape, PinnedStorage<T>.Allocate(CountElements(name, shape)), default)
    {
    }

    /// <summary>Creates a parameter of zeros, without a gradient.</summary>
    /// <param name="name">The name that identifies the parameter; not empty.</param>
    /// <param name="shape">The length of each dimension; none for a single value.</param>
    /// <exception cref="ArgumentException">The name is empty, a dimension is negative, or there are more elements than an array
    /// can hold.</exception>
    /// <exception cref="ArgumentNullException">The shape is null.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Parameter(string name, int[] shape)
        : this(name, (ReadOnlySpan<long>)Array.ConvertAll(shape ?? throw new ArgumentNullException(nameof(shape)), dimension => (long)dimension))
    {
    }

    private Parameter(string name, ReadOnlySpan<long> shape, PinnedStorage<T> value, PinnedStorage<T> gradient)
    {
        Name = name;
        _shape = shape.ToArray();
        _value = value;
        _gradient = gradient;
        _hasGradient = !gradient.IsAbsent;
        FindGradient();
    }

    /// <summary>Unpins wrapped memory that was not disposed.</summary>
    ~Parameter() => Unpin();

    /// <summary>The name that identifies the parameter within an optimizer, a model and a checkpoint.</summary>
    public string Name { get; }

    /// <summary>The length of each dimension; empty for a single value.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The number of elements: the product of <see cref="Shape"/>.</summary>
    public long Length => _value.Length;

    /// <summary>The values, row-major, in place.</summary>
    /// <exception cref="InvalidOperationException">There are more elements than a span can address.</exception>
    /// <exception cref="ObjectDisposedException">The parameter was disposed.</exception>
    public Span<T> Value => View(_value);

    /// <summary>
    /// Whether there is a gradient. <see langword="false"/> removes it; <see langword="true"/> adds a zero gradient if there is
    /// none.
    /// </summary>
    /// <exception cref="ObjectDisposedException">Set to true on a disposed parameter.</exception>
    public bool HasGradient
    {
        get => _hasGradient;
        set
        {
            if (value && !_hasGradient)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (_gradient.IsAbsent)
                {
                    _gradient = PinnedStorage<T>.Allocate(Length);
                }
                else
                {
                    _gradient.Clear();
                }
            }

            _hasGradient = value;
            _sparseGradient = value ? null : _sparseGradient;
            FindGradient();
        }
    }

    /// <summary>A gradient of some rows, in the place of one of all values: setting it makes that one absent, and the other way round. Null
    /// where there is none. Only <see cref="SparseAdamOptions"/> take such gradients. Default null.</summary>
    /// <remarks>It refers to the caller's memory, which steps read and never write. The rows are checked by the step.</remarks>
    /// <exception cref="ArgumentException">The parameter has no dimension, or the values are not as many as the rows have
    /// elements.</exception>
    /// <exception cref="ObjectDisposedException">The parameter was disposed.</exception>
    public SparseGradient<T>? SparseGradient
    {
        get => _sparseGradient;
        set
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (value is SparseGradient<T> sparse)
            {
                if (_shape.Length == 0)
                {
                    throw new ArgumentException($"Parameter '{Name}' has no dimension, so it has no rows.", nameof(value));
                }

                long width = _shape[0] == 0 ? 0 : Length / _shape[0];
                if ((Int128)sparse.Rows.Length * width != sparse.Values.Length)
                {
                    throw new ArgumentException($"The sparse gradient of '{Name}' has {sparse.Rows.Length} rows of {width} elements, but {sparse.Values.Length} values.", nameof(value));
                }

                HasGradient = false;
            }

            _sparseGradient = value;
        }
    }

    /// <summary>
    /// Whether optimizers skip the parameter, even if it has a gradient: values, state and step count stay unchanged, and no norm
    /// counts its gradient. Settable between steps. Default <see langword="false"/>.
    /// </summary>
    /// <remarks>PyTorch's <c>requires_grad = False</c>, where however an optimizer still uses an existing gradient.</remarks>
    public bool IsFrozen
    {
        get;
        set
        {
            field = value;
            FindGradient();
        }
    }

    /// <summary>The gradient, row-major, in place. Set <see cref="HasGradient"/> to add one.</summary>
    /// <exception cref="InvalidOperationException">There is no gradient, or its elements are more than a span can
    /// address.</exception>
    /// <exception cref="ObjectDisposedException">The parameter was disposed.</exception>
    public Span<T> Gradient => _hasGradient || _disposed
        ? View(_gradient)
        : throw new InvalidOperationException($"Parameter '{Name}' has no gradient; set HasGradient to bring in a zero one.");

    /// <summary>The address of the values.</summary>
    internal T* ValuePointer => _value.Pointer;

    /// <summary>The address of the gradient that a step uses: null while it is absent or the parameter is frozen.</summary>
    /// <remarks>Kept, not found out by each step: over many small tensors a step would look at several cache lines of each.</remarks>
    internal T* GradientPointer { get; private set; }

    /// <summary>The address of the memory kept for the gradient, present or not; null before there was one.</summary>
    internal T* GradientStorage => _gradient.Pointer;

    internal bool IsDisposed => _disposed;

    /// <summary>Whether <see cref="Value"/> holds other values than the trained ones, until a <see cref="SavedValues{T}"/> brings
    /// those back.</summary>
    internal bool IsAway { get; set; }

    /// <summary>Wraps the caller's memory in place, without a gradient. It stays pinned until the parameter is
    /// disposed.</summary>
    /// <param name="name">The name that identifies the parameter; not empty.</param>
    /// <param name="value">The values; their number must be the product of <paramref name="shape"/>.</param>
    /// <param name="shape">The length of each dimension; null or empty for one dimension of the memory's length. For a single
    /// value without dimensions use the constructor, or wrap native memory.</param>
    /// <exception cref="ArgumentException">The name is empty, length and shape disagree, or a dimension is negative.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null, as an array or as the default memory. An empty
    /// array is not.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static Parameter<T> Wrap(string name, Memory<T> value, params ReadOnlySpan<long> shape) => Wrap(name, value, default(Memory<T>), shape);

    /// <summary>Wraps the caller's memory, including the gradient, in place. It stays pinned until the parameter is
    /// disposed.</summary>
    /// <param name="name">The name that identifies the parameter; not empty.</param>
    /// <param name="value">The values; their number must be the product of <paramref name="shape"/>.</param>
    /// <param name="gradient">The gradient, of the same length and present from the start. If empty, setting
    /// <see cref="HasGradient"/> allocates one.</param>
    /// <param name="shape">The length of each dimension; null or empty for one dimension of the memory's length.</param>
    /// <exception cref="ArgumentException">The name is empty, lengths and shape disagree, or a dimension is negative.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null, as an array or as the default memory. An empty
    /// array is not.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static Parameter<T> Wrap(string name, Memory<T> value, Memory<T> gradient, params ReadOnlySpan<long> shape)
    {
        ReadOnlySpan<long> dimensions = shape.IsEmpty ? [value.Length] : shape;
        long length = CountElements(name, dimensions);
        if (value.Equals(default))
        {
            throw new ArgumentNullException(nameof(value), $"Parameter '{name}' has no memory: it is null.");
        }

        if (value.Length != length)
        {
            throw new ArgumentException($"Parameter '{name}' of shape {ShapeText(dimensions)} needs {length} values, but the memory holds {value.Length}.", nameof(value));
        }

        if (!gradient.IsEmpty && gradient.Length != length)
        {
            throw new ArgumentException($"Parameter '{name}' has {length} values, but its gradient holds {gradient.Length}.", nameof(gradient));
        }

        return new(name, dimensions, PinnedStorage<T>.Wrap(value), gradient.IsEmpty ? default : PinnedStorage<T>.Wrap(gradient));
    }

    /// <summary>Wraps a matrix in place. It stays pinned until the parameter is disposed.</summary>
    /// <param name="name">The name that identifies the parameter; not empty.</param>
    /// <param name="value">The values, which give the parameter its shape.</param>
    /// <param name="gradient">The gradient, of the same shape and present from the start; null to start without one.</param>
    /// <exception cref="ArgumentException">The name is empty, or the shapes differ.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static Parameter<T> Wrap(string name, T[,] value, T[,]? gradient = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        ReadOnlySpan<long> shape = [value.GetLength(0), value.GetLength(1)];
        if (gradient is not null && (gradient.GetLength(0) != shape[0] || gradient.GetLength(1) != shape[1]))
        {
            throw new ArgumentException($"Parameter '{name}' has the shape {ShapeText(shape)}, but its gradient [{gradient.GetLength(0)}, {gradient.GetLength(1)}].", nameof(gradient));
        }

        CountElements(name, shape);
        return new(name, shape, PinnedStorage<T>.Wrap(value), gradient is null ? default : PinnedStorage<T>.Wrap(gradient));
    }

    /// <summary>Wraps native memory of any length in place. The caller keeps it alive while the parameter is in use.</summary>
    /// <param name="name">The name that identifies the parameter; not empty.</param>
    /// <param name="value">The address of the values, aligned to the element size.</param>
    /// <param name="gradient">The address of the gradient, present from the start; null to start without one.</param>
    /// <param name="shape">The length of each dimension; none for a single value.</param>
    /// <exception cref="ArgumentException">The name is empty, a dimension is negative, or an address is not aligned to the
    /// element size.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static Parameter<T> Wrap(string name, T* value, T* gradient, params ReadOnlySpan<long> shape)
    {
        long length = CountElements(name, shape);
        CheckAddresses(name, value, gradient);
        return new(name, shape, PinnedStorage<T>.Wrap(value, length), PinnedStorage<T>.Wrap(gradient, length));
    }

    /// <summary>Sets new addresses of values and gradient for wrapped native memory that has moved. Copies and clears
    /// nothing.</summary>
    /// <param name="value">The address of the values, aligned to the element size.</param>
    /// <param name="gradient">The address of the gradient; null without one.</param>
    /// <exception cref="ArgumentException">An address is not aligned to the element size.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The parameter does not wrap native memory, or is at its evaluation
    /// point.</exception>
    /// <exception cref="ObjectDisposedException">The parameter was disposed.</exception>
    public void Bind(T* value, T* gradient)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SavedValues<T>.ThrowIfAway(this);
        if (!_value.IsNative)
        {
            throw new InvalidOperationException($"Parameter '{Name}' does not wrap native memory, so its memory cannot be replaced.");
        }

        CheckAddresses(Name, value, gradient);
        _value = PinnedStorage<T>.Wrap(value, Length);
        _gradient = PinnedStorage<T>.Wrap(gradient, Length);
        _hasGradient = gradient is not null;
        FindGradient();
    }

    /// <summary>Sets the gradient to zero; an absent gradient stays absent, and a sparse one has no rows then.</summary>
    public void ZeroGradient()
    {
        _sparseGradient = _sparseGradient is null ? null : default(SparseGradient<T>);
        if (_hasGradient)
        {
            _gradient.Clear();
        }
    }

    /// <summary>Unpins wrapped memory. Do not use the parameter afterwards.</summary>
    public void Dispose()
    {
        Unpin();
        GC.SuppressFinalize(this);
    }

    /// <summary>The name and the shape, for example <c>fc.weight [10, 64]</c>.</summary>
    public override string ToString() => $"{Name} {ShapeText(_shape)}";

    /// <summary>Refuses null and unaligned addresses.</summary>
    private static void CheckAddresses(string name, T* value, T* gradient)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (((nuint)value | (nuint)gradient) % (nuint)sizeof(T) != 0)
        {
            throw new ArgumentException($"Parameter '{name}' has an address that is not aligned to {sizeof(T)} bytes.", nameof(value));
        }
    }

    private void FindGradient() => GradientPointer = _hasGradient && !IsFrozen ? _gradient.Pointer : null;

    private static string ShapeText(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    private static long CountElements(string name, ReadOnlySpan<long> shape)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Parameter '{name}' has elements of type {typeof(T).Name}; supported are Single and Double.");
        }

        Int128 product = 1;
        foreach (long dimension in shape)
        {
            if (dimension < 0)
            {
                throw new ArgumentException($"Parameter '{name}' has the shape {ShapeText(shape)}; a dimension must be at least 0.", nameof(shape));
            }

            // Held just above the limit, so that no product overflows and a later 0 still makes 0.
            product = Int128.Min(product * dimension, (long.MaxValue / sizeof(T)) + 1L);
        }

        if (product > long.MaxValue / sizeof(T))
        {
            throw new ArgumentException($"Parameter '{name}' has the shape {ShapeText(shape)}, which is larger than any memory.", nameof(shape));
        }

        return (long)product;
    }

    private Span<T> View(PinnedStorage<T> storage)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Length <= int.MaxValue
            ? storage.Span
            : throw new InvalidOperationException($"Parameter '{Name}' has {Length} elements, more than a span can address; use the native memory that it wraps.");
    }

    private void Unpin()
    {
        if (!_disposed)
        {
            _disposed = true;
            _hasGradient = false;
            _sparseGradient = null;
            FindGradient();
            _value.Unpin();
            _gradient.Unpin();
        }
    }
}
