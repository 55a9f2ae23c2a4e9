namespace Eden;

/// <summary>The processes that train one model together, called ranks, and how they exchange memory: what an optimizer with
/// <see cref="Optimizer{T}.Communicator"/> needs of a transport. All ranks make the same calls in the same order.</summary>
/// <remarks>A call that cannot end because another rank is gone must throw, or end the process, within a bounded time. Between two ranks
/// data arrives in the order in which it was sent. One object serves one thread at a time.</remarks>
public unsafe interface ICommunicator
{
    /// <summary>The number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>The number of processes.</summary>
    int Size { get; }

    /// <summary>Starts to send memory, which must not change before the operation is complete.</summary>
    /// <param name="rank">To whom; not this rank.</param>
    /// <param name="data">The first byte.</param>
    /// <param name="bytes">How many; above 0, and as many as the other rank receives.</param>
    void Send(int rank, void* data, long bytes);

    /// <summary>Starts to receive into memory, which must not be touched before the operation is complete.</summary>
    /// <param name="rank">From whom; not this rank.</param>
    /// <param name="data">The first byte.</param>
    /// <param name="bytes">How many; above 0, and as many as the other rank sends.</param>
    void Receive(int rank, void* data, long bytes);

    /// <summary>Waits until no more than the last few started operations are incomplete.</summary>
    /// <param name="left">How many of the last may be incomplete.</param>
    void Complete(int left = 0);

    /// <summary>Adds up arrays of equal length; every rank gets the same sums. Of each place at most one rank gives another number than 0,
    /// or all numbers are whole, so the order of the additions changes no bit.</summary>
    /// <param name="values">What this rank gives, and then the sums.</param>
    void Sum(Span<double> values);
}
