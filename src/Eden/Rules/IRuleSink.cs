using System.Numerics;

namespace Eden.Rules;

/// <summary>Receives the rule that options select, with its type known, so that the JIT can specialise for it.</summary>
internal interface IRuleSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    void Use<TRule>(in TRule rule)
        where TRule : struct, IUpdateRule<TRule, T>;
}
