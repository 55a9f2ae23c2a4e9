using System.Numerics;
using Eden.Rules;

namespace Eden.Kernels;

/// <summary>
/// One step over a whole model: the segments of all parameters, and the passes that update them. A pass applies one rule
/// to neighbouring segments. Passes are kept from step to step, so that planning allocates only when rules change.
/// </summary>
internal sealed class StepPlan<T>(Segment<T>[] segments) : IRuleSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<Pass> _passes = [];
    private int _passCount;

    public Segment<T>[] Segments { get; } = segments;

    public void Clear() => _passCount = 0;

    /// <summary>Adds a pass with a rule; <see cref="EndPass"/> says which segments it covers.</summary>
    public void Use<TRule>(in TRule rule)
        where TRule : struct, IUpdateRule<TRule, T>
    {
        if (_passCount == _passes.Count)
        {
            _passes.Add(new Pass<TRule>());
        }
        else if (_passes[_passCount] is not Pass<TRule>)
        {
            _passes[_passCount] = new Pass<TRule>();
        }

        ((Pass<TRule>)_passes[_passCount++]).Rule = rule;
    }

    public void EndPass(T gradientScale, int start, int end)
    {
        Pass pass = _passes[_passCount - 1];
        pass.GradientScale = gradientScale;
        pass.Start = start;
        pass.Length = end - start;
    }

    public void Run(LaneWidth width)
    {
        for (int i = 0; i < _passCount; i++)
        {
            _passes[i].Run(width, Segments);
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
