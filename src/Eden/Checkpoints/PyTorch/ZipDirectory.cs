using System.Buffers.Binary;
using System.Text;

namespace Eden.Checkpoints.PyTorch;

/// <summary>
/// What a zip archive holds, as PyTorch writes it: records in one folder. System.IO.Compression does not say where the bytes
/// of a record are, and tensors are to be read from there without a stream between.
/// </summary>
internal static class ZipDirectory
{
    private const int EndSize = 22;
    private const int LocatorSize = 20;
    private const int End64Size = 56;
    private const int HeaderSize = 46;
    private const int LocalSize = 30;
    private const int LargestDirectory = 64 << 20;
    private const int LongestName = 1024;
    private const uint In64Bits = uint.MaxValue;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the directory and checks that every record is where it says.</summary>
    /// <returns>The records by their names below the top folder.</returns>
    public static Dictionary<string, ZipEntry> Read(SourceFile file)
    {
        (long count, long size, long offset) = ReadEnd(file);
        if (size > LargestDirectory)
        {
            throw file.Fail($"the zip directory has {size} bytes, more than the {LargestDirectory} that are read");
        }

        // An entry of the directory has a header and a name: the count is bounded by bytes that are there.
        if (count < 1 || count > size / HeaderSize)
        {
            throw file.Fail($"the zip directory of {size} bytes cannot hold {count} records");
        }

        Dictionary<string, ZipEntry> entries = new(StringComparer.Ordinal);
        List<(long Start, ZipEntry Entry)> places = [];
        string? folder = null;
        ReadOnlySpan<byte> rest = file.Read(offset, (int)size);
        for (long i = 0; i < count; i++)
        {
            RawEntry raw = ReadHeader(file, ref rest);
            string name = BelowFolder(file, raw.Name, ref folder);
            ZipEntry entry = new(name, FindData(file, raw), raw.Length, raw.Crc, raw.Method == 0 && !raw.IsEncrypted);
            if (!entries.TryAdd(name, entry))
            {
                throw file.Fail($"two records have the name '{Printable.Of(raw.Name)}'");
            }

            places.Add((raw.Start, entry));
        }

        if (!rest.IsEmpty)
        {
            throw file.Fail("the zip directory holds more than its records");
        }

        RefuseOverlaps(file, places, offset);
        return entries;
    }

    private static (long Count, long Size, long Offset) ReadEnd(SourceFile file)
    {
        long position = file.Length - EndSize;
        if (position < 0)
        {
            throw file.Fail("is too short for a zip archive: it is cut short, or no .pt file");
        }

        ReadOnlySpan<byte> end = file.Read(position, EndSize);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != 0x06054b50 || end[20] != 0 || end[21] != 0)
        {
            throw file.Fail("does not end with a zip directory: it is cut short, or something was added to it");
        }

        long count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        bool isOneDisk = BinaryPrimitives.ReadUInt32LittleEndian(end[4..]) is 0 or uint.MaxValue;
        if (TryFindEnd64(file, position) is long position64)
        {
            ReadOnlySpan<byte> end64 = file.Read(position64, End64Size);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end64) != 0x06064b50)
            {
                throw file.Fail("the 64-bit end of the zip directory is not where it should be");
            }

            isOneDisk = BinaryPrimitives.ReadUInt64LittleEndian(end64[16..]) == 0;
            count = BinaryPrimitives.ReadInt64LittleEndian(end64[32..]);
            size = BinaryPrimitives.ReadInt64LittleEndian(end64[40..]);
            offset = BinaryPrimitives.ReadInt64LittleEndian(end64[48..]);
            position = position64;
        }

        return isOneDisk && size >= 0 && offset >= 0 && offset <= position && size <= position - offset
            ? (count, size, offset)
            : throw file.Fail("the zip directory is not in the file");
    }

    private static long? TryFindEnd64(SourceFile file, long end)
    {
        long position = end - LocatorSize;
        if (position < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> locator = file.Read(position, LocatorSize);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != 0x07064b50)
        {
            return null;
        }

        long position64 = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        return position64 >= 0 && position64 <= position - End64Size
            ? position64
            : throw file.Fail("the 64-bit end of the zip directory is not in the file");
    }

    private static RawEntry ReadHeader(SourceFile file, ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(rest) != 0x02014b50)
        {
            throw file.Fail("the zip directory is damaged");
        }

        ReadOnlySpan<byte> header = rest[..HeaderSize];
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        rest = rest[HeaderSize..];
        if (nameLength + extraLength + commentLength > rest.Length)
        {
            throw file.Fail("the zip directory is damaged");
        }

        string name = DecodeName(file, rest[..nameLength]);
        ReadOnlySpan<byte> extra = rest.Slice(nameLength, extraLength);
        rest = rest[(nameLength + extraLength + commentLength)..];
        int method = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);
        bool isEncrypted = (BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) & 1) != 0;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        ReadOnlySpan<byte> wide = FindWide(extra);
        long? wideLength = length == In64Bits ? Take(ref wide) : length;
        long? wideStored = stored == In64Bits ? Take(ref wide) : stored;
        long? wideStart = start == In64Bits ? Take(ref wide) : start;
        return wideLength >= 0 && wideStored >= 0 && wideStart >= 0 && (method != 0 || wideStored == wideLength)
            ? new RawEntry(name, wideStart.Value, wideStored.Value, BinaryPrimitives.ReadUInt32LittleEndian(header[16..]), method, isEncrypted)
            : throw file.Fail($"the record '{Printable.Of(name)}' has sizes that contradict each other");
    }

    /// <summary>The extra field with what does not fit 32 bits.</summary>
    private static ReadOnlySpan<byte> FindWide(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
            {
                break;
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                return extra.Slice(4, length);
            }

            extra = extra[(4 + length)..];
        }

        return default;
    }

    private static long? Take(ref ReadOnlySpan<byte> wide)
    {
        if (wide.Length < sizeof(long))
        {
            return null;
        }

        long value = BinaryPrimitives.ReadInt64LittleEndian(wide);
        wide = wide[sizeof(long)..];
        return value;
    }

    private static string DecodeName(SourceFile file, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.Length <= LongestName ? StrictUtf8.GetString(bytes) : throw file.Fail($"a record has a name of {bytes.Length} bytes");
        }
        catch (DecoderFallbackException exception)
        {
            throw file.Fail("a record has a name that is not UTF-8", exception);
        }
    }

    /// <summary>PyTorch puts everything into one folder, named after the file. Nothing is ever unpacked here, but a name that would
    /// lead elsewhere means that somebody else made the file.</summary>
    private static string BelowFolder(SourceFile file, string name, ref string? folder)
    {
        string[] parts = name.Split('/');
        if (parts.Length < 2 || parts.Any(part => part is "" or "." or "..") || name.AsSpan().ContainsAny('\\', '\0'))
        {
            throw file.Fail($"the record '{Printable.Of(name)}' has a name that PyTorch does not give");
        }

        folder ??= parts[0];
        return parts[0] == folder
            ? name[(folder.Length + 1)..]
            : throw file.Fail($"the records '{Printable.Of(folder)}/…' and '{Printable.Of(name)}' are in two folders; PyTorch makes one");
    }

    private static long FindData(SourceFile file, RawEntry entry)
    {
        int nameLength = StrictUtf8.GetByteCount(entry.Name);
        if (entry.Start > file.Length - LocalSize - nameLength)
        {
            throw file.Fail($"the record '{Printable.Of(entry.Name)}' is not in the file");
        }

        ReadOnlySpan<byte> local = file.Read(entry.Start, LocalSize + nameLength);
        long data = entry.Start + LocalSize + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        bool isSound = BinaryPrimitives.ReadUInt32LittleEndian(local) == 0x04034b50
            && BinaryPrimitives.ReadUInt16LittleEndian(local[8..]) == entry.Method
            && BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) == nameLength
            && local[LocalSize..].SequenceEqual(StrictUtf8.GetBytes(entry.Name))
            && data <= file.Length
            && entry.Length <= file.Length - data;
        return isSound ? data : throw file.Fail($"the record '{Printable.Of(entry.Name)}' is not where the zip directory says");
    }

    private static void RefuseOverlaps(SourceFile file, List<(long Start, ZipEntry Entry)> places, long directory)
    {
        places.Sort((left, right) => left.Start.CompareTo(right.Start));
        for (int i = 0; i < places.Count; i++)
        {
            long limit = i + 1 < places.Count ? places[i + 1].Start : directory;
            if (places[i].Entry.Offset + places[i].Entry.Length > limit)
            {
                throw file.Fail($"the record '{Printable.Of(places[i].Entry.Name)}' reaches into what follows it");
            }
        }
    }

    private readonly record struct RawEntry(string Name, long Start, long Length, uint Crc, int Method, bool IsEncrypted);
}
