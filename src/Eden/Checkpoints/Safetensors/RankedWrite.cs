namespace Eden.Checkpoints;

/// <summary>One safetensors file that all ranks write together, each its own part of the tensors at its place. Rank 0 makes the file and gives
/// it its name once every part is on the disk, so that it appears as a whole; the others wait for it.</summary>
internal static class RankedWrite
{
    private const char Part = 'p';
    private const char Failed = 'f';
    private const char Written = 'w';

    /// <summary>Writes a file; all ranks call it with the same names, shapes and metadata.</summary>
    /// <exception cref="CheckpointException">On every rank: the file cannot be written. The old one, if there is one, stands as it
    /// was.</exception>
    public static void Write(string path, Checkpoint checkpoint, ICommunicator communicator)
    {
        SafetensorsWriter writer = new(path, checkpoint);
        string end = communicator.Rank == 0 ? Lead(path, writer, communicator) : Follow(writer, communicator);
        if (end[0] == Failed)
        {
            throw new CheckpointException(end[1..]);
        }
    }

    private static string Lead(string path, SafetensorsWriter writer, ICommunicator communicator)
    {
        string end;
        try
        {
            AtomicFile.Write(path, isShared: true, stream =>
            {
                _ = RankText.Broadcast(communicator, Part + stream.Name);
                string[] faults = RankText.Gather(communicator, TryWritePart(stream.Name, writer, isLeader: true));
                if (Array.FindIndex(faults, fault => fault.Length > 0) is int rank and >= 0)
                {
                    throw new IOException($"rank {rank} cannot write its part: {faults[rank]}");
                }

                writer.Finish(stream);
            });
            end = $"{Written}";
        }
        catch (CheckpointException exception)
        {
            end = Failed + exception.Message;
        }

        return RankText.Broadcast(communicator, end);
    }

    private static string Follow(SafetensorsWriter writer, ICommunicator communicator)
    {
        while (true)
        {
            string told = RankText.Broadcast(communicator, "");
            if (told[0] != Part)
            {
                return told;
            }

            _ = RankText.Gather(communicator, TryWritePart(told[1..], writer, isLeader: false));
        }
    }

    /// <summary>Writes this rank's part to the disk.</summary>
    /// <returns>Why that failed; empty where it did not.</returns>
    private static string TryWritePart(string file, SafetensorsWriter writer, bool isLeader)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Write, AtomicFile.SharedLock, bufferSize: 0);
            writer.WritePart(stream, isLeader);
            stream.Flush(flushToDisk: true);
            return "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Printable.Of(exception is FileNotFoundException or DirectoryNotFoundException
                ? "it does not see the file that rank 0 made; save where all ranks see the same files"
                : exception.Message);
        }
    }
}
