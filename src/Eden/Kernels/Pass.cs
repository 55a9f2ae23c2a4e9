using System.Numerics;
using Eden.Rules;

namespace Eden.Kernels;

/// <summary>One walk over neighbouring segments that share a rule, run as soon as the rule is known. It lives on the stack,
/// so a step allocates nothing whichever passes it takes.</summary>
internal readonly ref struct Pass<T> : IRuleSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LaneWidth _width;
    private readonly T _gradientScale;
    private readonly ReadOnlySpan<Segment<T>> _segments;

    public Pass(LaneWidth width, bool maximize, ReadOnlySpan<Segment<T>> segments)
    {
        _width = width;
        _gradientScale = maximize ? T.NegativeOne : T.One;
        _segments = segments;
    }

    public void Use<TRule>(in TRule rule)
        where TRule : struct, IUpdateRule<TRule, T> =>
        Driver.Run(_width, rule, _gradientScale, _segments);
}
