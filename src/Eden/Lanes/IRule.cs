using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden;

/// <summary>
/// The mathematics of an optimizer whose step is no <see cref="IDirection{TSelf, T}"/>: how value and state of an element change. A rule
/// holds the scalars of the step, already narrowed to <typeparamref name="T"/>, and knows nothing of memory, widths and threads.
/// </summary>
/// <remarks>It must be a pure function of what it is given: one element at a time may come, or sixteen, in any order, on any thread.
/// Put <see cref="MethodImplOptions.AggressiveInlining"/> on <see cref="Update"/> and on the getter of <see cref="StateCount"/>: calls in
/// the loop can double its time.</remarks>
/// <typeparam name="TSelf">The rule.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IRule<TSelf, T>
    where TSelf : struct, IRule<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many state arrays the rule keeps per parameter, 0 to 4: as many as its options have
    /// <see cref="OptimizerOptions.StateNames"/>.</summary>
    static abstract int StateCount { get; }

    /// <summary>Returns the new value and updates the state.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    /// <param name="p">The value.</param>
    /// <param name="g">The gradient.</param>
    /// <param name="state0">The first state array. It must not be touched where there is none; likewise the others.</param>
    /// <param name="state1">The second.</param>
    /// <param name="state2">The third.</param>
    /// <param name="state3">The fourth.</param>
    TLane Update<TLane>(TLane p, TLane g, ref TLane state0, ref TLane state1, ref TLane state2, ref TLane state3)
        where TLane : struct, ILane<TLane, T>;
}
