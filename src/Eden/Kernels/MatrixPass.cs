using System.Numerics;

namespace Eden.Kernels;

/// <summary>A rule over one matrix. Shares have no part in it: <see cref="MatrixWork{T}"/> runs its tasks.</summary>
internal abstract class MatrixPass<T> : Pass<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override int PhaseCount => 0;

    public abstract long ScratchLength { get; }

    public abstract int MatrixPhaseCount { get; }

    public abstract int CountTasks(int phase);

    public abstract void RunTask(int phase, int task, in StepContext context, Segment<T>[] segments, MatrixMemory<T> memory);

    public abstract unsafe void ReduceTasks(int phase, T* scratch);

    public sealed override void Run(int phase, in StepContext context, Segment<T>[] segments, Share share)
    {
    }

    public sealed override void Reduce(int phase, Segment<T>[] segments)
    {
    }

    public sealed override int CountExchanged(int phase) => 0;

    public sealed override void Give(Segment<T>[] segments, Share own, Span<double> places)
    {
    }

    public sealed override void Receive(Segment<T>[] segments, ReadOnlySpan<double> places)
    {
    }
}

/// <inheritdoc/>
internal sealed class MatrixPass<TRule, T> : MatrixPass<T>
    where TRule : struct, IMatrixRule<TRule, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TRule _rule;

    public override long ScratchLength => _rule.ScratchLength;

    public override int MatrixPhaseCount => _rule.PhaseCount;

    public void Set(in TRule rule) => _rule = rule;

    public override int CountTasks(int phase) => phase < _rule.PhaseCount ? _rule.CountTasks(phase) : 0;

    public override void RunTask(int phase, int task, in StepContext context, Segment<T>[] segments, MatrixMemory<T> memory) =>
        _rule.Run(phase, task, Signed(context), segments[Start], memory);

    public override unsafe void ReduceTasks(int phase, T* scratch)
    {
        if (phase < _rule.PhaseCount)
        {
            _rule.Reduce(phase, scratch);
        }
    }
}
