using System.Numerics;

namespace Eden;

/// <summary>Receives the rule that options choose, with its type known, so that loops are compiled for it.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IRuleSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes the rule.</summary>
    /// <typeparam name="TRule">Its type.</typeparam>
    /// <param name="rule">The rule of one step.</param>
    void Use<TRule>(in TRule rule)
        where TRule : struct, IRule<TRule, T>;
}
