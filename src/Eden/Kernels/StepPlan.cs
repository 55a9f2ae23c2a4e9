using System.Numerics;
using Eden.Rules;

namespace Eden.Kernels;

/// <summary>
/// One step over a whole model: the segments of all parameters, and the passes that update them. A pass applies one rule
/// to neighbouring segments. Passes are kept from step to step.
/// </summary>
internal sealed class StepPlan<T>(Segment<T>[] segments) : IRuleSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Pass> _passes = [];
    private readonly List<PassPool> _pools = [];

    public Segment<T>[] Segments { get; } = segments;

    public void Clear()
    {
        _passes.Clear();
        foreach (PassPool pool in _pools)
        {
            pool.TakeBackAll();
        }
    }

    /// <summary>Adds a pass with a rule; <see cref="EndPass"/> says which segments it covers.</summary>
    public void Use<TRule>(in TRule rule)
        where TRule : struct, IUpdateRule<TRule, T>
    {
        Pass<TRule> pass = PoolOf<TRule>().Take();
        pass.Rule = rule;
        _passes.Add(pass);
    }

    public void EndPass(T gradientScale, int start, int end)
    {
        Pass pass = _passes[^1];
        pass.GradientScale = gradientScale;
        pass.Start = start;
        pass.Length = end - start;
    }

    public void Run(LaneWidth width)
    {
        foreach (Pass pass in _passes)
        {
            pass.Run(width, Segments);
        }
    }

    private PassPool<TRule> PoolOf<TRule>()
        where TRule : struct, IUpdateRule<TRule, T>
    {
        foreach (PassPool pool in _pools)
        {
            if (pool is PassPool<TRule> found)
            {
                return found;
            }
        }

        PassPool<TRule> added = new();
        _pools.Add(added);
        return added;
    }

    /// <summary>Passes of one rule that are used again in the next step, so that a step allocates only when it needs more of
    /// them than any before.</summary>
    private abstract class PassPool
    {
        protected int Taken { get; set; }

        public void TakeBackAll() => Taken = 0;
    }

    private sealed class PassPool<TRule> : PassPool
        where TRule : struct, IUpdateRule<TRule, T>
    {
        private readonly List<Pass<TRule>> _passes = [];

        public Pass<TRule> Take()
        {
            if (Taken == _passes.Count)
            {
                _passes.Add(new Pass<TRule>());
            }

            return _passes[Taken++];
        }
    }

    private abstract class Pass
    {
        public T GradientScale { get; set; }

        public int Start { get; set; }

        public int Length { get; set; }

        public abstract void Run(LaneWidth width, ReadOnlySpan<Segment<T>> segments);
    }

    private sealed class Pass<TRule> : Pass
        where TRule : struct, IUpdateRule<TRule, T>
    {
        public TRule Rule { get; set; }

        public override void Run(LaneWidth width, ReadOnlySpan<Segment<T>> segments) =>
            Driver.Run(width, Rule, GradientScale, segments.Slice(Start, Length));
    }
}
