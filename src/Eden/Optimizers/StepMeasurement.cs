using System.Numerics;

namespace Eden;

/// <summary>Measures one step: what was before it, and what it made of that.</summary>
/// <param name="divisor">What the step divides gradients by.</param>
internal sealed unsafe class StepMeasurement(double divisor) : IDisposable
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>What the step did, once it has ended.</summary>
    public StepStatistics? Statistics { get; private set; }

    /// <summary>Looks at gradient and values of a parameter before the step.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The values.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="decayPerStep">The share of itself that a value loses to decoupled decay; null where that cannot be told.</param>
    /// <exception cref="ArgumentException">There is a parameter of this name.</exception>
    public void Add<T>(string name, T* value, T* gradient, long length, double? decayPerStep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_entries.ContainsKey(name))
        {
            throw new ArgumentException($"Two parameters are called '{name}'; a measured step tells them apart by name.");
        }

        _entries.Add(name, new Entry<T>(value, length, SumOfSquares(gradient, length), decayPerStep));
    }

    /// <summary>Looks at what has become of the values.</summary>
    public void End(StepResult result)
    {
        Dictionary<string, StepNorms> norms = new(StringComparer.Ordinal);
        Squares total = default;
        bool isDecayKnown = true;
        foreach ((string name, Entry entry) in _entries)
        {
            Squares squares = entry.Measure(result.IsSkipped);
            norms.Add(name, squares.ToNorms(entry.IsDecayKnown));
            total += squares;
            isDecayKnown &= entry.IsDecayKnown;
        }

        Statistics = new StepStatistics(result, total.ToNorms(isDecayKnown), norms);
    }

    public void Dispose()
    {
        foreach (Entry entry in _entries.Values)
        {
            entry.Dispose();
        }
    }

    private double SumOfSquares<T>(T* x, long length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
    private abstract class Entry(double? decayPerStep) : IDisposable
    {
        public bool IsDecayKnown { get; } = decayPerStep is not null;

        public abstract Squares Measure(bool isSkipped);

        public abstract void Dispose();
    }

    private sealed class Entry<T> : Entry
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T* _value;
        private readonly long _length;
        private readonly double _gradientSquares;
        private readonly double _decayPerStep;
        private readonly NativeBuffer<T> _before;

        public Entry(T* value, long length, double gradientSquares, double? decayPerStep)
            : base(decayPerStep)
        {
            _value = value;
            (_length, _gradientSquares, _decayPerStep) = (length, gradientSquares, decayPerStep ?? 0);
            _before = new NativeBuffer<T>(length);
            SavedValues<T>.Copy(value, _before.Pointer, length);
        }

        public override Squares Measure(bool isSkipped)
        {
            double decay = isSkipped ? 0 : _decayPerStep;
            double weight = 0, update = 0, rest = 0;
            for (long i = 0; i < _length; i++)
            {
                double value = double.CreateTruncating(_before.Pointer[i]);
                double change = double.CreateTruncating(_value[i]) - value;
                double withoutDecay = change + (decay * value);
                weight += value * value;
                update += change * change;
                rest += withoutDecay * withoutDecay;
            }

            return new Squares(_gradientSquares, weight, update, decay * decay * weight, rest);
        }

        public override void Dispose() => _before.Dispose();
    }

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
