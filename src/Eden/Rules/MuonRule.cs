using System.Numerics;
using System.Runtime.CompilerServices;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>Muon (Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024) as PyTorch's. The phases: momentum; its
/// normalization; three products for each application of the polynomial; the step.</summary>
/// <remarks>X is kept with at least as many rows as columns, so that its products read along rows: X ← aX + X(bG + cG²) with
/// G = XᵀX, which is the transpose of the paper's.</remarks>
internal unsafe struct MuonRule<T> : IMatrixRule<MuonRule<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows and columns of a block of elementwise work.</summary>
    private const int Side = 64;

    private const int BlockLength = 16384;
    private const int ProductPhases = 3;

    private readonly nint _rows;
    private readonly nint _columns;
    private readonly int _steps;
    private readonly T _a;
    private readonly T _b;
    private readonly T _c;
    private readonly double _epsilon;
    private readonly Moment _moment;
    private readonly Descent _descent;
    private Constant<T> _norm;

    /// <summary>The scalars of a step.</summary>
    public MuonRule(MuonOptions options, double learningRate, long rows, long columns)
    {
        (_rows, _columns, _steps) = ((nint)rows, (nint)columns, (int)options.NewtonSchulzSteps);
        _a = Require.Within<T>(options.CoefficientA, nameof(options.CoefficientA));
        _b = Require.Within<T>(options.CoefficientB, nameof(options.CoefficientB));
        _c = Require.Within<T>(options.CoefficientC, nameof(options.CoefficientC));
        _epsilon = double.CreateTruncating(Require.NotVanishing<T>(options.Epsilon, nameof(options.Epsilon)));
        _moment = new(options.Momentum, options.Nesterov);
        double rate = rows * columns == 0 ? learningRate : learningRate * options.RateFactor(rows, columns);
        _descent = new(learningRate * options.WeightDecay, Require.Within<T>(rate, "LearningRate times its adjustment"));
    }

    public readonly int PhaseCount => 3 + (ProductPhases * _steps);

    public readonly long ScratchLength => SumLength + (2 * Length) + (2 * Short * Short);

    private readonly bool IsTall => _rows >= _columns;

    private readonly nint Length => checked(_rows * _columns);

    private readonly nint Short => nint.Min(_rows, _columns);

    private readonly nint Long => nint.Max(_rows, _columns);

    private readonly nint PiecesAcross => (_columns + Side - 1) / Side;

    private readonly nint PieceCount => (_rows + Side - 1) / Side * PiecesAcross;

    /// <summary>The room that the sum of squares of each piece takes, in double.</summary>
    private readonly nint SumLength => PieceCount * sizeof(double) / sizeof(T);

    public readonly int CountTasks(int phase)
    {
        if (phase == 1)
        {
            return checked((int)((Length + BlockLength - 1) / BlockLength));
        }

        return IsProduct(phase) ? ProductOf(phase, null).TaskCount : checked((int)PieceCount);
    }

    public readonly void Run(int phase, int task, in StepContext context, in Segment<T> segment, MatrixMemory<T> memory)
    {
        if (phase == 0)
        {
            ((double*)memory.Scratch)[task] = Gather(task, context, segment, Iterate(0, memory.Scratch));
        }
        else if (phase == 1)
        {
            Normalize(task, context.Width, Iterate(0, memory.Scratch));
        }
        else if (IsProduct(phase))
        {
            ProductOf(phase, memory.Scratch).Run(context.Width, task, memory.Packs);
        }
        else
        {
            Descend(task, context.Width, segment, Iterate(_steps, memory.Scratch));
        }
    }

    public void Reduce(int phase, T* scratch)
    {
        if (phase == 0)
        {
            double sum = 0;
            for (nint i = 0; i < PieceCount; i++)
            {
                sum += ((double*)scratch)[i];
            }

            _norm = Constant<T>.Unchecked(Math.Max(Math.Sqrt(sum), _epsilon));
        }
    }

    private readonly bool IsProduct(int phase) => phase is >= 2 && phase + 1 < PhaseCount;

    /// <summary>X after some applications of the polynomial.</summary>
    private readonly T* Iterate(int step, T* scratch) => scratch + SumLength + ((step & 1) * Length);

    private readonly Product<T> ProductOf(int phase, T* scratch)
    {
        (int step, int which) = Math.DivRem(phase - 2, ProductPhases);
        T* x = Iterate(step, scratch);
        T* gram = scratch + SumLength + (2 * Length);
        T* polynomial = gram + (Short * Short);
        Operand<T> iterate = new(x, Short), square = new(gram, Short);
        return which switch
        {
            0 => new(Short, Short, Long, iterate.Transposed, iterate, gram) { IsSymmetric = true },
            1 => new(Short, Short, Short, square.Transposed, square, polynomial) { IsSymmetric = true, Alpha = _c, Beta = _b, Addend = gram },
            _ => new(Long, Short, Short, iterate, new(polynomial, Short), Iterate(step + 1, scratch)) { Beta = _a, Addend = x },
        };
    }

    private readonly void Normalize(int task, LaneWidth width, T* x)
    {
        T* start = x + ((nint)task * BlockLength);
        Segment<T> block = new() { Value = start, Gradient = start, Length = Math.Min(BlockLength, Length - ((long)task * BlockLength)) };
        Driver.Run(Plain(width), new Quotient(_norm), block, new Block(0, block.Length));
    }

    /// <summary>Takes the gradients of a piece into the momentum, and what is to be orthogonalized into X. Returns its sum of
    /// squares.</summary>
    [SkipLocalsInit]
    private readonly double Gather(int task, in StepContext context, in Segment<T> segment, T* x)
    {
        T* buffer = stackalloc T[Side * Side];
        Piece piece = PieceAt(task);
        double sum = 0;
        for (nint i = 0; i < piece.Rows; i++)
        {
            T* row = RowOf(piece, i, x, buffer);
            Segment<T> source = segment.From(((piece.Row + i) * _columns) + piece.Column) with { Value = row, Length = piece.Columns };
            Driver.Run(context, _moment, source, new Block(0, piece.Columns));
            sum += SquareSum.Of(row, (int)piece.Columns);
        }

        if (!IsTall)
        {
            T* corner = x + (piece.Column * Short) + piece.Row;
            for (nint j = 0; j < piece.Columns; j++)
            {
                for (nint i = 0; i < piece.Rows; i++)
                {
                    corner[(j * Short) + i] = buffer[(i * Side) + j];
                }
            }
        }

        return sum;
    }

    /// <summary>Takes X from the values of a piece.</summary>
    [SkipLocalsInit]
    private readonly void Descend(int task, LaneWidth width, in Segment<T> segment, T* x)
    {
        T* buffer = stackalloc T[Side * Side];
        Piece piece = PieceAt(task);
        if (!IsTall)
        {
            T* corner = x + (piece.Column * Short) + piece.Row;
            for (nint j = 0; j < piece.Columns; j++)
            {
                for (nint i = 0; i < piece.Rows; i++)
                {
                    buffer[(i * Side) + j] = corner[(j * Short) + i];
                }
            }
        }

        for (nint i = 0; i < piece.Rows; i++)
        {
            T* value = segment.Value + ((piece.Row + i) * _columns) + piece.Column;
            Segment<T> row = new() { Value = value, Gradient = RowOf(piece, i, x, buffer), Length = piece.Columns };
            Driver.Run(Plain(width), _descent, row, new Block(0, piece.Columns));
        }
    }

    /// <summary>Where a row of a piece is: in X, or where X is transposed, in a copy.</summary>
    private readonly T* RowOf(Piece piece, nint row, T* x, T* buffer) =>
        IsTall ? x + ((piece.Row + row) * Short) + piece.Column : buffer + (row * Side);

    private readonly Piece PieceAt(int task)
    {
        (nint down, nint across) = Math.DivRem(task, PiecesAcross);
        return new(down * Side, nint.Min(Side, _rows - (down * Side)), across * Side, nint.Min(Side, _columns - (across * Side)));
    }

    private static StepContext Plain(LaneWidth width) => new(width, GradientUse.Scaled(1));

    private readonly record struct Piece(nint Row, nint Rows, nint Column, nint Columns);

    /// <summary>The momentum, and in the place of the value what is to be orthogonalized.</summary>
    private readonly struct Moment(double momentum, bool isNesterov) : IRule<Moment, T>
    {
        private readonly FirstMoment<T> _moment = new(momentum, ElementRange.SmallestNormal<T>());
        private readonly bool _isNesterov = isNesterov;

        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 1;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Update<TLane>(TLane unused, TLane g, ref TLane m, ref TLane unused1, ref TLane unused2, ref TLane unused3)
            where TLane : struct, ILane<TLane, T>
        {
            m = _moment.Next(m, g);

            // g + μ(m − g) is the average of m and g, as m is of its own past and g.
            return _isNesterov ? _moment.Next(m, g) : m;
        }
    }

    private readonly struct Quotient(in Constant<T> divisor) : IRule<Quotient, T>
    {
        private readonly Constant<T> _divisor = divisor;

        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Update<TLane>(TLane x, TLane unused, ref TLane unused0, ref TLane unused1, ref TLane unused2, ref TLane unused3)
            where TLane : struct, ILane<TLane, T> => x / TLane.Broadcast(_divisor);
    }

    /// <summary>p − (lr·λ·p + rate·x).</summary>
    private readonly struct Descent(double decay, T rate) : IRule<Descent, T>
    {
        private readonly Constant<T> _decay = new(decay);
        private readonly Constant<T> _rate = Constant<T>.Unchecked(double.CreateTruncating(rate));

        public static int StateCount
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Update<TLane>(TLane p, TLane x, ref TLane unused0, ref TLane unused1, ref TLane unused2, ref TLane unused3)
            where TLane : struct, ILane<TLane, T> => p - TLane.Fma(TLane.Broadcast(_decay), p, TLane.Broadcast(_rate) * x);
    }
}
