using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden;

/// <summary>
/// The mathematics of an optimizer whose step is a direction: what is taken from a value, from its gradient and state alone. Eden adds weight
/// decay, the cautious mask, lanes, threads and checkpoints. A direction holds the scalars of the step, already narrowed to
/// <typeparamref name="T"/>, and knows nothing of memory, widths and threads. docs/custom-rule.md has an example.
/// </summary>
/// <remarks>It must be a pure function of what it is given: one element at a time may come, or sixteen, in any order, on any thread.
/// Put <see cref="MethodImplOptions.AggressiveInlining"/> on <see cref="Update"/> and on the getter of <see cref="StateCount"/>: calls in
/// the loop can double its time.</remarks>
/// <typeparam name="TSelf">The direction.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IDirection<TSelf, T>
    where TSelf : struct, IDirection<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many state arrays the direction keeps per parameter, 0 to 4: as many as its options have
    /// <see cref="OptimizerOptions.StateNames"/>.</summary>
    static abstract int StateCount { get; }

    /// <summary>How many of the state arrays <see cref="Sign"/> looks at.</summary>
    static virtual int SignStateCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TSelf.StateCount;
    }

    /// <summary>Updates the state and returns u, with the learning rate in it: p ← p − u.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    /// <param name="g">The gradient, with an L2 penalty already in it.</param>
    /// <param name="state0">The first state array. It must not be touched where there is none; likewise the others.</param>
    /// <param name="state1">The second.</param>
    /// <param name="state2">The third.</param>
    /// <param name="state3">The fourth.</param>
    TLane Update<TLane>(TLane g, ref TLane state0, ref TLane state1, ref TLane state2, ref TLane state3)
        where TLane : struct, ILane<TLane, T>;

    /// <summary>A number with the sign of the u to come, for the cautious mask. A direction that can tell the sign without its square
    /// roots and divisions says it here.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    /// <param name="direction">The direction.</param>
    /// <param name="g">As in <see cref="Update"/>.</param>
    /// <param name="state0">The state before the step, as far as <see cref="SignStateCount"/> says.</param>
    /// <param name="state1">The second.</param>
    /// <param name="state2">The third.</param>
    /// <param name="state3">The fourth.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TLane Sign<TLane>(in TSelf direction, TLane g, TLane state0, TLane state1, TLane state2, TLane state3)
        where TLane : struct, ILane<TLane, T> => direction.Update(g, ref state0, ref state1, ref state2, ref state3);
}

/// <summary>Receives the direction that options choose, with its type known, so that loops are compiled for it.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IDirectionSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes the direction.</summary>
    /// <typeparam name="TDirection">Its type.</typeparam>
    /// <param name="direction">The direction of one step.</param>
    void Use<TDirection>(in TDirection direction)
        where TDirection : struct, IDirection<TDirection, T>;
}
