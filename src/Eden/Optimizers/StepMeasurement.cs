using System.Numerics;

namespace Eden;

/// <summary>Measures one step: what was before it, and what it made of that.</summary>
internal sealed unsafe class StepMeasurement<T>(OptimizedModel<T> model) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Entry> _entries = [];
    private NativeBuffer<T>? _before;

    /// <summary>What the step did, once it has ended.</summary>
    public StepStatistics? Statistics { get; private set; }

    /// <summary>Looks at gradients and values before the step.</summary>
    /// <param name="divisor">What the step divides gradients by.</param>
    public void Start(double divisor)
    {
        _before = new NativeBuffer<T>(model.Parameters.Sum(parameter => parameter.Length));
        T* before = _before.Pointer;
        for (int i = 0; i < model.Parameters.Length; i++)
        {
            Parameter<T> parameter = model.Parameters[i];
            T* gradient = parameter.GradientPointer;
            if (gradient is not null)
            {
                ParameterGroup<T> group = model.GroupOf(i);
                SavedValues<T>.Copy(parameter.ValuePointer, before, parameter.Length);
                double? decay = group.Options.DecayPerStep(group.ScheduleMultiplier, model.Steps[i] + 1);
                _entries.Add(new Entry(parameter, (nint)before, SumOfSquares(gradient, parameter.Length, divisor), decay));
                before += parameter.Length;
            }
        }
    }

    /// <summary>Looks at what has become of the values.</summary>
    public void End(StepResult result)
    {
        Dictionary<string, StepNorms> norms = new(StringComparer.Ordinal);
        Squares total = default;
        bool isDecayKnown = true;
        foreach (Entry entry in _entries)
        {
            Squares squares = Measure(entry, result.IsSkipped);
            bool isKnown = entry.DecayPerStep is not null;
            norms.Add(entry.Parameter.Name, squares.ToNorms(isKnown));
            total += squares;
            isDecayKnown &= isKnown;
        }

        Statistics = new StepStatistics(result, total.ToNorms(isDecayKnown), norms);
    }

    public void Dispose() => _before?.Dispose();

    private static Squares Measure(Entry entry, bool isSkipped)
    {
        T* before = (T*)entry.Before;
        T* after = entry.Parameter.ValuePointer;
        double decayPerStep = isSkipped ? 0 : entry.DecayPerStep ?? 0;
        double weight = 0, update = 0, rest = 0;
        for (long i = 0; i < entry.Parameter.Length; i++)
        {
            double value = double.CreateTruncating(before[i]);
            double change = double.CreateTruncating(after[i]) - value;
            double withoutDecay = change + (decayPerStep * value);
            weight += value * value;
            update += change * change;
            rest += withoutDecay * withoutDecay;
        }

        return new Squares(entry.GradientSquares, weight, update, decayPerStep * decayPerStep * weight, rest);
    }

    private static double SumOfSquares(T* x, long length, double divisor)
    {
        double sum = 0;
        for (long i = 0; i < length; i++)
        {
            double value = double.CreateTruncating(x[i]) / divisor;
            sum += value * value;
        }

        return sum;
    }

    /// <summary>A parameter that takes the step.</summary>
    private sealed record Entry(Parameter<T> Parameter, nint Before, double GradientSquares, double? DecayPerStep);

    /// <summary>Sums of squares.</summary>
    private readonly record struct Squares(double Gradient, double Weight, double Update, double Decay, double Rest)
    {
        public static Squares operator +(Squares x, Squares y) =>
            new(x.Gradient + y.Gradient, x.Weight + y.Weight, x.Update + y.Update, x.Decay + y.Decay, x.Rest + y.Rest);

        public StepNorms ToNorms(bool isDecayKnown)
        {
            double decay = Math.Sqrt(Decay);
            double moved = decay + Math.Sqrt(Rest);
            return new StepNorms(Math.Sqrt(Gradient), Math.Sqrt(Weight), Math.Sqrt(Update), !isDecayKnown ? null : moved > 0 ? decay / moved : 0);
        }
    }
}
