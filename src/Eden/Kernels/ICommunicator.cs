namespace Eden.Kernels;

/// <summary>The processes that take a step together, each over its own range of the model. All of them make the same calls in the
/// same order, and every process gets the same answer.</summary>
internal interface ICommunicator
{
    /// <summary>The number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>The number of processes.</summary>
    int Size { get; }

    /// <summary>Adds up arrays of equal length. Each process fills its own places and leaves zeros in all others, so the order of the
    /// additions changes no bit.</summary>
    void Sum(Span<double> values);

    /// <summary>The smallest number that any process gives.</summary>
    long Min(long value);
}
