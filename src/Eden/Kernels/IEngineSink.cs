using System.Numerics;

namespace Eden.Kernels;

/// <summary>Receives rules of every kind.</summary>
internal interface IEngineSink<T> : IRuleSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes a rule whose step over one parameter has several phases.</summary>
    void UsePhased<TRule>(in TRule rule)
        where TRule : struct, IPhasedRule<TRule, T>;

    /// <summary>Takes a rule whose step over one matrix is made of products of matrices.</summary>
    void UseMatrix<TRule>(in TRule rule)
        where TRule : struct, IMatrixRule<TRule, T>;
}
