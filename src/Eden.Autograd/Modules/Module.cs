using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;

namespace Eden.Autograd;

/// <summary>A part of a model: a function of a variable, and the named parameters that it uses.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
[SuppressMessage("Naming", "CA1716", Justification = "The field's word; Visual Basic can escape it.")]
public abstract class Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;

    /// <summary>Makes a module.</summary>
    /// <param name="parameters">Its parameters, each with a name of its own.</param>
    /// <exception cref="ArgumentException">Two parameters share a name.</exception>
    protected Module(params IEnumerable<Parameter<T>> parameters)
    {
        _parameters = [.. parameters];
        HashSet<string> names = [];
        foreach (Parameter<T> parameter in _parameters)
        {
            if (!names.Add(parameter.Name))
            {
                throw new ArgumentException($"Two parameters of the module have the name '{parameter.Name}'.", nameof(parameters));
            }
        }
    }

    /// <summary>The parameters in the order of the layers, weights before biases.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => _parameters;

    /// <summary>Computes the output of an input.</summary>
    /// <param name="input">The input.</param>
    public abstract Variable<T> Forward(Variable<T> input);

    /// <summary>
    /// Copies all values of another model, matched by name. Gradients stay as they are. Nothing changes unless everything
    /// fits.
    /// </summary>
    /// <param name="source">A model whose parameters have the same names and shapes; between float and double, values are
    /// converted.</param>
    /// <typeparam name="TSource">The element type of the source.</typeparam>
    /// <exception cref="ArgumentException">Names or shapes differ; the message lists all differences.</exception>
    public void CopyStateFrom<TSource>(Module<TSource> source)
        where TSource : unmanaged, IBinaryFloatingPointIeee754<TSource>
    {
        ArgumentNullException.ThrowIfNull(source);
        Dictionary<string, Parameter<TSource>> unused = source.Parameters.ToDictionary(parameter => parameter.Name);
        List<(Parameter<TSource> From, Parameter<T> To)> pairs = [];
        List<string> differences = [];
        foreach (Parameter<T> parameter in _parameters)
        {
            if (!unused.Remove(parameter.Name, out Parameter<TSource>? from))
            {
                differences.Add($"'{parameter.Name}' is missing in the source");
            }
            else if (!from.Shape.SequenceEqual(parameter.Shape))
            {
                differences.Add($"'{parameter.Name}' has the shape {Shapes.Text(parameter.Shape)} here and {Shapes.Text(from.Shape)} in the source");
            }
            else
            {
                pairs.Add((from, parameter));
            }
        }

        differences.AddRange(unused.Keys.Select(name => $"'{name}' is only in the source"));
        if (differences.Count > 0)
        {
            throw new ArgumentException($"The state does not fit: {string.Join("; ", differences)}.", nameof(source));
        }

        foreach ((Parameter<TSource> from, Parameter<T> to) in pairs)
        {
            TensorPrimitives.ConvertTruncating<TSource, T>(from.Value, to.Value);
        }
    }
}
