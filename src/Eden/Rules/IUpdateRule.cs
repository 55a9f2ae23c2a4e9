using System.Numerics;
using Eden.Kernels;

namespace Eden.Rules;

/// <summary>
/// The mathematics of one optimizer: how an element's value and state change in a step. A rule holds the scalars of the
/// step, already narrowed to <typeparamref name="T"/>, and knows nothing of memory, widths and threads.
/// </summary>
internal interface IUpdateRule<TSelf, T>
    where TSelf : struct, IUpdateRule<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many state arrays the rule keeps per parameter, 0 to 3; it must not touch the others.</summary>
    static abstract int StateCount { get; }

    /// <summary>Takes value <paramref name="p"/> and gradient <paramref name="g"/>; returns the new value and updates the
    /// states.</summary>
    TLane Update<TLane>(TLane p, TLane g, ref TLane state0, ref TLane state1, ref TLane state2)
        where TLane : struct, ILane<TLane, T>;

    /// <summary>Whether the rule masks its update and must know, before a step, how much of each whole parameter it masks.</summary>
    static virtual bool IsMasked => false;

    /// <summary>1 where the coming update passes the mask, otherwise 0. Changes nothing. Asked of masked rules only.</summary>
    static virtual TLane Passes<TLane>(in TSelf rule, TLane g, TLane state0)
        where TLane : struct, ILane<TLane, T> => TLane.Broadcast(T.One);

    /// <summary>The rule for a parameter of <paramref name="length"/> elements of which <paramref name="passing"/> pass the
    /// mask. Asked of masked rules only.</summary>
    static virtual TSelf ForParameter(in TSelf rule, long passing, long length) => rule;
}
