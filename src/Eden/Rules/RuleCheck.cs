using System.Numerics;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>Takes rules and only counts them: making a rule checks its scalars.</summary>
internal sealed class RuleCheck<T> : IEngineSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Taken { get; private set; }

    public void Use<TRule>(in TRule rule)
        where TRule : struct, IRule<TRule, T> => Taken++;

    public void UsePhased<TRule>(in TRule rule)
        where TRule : struct, IPhasedRule<TRule, T> => Taken++;

    public void UseMatrix<TRule>(in TRule rule)
        where TRule : struct, IMatrixRule<TRule, T> => Taken++;
}
