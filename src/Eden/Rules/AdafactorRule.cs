using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>Adafactor (Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018, Algorithms 4 and 5) as
/// PyTorch's. The phases: the means of squares, of rows and columns for a matrix; the size of the update; the step.</summary>
internal struct AdafactorRule<T> : IPhasedRule<AdafactorRule<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int ChunkLength = 1024;

    /// <summary>So many rows that the sums of columns that a block leaves are few beside its elements.</summary>
    private const long LeastRows = 16;

    private readonly AdafactorOptions _options;
    private readonly double _learningRate;
    private readonly double _rate;
    private readonly double _leastMean;
    private readonly double _share;
    private readonly MatrixShape _shape;
    private readonly Constant<T> _leastVariance;
    private double _sum;
    private double _scale;
    private double _rowMean;
    private Constant<T> _stepSize;

    /// <summary>The scalars of step <paramref name="t"/>, computed in double.</summary>
    public AdafactorRule(AdafactorOptions options, double learningRate, long t, ReadOnlySpan<long> shape)
    {
        (_options, _learningRate, _shape) = (options, learningRate, MatrixShape.Of(shape));
        _rate = Math.Min(learningRate, 1 / Math.Sqrt(t));
        _share = Math.Pow(t, options.Beta2Decay);
        _leastMean = options.Epsilon1 ?? ElementRange.MachineEpsilon<T>();
        _leastVariance = Constant<T>.NotVanishing(_leastMean * _leastMean, nameof(options.Epsilon1) + " squared");
    }

    public static int PhaseCount => 3;

    public readonly BlockCut Blocks => _shape.IsMatrix
        ? new(_shape.Length, _shape.Rows * _shape.Columns, Math.Max(LeastRows, BlockCut.DefaultLength / Math.Max(1, _shape.Columns)) * _shape.Columns)
        : BlockCut.Uniform(_shape.Length);

    /// <summary>A sum over all elements, and for a matrix one for each column.</summary>
    public readonly int SumCount => _shape.IsMatrix ? checked(1 + (int)_shape.Columns) : 1;

    public readonly long RowLength => _shape.IsMatrix ? _shape.Columns : 0;

    /// <inheritdoc/>
    public readonly unsafe void Run(int phase, in StepContext context, in Segment<T> segment, Block block, Span<double> sums)
    {
        // The last phase alone may clear gradients: all of them read them.
        StepContext reading = context with { Use = context.Use with { Clear = false } };
        switch (phase)
        {
            case 0 when _shape.IsMatrix:
                AddSquares(reading, segment, block, sums);
                break;
            case 0:
                Driver.Run(reading, new Mean(_share), segment with { Value = segment.State0, State0 = null }, block);
                sums[0] = SumOfSquares(segment.Value + block.Offset, block.Length);
                break;
            case 1:
                sums[0] = Visit(reading, segment, block, isStep: false);
                break;
            default:
                Visit(context, segment, block, isStep: true);
                break;
        }
    }

    /// <inheritdoc/>
    public unsafe void Reduce(int phase, in Segment<T> segment, long part, ReadOnlySpan<double> totals)
    {
        _sum = totals[0] + (part == 0 ? 0 : _sum);
        if (phase == 0 && _shape.IsMatrix)
        {
            // Of many matrices each block finds its own mean, so that nothing has to be kept for each of them.
            _rowMean = Blocks.Parts == 1 ? MeanOf(segment.State0, _shape.Rows) : 0;
            T* columns = segment.State1 + (part * _shape.Columns);
            for (int j = 0; j < _shape.Columns; j++)
            {
                columns[j] = Average(columns[j], totals[1 + j] / _shape.Rows);
            }
        }

        if (part + 1 < Blocks.Parts)
        {
            return;
        }

        double size = Math.Sqrt(_sum / _shape.Length);
        if (phase == 0)
        {
            // As in PyTorch, a size that is NaN counts as small, so that one element does not spoil all others.
            _scale = (size > _options.Epsilon2 ? size : _options.Epsilon2) * _rate;
        }
        else
        {
            double excess = size / _options.ClippingThreshold;
            _stepSize = Constant<T>.Unchecked(excess > 1 ? _scale / excess : _scale);
        }
    }

    /// <summary>The means of rows, each of which lies in one block, and the sums of columns.</summary>
    [SkipLocalsInit]
    private readonly unsafe void AddSquares(in StepContext context, in Segment<T> segment, Block block, Span<double> sums)
    {
        T* gradient = stackalloc T[ChunkLength];
        for (long row = block.Offset; row < block.Offset + block.Length; row += _shape.Columns)
        {
            double rowSum = 0;
            for (long column = 0; column < _shape.Columns; column += ChunkLength)
            {
                int count = (int)Math.Min(ChunkLength, _shape.Columns - column);
                Driver.Run(context, default(Copy), segment.From(row + column) with { Value = gradient, Length = count }, new Block(0, count));
                rowSum += SquareSum.AddTo(gradient, sums.Slice(1 + (int)column, count));
            }

            T* mean = segment.State0 + (row / _shape.Columns);
            *mean = Average(*mean, rowSum / _shape.Columns);
        }

        sums[0] = SumOfSquares(segment.Value + block.Offset, block.Length);
    }

    /// <summary>Goes over the updates of a block and adds up their squares, or takes them.</summary>
    [SkipLocalsInit]
    private readonly unsafe double Visit(in StepContext context, in Segment<T> segment, Block block, bool isStep)
    {
        if (!_shape.IsMatrix)
        {
            return Visit(context, segment, block, T.One, isStep);
        }

        // One row after the other: the factor of a row is a constant, that of the columns an array.
        long matrix = block.Offset / (_shape.Rows * _shape.Columns);
        double rowMean = Math.Max(Blocks.Parts == 1 ? _rowMean : MeanOf(segment.State0 + (matrix * _shape.Rows), _shape.Rows), _leastMean);
        T* columns = stackalloc T[ChunkLength];
        double sum = 0;
        for (long row = block.Offset; row < block.Offset + block.Length; row += _shape.Columns)
        {
            T factor = T.CreateTruncating(double.CreateTruncating(segment.State0[row / _shape.Columns]) / rowMean);
            for (long column = 0; column < _shape.Columns; column += ChunkLength)
            {
                int count = (int)Math.Min(ChunkLength, _shape.Columns - column);

                // A copy: the loop stores state, and other threads read the columns.
                Unsafe.CopyBlock(columns, segment.State1 + (matrix * _shape.Columns) + column, (uint)(count * sizeof(T)));
                Segment<T> chunk = segment.From(row + column) with { State0 = columns, Length = count };
                sum += Visit(context, chunk, new Block(0, count), factor, isStep);
            }
        }

        return sum;
    }

    private readonly double Visit(in StepContext context, in Segment<T> segment, Block block, T factor, bool isStep)
    {
        Update update = new(factor, _leastVariance);
        if (!isStep)
        {
            return Scratch.SquareSums(context, update, segment, block).Results;
        }

        Driver.Run(context, new Descent(update, _learningRate * _options.WeightDecay, _stepSize), segment, block);
        return 0;
    }

    private static unsafe double SumOfSquares(T* values, long length)
    {
        double sum = 0;
        for (long i = 0; i < length; i += ChunkLength)
        {
            sum += SquareSum.Of(values + i, (int)Math.Min(ChunkLength, length - i));
        }

        return sum;
    }

    private static unsafe double MeanOf(T* values, long length)
    {
        double sum = 0;
        for (long i = 0; i < length; i++)
        {
            sum += double.CreateTruncating(values[i]);
        }

        return sum / length;
    }

    /// <summary>The mean of squares after one more.</summary>
    private readonly T Average(T mean, double square)
    {
        double before = double.CreateTruncating(mean);
        return T.CreateTruncating(_share < 1 ? before + (_share * (square - before)) : square);
    }

    /// <summary>The gradient as the step uses it.</summary>
    private readonly struct Copy : IRule<Copy, T>
    {
        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Update<TLane>(TLane p, TLane g, ref TLane unused0, ref TLane unused1, ref TLane unused2, ref TLane unused3)
            where TLane : struct, ILane<TLane, T> => g;
    }

    /// <summary>The mean of the squares of gradients, in the place of the value.</summary>
    private readonly struct Mean(double share) : IRule<Mean, T>
    {
        private readonly FirstMoment<T> _mean = new(1 - share, least: 0);

        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Update<TLane>(TLane mean, TLane g, ref TLane unused0, ref TLane unused1, ref TLane unused2, ref TLane unused3)
            where TLane : struct, ILane<TLane, T> => _mean.Next(mean, g * g);
    }

    /// <summary>g/√max(factor·v, ε₁²), in the place of the value.</summary>
    private readonly struct Update(T factor, in Constant<T> leastVariance) : IRule<Update, T>
    {
        private readonly Constant<T> _factor = Constant<T>.Unchecked(double.CreateTruncating(factor));
        private readonly Constant<T> _leastVariance = leastVariance;

        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TLane IRule<Update, T>.Update<TLane>(TLane p, TLane g, ref TLane v, ref TLane unused1, ref TLane unused2, ref TLane unused3) => Of(g, v);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Of<TLane>(TLane g, TLane v)
            where TLane : struct, ILane<TLane, T> =>
            g / TLane.Sqrt(TLane.Max(TLane.Broadcast(_factor) * v, TLane.Broadcast(_leastVariance)));
    }

    private readonly struct Descent(in Update update, double decay, in Constant<T> stepSize) : IRule<Descent, T>
    {
        private readonly Update _update = update;
        private readonly Constant<T> _decay = new(decay);
        private readonly Constant<T> _stepSize = stepSize;

        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        TLane IRule<Descent, T>.Update<TLane>(TLane p, TLane g, ref TLane v, ref TLane unused1, ref TLane unused2, ref TLane unused3) =>
            p - TLane.Fma(TLane.Broadcast(_decay), p, TLane.Broadcast(_stepSize) * _update.Of(g, v));
    }

    /// <summary>A parameter as matrices of its last two dimensions, or as a vector.</summary>
    private readonly record struct MatrixShape(long Length, long Rows, long Columns, bool IsMatrix)
    {
        public static MatrixShape Of(ReadOnlySpan<long> shape) => shape.Length < 2
            ? new(ParameterShape.CountElements(shape), 1, ParameterShape.CountElements(shape), false)
            : new(ParameterShape.CountElements(shape), shape[^2], shape[^1], true);
    }
}
