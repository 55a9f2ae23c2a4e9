using System.Numerics;
using System.Numerics.Tensors;

namespace Eden.Autograd;

/// <summary>
/// A tensor that remembers how it was computed. Operations on variables give variables; <see cref="Backward"/> on a single
/// value, the loss, walks the way back and adds its derivative to the gradient of every <see cref="Parameter{T}"/> that
/// took part.
/// </summary>
/// <remarks>
/// A graph is built anew by each computation and serves one thread at a time. Values must not change between the
/// computation and <see cref="Backward"/>: step the optimizer afterwards.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Variable<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly long[] _shape;
    private readonly ReadOnlyMemory<T> _value;
    private readonly Parameter<T>? _parameter;
    private readonly Variable<T>[] _parents = [];
    private readonly Action<ReadOnlySpan<T>>? _backward;
    private T[]? _gradient;

    /// <summary>The result of an operation.</summary>
    /// <param name="value">The values; the variable keeps the array.</param>
    /// <param name="shape">The shape of the values.</param>
    /// <param name="parents">What the values were computed from.</param>
    /// <param name="backward">Takes the gradient of the result and adds to <see cref="Gradient"/> of each parent that
    /// <see cref="RequiresGradient"/>. Called only where one does.</param>
    internal Variable(T[] value, ReadOnlySpan<long> shape, Variable<T>[] parents, Action<ReadOnlySpan<T>> backward)
    {
        _value = value;
        _shape = shape.ToArray();
        if (Array.Exists(parents, parent => parent.RequiresGradient))
        {
            _parents = parents;
            _backward = backward;
        }
    }

    private Variable(ReadOnlyMemory<T> value, ReadOnlySpan<long> shape, Parameter<T>? parameter = null)
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"A variable has elements of type {typeof(T).Name}; supported are Single and Double.");
        }

        _value = value;
        _shape = shape.ToArray();
        _parameter = parameter;
    }

    /// <summary>The length of each dimension; empty for a single value.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The values, row-major.</summary>
    public ReadOnlySpan<T> Value => _parameter is null ? _value.Span : _parameter.Value;

    /// <summary>Whether a parameter took part that is not frozen: constants, frozen parameters and what is computed from them
    /// alone have no gradient.</summary>
    public bool RequiresGradient => _parameter is { IsFrozen: false } || _backward is not null;

    /// <summary>Where the gradient is summed while <see cref="Backward"/> runs: for a parameter its own gradient, which is
    /// brought in as zeros where it was absent.</summary>
    internal Span<T> Gradient
    {
        get
        {
            if (_parameter is null)
            {
                return _gradient ??= new T[_value.Length];
            }

            _parameter.HasGradient = true;
            return _parameter.Gradient;
        }
    }

    /// <summary>A single constant of shape [].</summary>
    public static implicit operator Variable<T>(T value) => Constant(value);

    /// <summary>Adds two variables: <see cref="Elementwise.Add{T}"/>.</summary>
    public static Variable<T> operator +(Variable<T> left, Variable<T> right) => Elementwise.Add(left, right);

    /// <summary>Subtracts one variable from another: <see cref="Elementwise.Subtract{T}"/>.</summary>
    public static Variable<T> operator -(Variable<T> left, Variable<T> right) => Elementwise.Subtract(left, right);

    /// <summary>Multiplies two variables element by element: <see cref="Elementwise.Multiply{T}"/>.</summary>
    public static Variable<T> operator *(Variable<T> left, Variable<T> right) => Elementwise.Multiply(left, right);

    /// <summary>Divides one variable by another: <see cref="Elementwise.Divide{T}"/>.</summary>
    public static Variable<T> operator /(Variable<T> left, Variable<T> right) => Elementwise.Divide(left, right);

    /// <summary>Negates a variable: <see cref="Elementwise.Negate{T}"/>.</summary>
    public static Variable<T> operator -(Variable<T> x) => x.Negate();

    /// <summary>A parameter as a variable: its values in place, without a copy. <see cref="Backward"/> adds to its
    /// gradient.</summary>
    /// <param name="parameter">The parameter.</param>
    public static Variable<T> Of(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return new(default, parameter.Shape, parameter);
    }

    /// <summary>A single constant of shape [].</summary>
    /// <param name="value">The value.</param>
    public static Variable<T> Constant(T value) => new(new[] { value }, []);

    /// <summary>A constant over the caller's memory, without a copy.</summary>
    /// <param name="value">The values, row-major; their number must be the product of <paramref name="shape"/>.</param>
    /// <param name="shape">The length of each dimension; left out, one dimension of the memory's length.</param>
    /// <exception cref="ArgumentException">The number of values and the shape disagree, or a dimension is
    /// negative.</exception>
    public static Variable<T> Constant(ReadOnlyMemory<T> value, params ReadOnlySpan<long> shape)
    {
        ReadOnlySpan<long> dimensions = shape.IsEmpty ? [value.Length] : shape;
        return Shapes.CountElements(dimensions) == value.Length
            ? new(value, dimensions)
            : throw new ArgumentException($"A constant of shape {Shapes.Text(dimensions)} needs {Shapes.CountElements(dimensions)} values, but the memory holds {value.Length}.", nameof(value));
    }

    /// <summary>A constant with the shape and a copy of the values of a tensor of any strides.</summary>
    /// <param name="tensor">A tensor of at least one dimension.</param>
    /// <exception cref="ArgumentException">The tensor has no dimensions: it is the empty default.</exception>
    public static Variable<T> FromTensor(in ReadOnlyTensorSpan<T> tensor)
    {
        if (tensor.Rank == 0)
        {
            throw new ArgumentException("A tensor without dimensions has no values.", nameof(tensor));
        }

        T[] value = GC.AllocateUninitializedArray<T>(checked((int)tensor.FlattenedLength));
        tensor.FlattenTo(value);
        return new(value, Array.ConvertAll(tensor.Lengths.ToArray(), length => (long)length));
    }

    /// <summary>The values as a tensor of the platform's own type, without a copy. That type has no shape [], so a single
    /// value comes as [1].</summary>
    public ReadOnlyTensorSpan<T> AsTensor() => new(Value, _shape is [] ? [1] : Array.ConvertAll(_shape, length => checked((nint)length)));

    /// <summary>The value of a variable that has only one.</summary>
    /// <exception cref="InvalidOperationException">It has another number of values.</exception>
    public T Item() => Value is [T only]
        ? only
        : throw new InvalidOperationException($"A variable of shape {Shapes.Text(_shape)} is not a single value.");

    /// <summary>
    /// Adds the derivative of this single value by each parameter to the parameter's gradient, which is brought in where it
    /// was absent. Parameters that took no part are left alone.
    /// </summary>
    /// <exception cref="InvalidOperationException">This is not a single value, or no parameter took part in it.</exception>
    public void Backward()
    {
        if (Value.Length != 1)
        {
            throw new InvalidOperationException($"Backward starts from a single value, but this variable has the shape {Shapes.Text(_shape)}; reduce it with Sum or Mean.");
        }

        if (!RequiresGradient)
        {
            throw new InvalidOperationException("Backward has nothing to do: no parameter took part in this value.");
        }

        Gradient[0] += T.One;
        List<Variable<T>> order = OrderParentsFirst();
        for (int i = order.Count - 1; i >= 0; i--)
        {
            Variable<T> variable = order[i];
            if (variable._backward is not null)
            {
                variable._backward(variable.Gradient);
                variable._gradient = null;
            }
        }
    }

    /// <summary>The shape, for example <c>Variable [64, 10]</c>.</summary>
    public override string ToString() => $"Variable {Shapes.Text(_shape)}";

    /// <summary>Depth first with a stack of its own: a graph may be deeper than the thread's stack.</summary>
    private List<Variable<T>> OrderParentsFirst()
    {
        List<Variable<T>> order = [];
        HashSet<Variable<T>> seen = [this];
        Stack<(Variable<T> Variable, int NextParent)> path = new([(this, 0)]);
        while (path.TryPop(out (Variable<T> Variable, int NextParent) top))
        {
            if (top.NextParent == top.Variable._parents.Length)
            {
                order.Add(top.Variable);
                continue;
            }

            path.Push((top.Variable, top.NextParent + 1));
            Variable<T> parent = top.Variable._parents[top.NextParent];
            if (parent.RequiresGradient && seen.Add(parent))
            {
                path.Push((parent, 0));
            }
        }

        return order;
    }
}
