using System.Text;

namespace Eden;

/// <summary>Text among ranks: rank 0 hears all, and tells all.</summary>
internal static unsafe class RankText
{
    /// <summary>Gives rank 0 what every rank says; the others get nothing.</summary>
    public static string[] Gather(ICommunicator communicator, string own)
    {
        if (communicator.Rank > 0)
        {
            Send(communicator, 0, own);
            return [];
        }

        string[] texts = new string[communicator.Size];
        texts[0] = own;
        for (int rank = 1; rank < texts.Length; rank++)
        {
            texts[rank] = Receive(communicator, rank);
        }

        return texts;
    }

    /// <summary>Gives every rank what rank 0 says.</summary>
    public static string Broadcast(ICommunicator communicator, string ofRank0)
    {
        if (communicator.Rank > 0)
        {
            return Receive(communicator, 0);
        }

        for (int rank = 1; rank < communicator.Size; rank++)
        {
            Send(communicator, rank, ofRank0);
        }

        return ofRank0;
    }

    private static void Send(ICommunicator communicator, int rank, string text)
    {
        // A byte more, since nothing cannot be sent.
        byte[] bytes = Encoding.UTF8.GetBytes(text + "\n");
        long length = bytes.Length;
        fixed (byte* start = bytes)
        {
            communicator.Send(rank, &length, sizeof(long));
            communicator.Send(rank, start, length);
            communicator.Complete();
        }
    }

    private static string Receive(ICommunicator communicator, int rank)
    {
        long length;
        communicator.Receive(rank, &length, sizeof(long));
        communicator.Complete();
        byte[] bytes = new byte[length];
        fixed (byte* start = bytes)
        {
            communicator.Receive(rank, start, length);
            communicator.Complete();
        }

        return Encoding.UTF8.GetString(bytes)[..^1];
    }
}
