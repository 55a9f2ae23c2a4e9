using System.Numerics;

namespace Eden;

/// <summary>L-BFGS (Nocedal, "Updating Quasi-Newton Matrices with Limited Storage", 1980; Liu and Nocedal, 1989), as PyTorch has it: for small
/// smooth problems whose loss is that of all samples.</summary>
/// <remarks>
/// <para>A step evaluates the loss several times at points of its choice. Iterations go along d = −Hg, with H from the last
/// <see cref="LbfgsOptions.HistorySize"/> changes of gradient and values; sums are in double.</para>
/// <para>Parameters without a gradient count as ones with a gradient of 0; frozen ones stay where they are. One thread at a time.</para>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Lbfgs<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _parameters;
    private bool _isBusy;

    /// <summary>Makes an optimizer.</summary>
    /// <param name="parameters">What to update: at least one, each with a name and memory of its own.</param>
    /// <param name="options">The options; left out, PyTorch's defaults.</param>
    /// <exception cref="ArgumentException">There is no parameter, one is null or given twice, or two share a name.</exception>
    public Lbfgs(IEnumerable<Parameter<T>> parameters, LbfgsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. Require.NoNulls<Parameter<T>>([.. parameters], nameof(parameters))];
        if (_parameters.Length == 0)
        {
            throw new ArgumentException("An optimizer needs at least one parameter.", nameof(parameters));
        }

        if (_parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(group => group.Count() > 1)?.Key is string twice)
        {
            throw new ArgumentException($"Two parameters have the name '{twice}'.", nameof(parameters));
        }

        Options = options ?? new();
    }

    /// <summary>The parameters, in the order given.</summary>
    public IReadOnlyList<Parameter<T>> Parameters => _parameters;

    /// <summary>The options, replaceable between steps.</summary>
    /// <exception cref="ArgumentNullException">Set to null.</exception>
    public LbfgsOptions Options { get; set => field = Require.NotNull(value, nameof(value)); }

    /// <summary>How often the loss was evaluated. PyTorch's <c>func_evals</c>.</summary>
    public long Evaluations => Memory.Evaluations;

    /// <summary>How many iterations were done. PyTorch's <c>n_iter</c>.</summary>
    public long Iterations => Memory.Iterations;

    internal LbfgsMemory<T> Memory { get; set; } = new();

    /// <summary>The elements of all parameters.</summary>
    internal int Length => checked((int)_parameters.Sum(parameter => parameter.Length));

    /// <summary>Goes on with the problem: up to <see cref="LbfgsOptions.MaxIterations"/> iterations.</summary>
    /// <param name="evaluate">Computes the loss at the values of the parameters, and its gradient into them.</param>
    /// <returns>The loss before the step.</returns>
    /// <exception cref="InvalidOperationException">The function asks for another step.</exception>
    /// <exception cref="ObjectDisposedException">A parameter was disposed.</exception>
    /// <remarks>What the function throws ends the step; values and memory are then as they were before it.</remarks>
    public double Step(Func<double> evaluate)
    {
        ArgumentNullException.ThrowIfNull(evaluate);
        if (_isBusy)
        {
            throw new InvalidOperationException("The function that evaluates the loss asks for another step of the same optimizer.");
        }

        T[] before = Gather(parameter => parameter.Value);
        LbfgsMemory<T> memory = Memory.Copy();
        _isBusy = true;
        try
        {
            return Minimize(evaluate);
        }
        catch
        {
            SetValues(before);
            Memory = memory;
            throw;
        }
        finally
        {
            _isBusy = false;
        }
    }

    private double Minimize(Func<double> evaluate)
    {
        LbfgsOptions options = Options;
        LbfgsMemory<T> memory = Memory;
        long first = memory.Evaluations;
        double lossBefore = Evaluate(evaluate);
        (double loss, T[] gradient) = (lossBefore, GatherGradient());
        bool isFlat = LbfgsMemory<T>.Size(gradient) <= options.GradientTolerance;
        for (long iteration = 1; iteration <= options.MaxIterations && !isFlat; iteration++)
        {
            if (memory.Iterations++ > 0)
            {
                memory.Learn(gradient, options.HistorySize);
            }

            T[] direction = memory.ChooseDirection(gradient);
            double step = memory.Iterations > 1 ? options.LearningRate : Math.Min(1, 1 / gradient.Sum(g => Math.Abs(double.CreateTruncating(g)))) * options.LearningRate;
            (memory.Direction, memory.Step, memory.Gradient, memory.Loss) = (direction, step, gradient, loss);
            double slope = LbfgsMemory<T>.Dot(gradient, direction);
            if (slope > -options.ChangeTolerance)
            {
                break;
            }

            T[] origin = Gather(parameter => parameter.Value);
            if (options.LineSearch == LineSearch.StrongWolfe)
            {
                LinePoint<T> found = StrongWolfe.Search(
                    length => EvaluateAt(evaluate, origin, direction, length), new LinePoint<T>(0, loss, slope, gradient), step, LbfgsMemory<T>.Size(direction), options.ChangeTolerance);
                (step, loss, gradient) = (found.Step, found.Loss, found.Gradient);
                memory.Step = step;
                Move(origin, direction, step);
            }
            else
            {
                Move(origin, direction, step);
                if (iteration == options.MaxIterations)
                {
                    break;
                }

                (loss, gradient) = (Evaluate(evaluate), GatherGradient());
            }

            isFlat = LbfgsMemory<T>.Size(gradient) <= options.GradientTolerance;
            if (memory.Evaluations - first >= options.EvaluationLimit
                || LbfgsMemory<T>.Size(direction) * step <= options.ChangeTolerance
                || Math.Abs(loss - memory.Loss) < options.ChangeTolerance)
            {
                break;
            }
        }

        return lossBefore;
    }

    private double Evaluate(Func<double> evaluate)
    {
        Memory.Evaluations++;
        return evaluate();
    }

    private LinePoint<T> EvaluateAt(Func<double> evaluate, T[] origin, T[] direction, double length)
    {
        Move(origin, direction, length);
        double loss = Evaluate(evaluate);
        T[] gradient = GatherGradient();
        return new LinePoint<T>(length, loss, LbfgsMemory<T>.Dot(gradient, direction), gradient);
    }

    private T[] GatherGradient() => Gather(parameter => parameter.HasGradient && !parameter.IsFrozen ? parameter.Gradient : default);

    private T[] Gather(Func<Parameter<T>, Span<T>> arrayOf)
    {
        T[] all = new T[Length];
        int place = 0;
        foreach (Parameter<T> parameter in _parameters)
        {
            arrayOf(parameter).CopyTo(all.AsSpan(place));
            place += (int)parameter.Length;
        }

        return all;
    }

    /// <summary>origin + length·direction, where parameters are not frozen.</summary>
    private void Move(T[] origin, T[] direction, double length)
    {
        T narrowed = T.CreateTruncating(length);
        int place = 0;
        foreach (Parameter<T> parameter in _parameters)
        {
            Span<T> value = parameter.Value;
            for (int i = 0; i < value.Length && !parameter.IsFrozen; i++)
            {
                value[i] = origin[place + i] + (narrowed * direction[place + i]);
            }

            place += value.Length;
        }
    }

    internal void SetValues(T[] values)
    {
        int place = 0;
        foreach (Parameter<T> parameter in _parameters)
        {
            values.AsSpan(place, (int)parameter.Length).CopyTo(parameter.Value);
            place += (int)parameter.Length;
        }
    }
}
