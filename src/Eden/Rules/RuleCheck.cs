using System.Numerics;

namespace Eden.Rules;

/// <summary>Takes rules and does nothing with them: making a rule checks its scalars.</summary>
internal sealed class RuleCheck<T> : IRuleSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Use<TRule>(in TRule rule)
        where TRule : struct, IUpdateRule<TRule, T>
    {
    }
}
