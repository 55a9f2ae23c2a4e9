namespace Eden.Mpi;

/// <summary>MPI cannot be used, or failed. The message is one line that says what to do.</summary>
public sealed class MpiException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What failed, and what helps.</param>
    public MpiException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What failed, and what helps.</param>
    /// <param name="innerException">The cause.</param>
    public MpiException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    public MpiException()
    {
    }
}
