namespace Eden.Checkpoints;

/// <summary>A file that the tensors of a checkpoint are read from.</summary>
internal interface ICheckpointFile : IDisposable
{
    /// <summary>Reads all of it and compares it with the check sums that it states.</summary>
    /// <param name="checkpoint">What was read from it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>Whether it states any.</returns>
    /// <exception cref="CheckpointException">It is not as it was written.</exception>
    bool Verify(Checkpoint checkpoint, CancellationToken cancellation);
}
