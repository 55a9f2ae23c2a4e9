using System.Text;

namespace Eden.Checkpoints.PyTorch;

/// <summary>A file that <c>torch.save</c> wrote, since PyTorch 1.6: a zip archive of one pickle and the storages of its
/// tensors.</summary>
internal sealed class TorchFile : ICheckpointFile
{
    private const string PickleName = "data.pkl";
    private const int LargestPickle = 32 << 20;
    private const int BlockLength = 1 << 20;
    private const string SaveAgain = "load it there and save the state_dict with torch.save(…)";

    private TorchFile(SourceFile file, Dictionary<string, ZipEntry> records, object? root)
    {
        File = file;
        Records = records;
        Root = root;
    }

    public SourceFile File { get; }

    /// <summary>The records by name.</summary>
    public IReadOnlyDictionary<string, ZipEntry> Records { get; }

    /// <summary>What was saved.</summary>
    public object? Root { get; }

    /// <summary>Opens a file and reads all of it but the tensors' elements.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is no file that PyTorch writes.</exception>
    public static TorchFile Open(string path)
    {
        SourceFile file = new(path);
        try
        {
            RefuseOthers(file);
            Dictionary<string, ZipEntry> records = ZipDirectory.Read(file);
            return new TorchFile(file, records, ReadPickle(file, records));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool Verify(Checkpoint checkpoint, CancellationToken cancellation)
    {
        foreach (ZipEntry record in Records.Values.Where(record => record.IsStored))
        {
            uint crc = 0;
            for (long done = 0; done < record.Length; done += BlockLength)
            {
                cancellation.ThrowIfCancellationRequested();
                crc = Crc32.Append(crc, File.Read(record.Offset + done, (int)Math.Min(BlockLength, record.Length - done)));
            }

            if (crc != record.Crc)
            {
                throw Damaged(File, record);
            }
        }

        return true;
    }

    public void Dispose() => File.Dispose();

    private static CheckpointException Damaged(SourceFile file, ZipEntry record) =>
        file.Fail($"the record '{Printable.Of(record.Name)}' is damaged: its check sum differs; take another copy of the file");

    /// <summary>Says what a file is that is not a zip archive.</summary>
    private static void RefuseOthers(SourceFile file)
    {
        ReadOnlySpan<byte> start = file.Read(0, (int)Math.Min(file.Length, 512));
        if (start.StartsWith("PK\u0003\u0004"u8))
        {
            return;
        }

        ReadOnlySpan<byte> legacyMagic = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
        bool isLegacy = start.StartsWith(legacyMagic) || (start.Length >= 262 && start[257..262].SequenceEqual("ustar"u8));
        throw file.Fail(isLegacy
            ? "is of the form that PyTorch wrote before 1.6, which is not read; load and save it with a newer PyTorch: torch.save(torch.load(…), …)"
            : "is no file that torch.save writes: it does not begin as a zip archive");
    }

    private static object? ReadPickle(SourceFile file, Dictionary<string, ZipEntry> records)
    {
        if (records.ContainsKey("constants.pkl"))
        {
            throw file.Fail($"is a TorchScript archive, which holds a program; {SaveAgain}");
        }

        if (ReadSmall(file, records, "byteorder", 16) is byte[] order && !order.AsSpan().SequenceEqual("little"u8))
        {
            throw file.Fail($"was written on a machine of another byte order ('{Printable.Of(Encoding.Latin1.GetString(order))}')");
        }

        byte[] pickle = ReadSmall(file, records, PickleName, LargestPickle) ?? throw file.Fail($"has no record '{PickleName}'; {SaveAgain}");
        if (Crc32.Append(0, pickle) != records[PickleName].Crc)
        {
            throw Damaged(file, records[PickleName]);
        }

        try
        {
            return new PickleReader(pickle, new TorchConstructor(records)).Read();
        }
        catch (PickleException exception)
        {
            throw file.Fail($"{PickleName}: {exception.Message}", exception);
        }
    }

    private static byte[]? ReadSmall(SourceFile file, Dictionary<string, ZipEntry> records, string name, int most)
    {
        if (!records.TryGetValue(name, out ZipEntry? record))
        {
            return null;
        }

        if (!record.IsStored)
        {
            throw file.Fail($"the record '{name}' is compressed or encrypted, which PyTorch does not do; {SaveAgain}");
        }

        if (record.Length > most)
        {
            throw file.Fail($"the record '{name}' has {record.Length} bytes, more than the {most} that are read");
        }

        // A copy: what was checked must not change while it is interpreted.
        return file.Read(record.Offset, (int)record.Length).ToArray();
    }
}
