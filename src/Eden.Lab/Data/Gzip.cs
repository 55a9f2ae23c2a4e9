using System.Buffers.Binary;
using System.IO.Compression;
using Eden.Checkpoints.PyTorch;

namespace Eden.Lab.Data;

/// <summary>Reads gzip files (RFC 1952). A file is checked whole before any of it is used: <see cref="GZipStream"/> takes the end of
/// a truncated file for the end of the data.</summary>
internal static class Gzip
{
    private const int TrailerLength = 8;

    /// <summary>A member's end is searched byte by byte in so much of the file's end.</summary>
    private const int Tail = 64;

    private const int HeaderCrc = 2;
    private const int Extra = 4;
    private const int Name = 8;
    private const int Comment = 16;
    private const int Reserved = 0xE0;

    /// <summary>Whether a stream begins like a gzip file, be it cut after the first byte. The stream is at its start again.</summary>
    public static bool IsGzip(Stream file)
    {
        int first = file.ReadByte();
        int second = file.ReadByte();
        file.Position = 0;
        return first == 0x1F && second is 0x8B or -1;
    }

    /// <summary>Checks a file of one or more members, which zeros may follow, and opens what it holds.</summary>
    /// <param name="file">A stream that can seek.</param>
    /// <exception cref="EndOfStreamException">The file is cut off.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Stream Open(Stream file)
    {
        long end = Verify(file);
        return new GZipStream(new FilePart(file, 0, end), CompressionMode.Decompress);
    }

    private static long Verify(Stream file)
    {
        long end = 0;
        int next;
        do
        {
            end = VerifyMember(file, end);
            file.Position = end;
            next = file.ReadByte();
        }
        while (next == 0x1F);

        while (next == 0)
        {
            next = file.ReadByte();
        }

        return next < 0 ? end : throw new InvalidDataException($"other bytes follow its compressed data, from byte {file.Position} on");
    }

    /// <returns>Where it ends.</returns>
    private static long VerifyMember(Stream file, long start)
    {
        file.Position = start;
        SkipHeader(file);
        (long end, uint crc, uint length) = Inflate(file, file.Position);
        file.Position = end;
        Span<byte> trailer = stackalloc byte[TrailerLength];
        ReadExactly(file, trailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) == crc && BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) == length
            ? end + TrailerLength
            : throw new InvalidDataException("its check sum or its length does not hold");
    }

    private static void SkipHeader(Stream file)
    {
        long start = file.Position;
        Span<byte> header = stackalloc byte[10];
        ReadExactly(file, header);
        int flags = header[3];
        if (header[0] != 0x1F || header[1] != 0x8B || header[2] != 8 || (flags & Reserved) != 0)
        {
            throw new InvalidDataException($"its gzip header at byte {start + 1} is invalid");
        }

        if ((flags & Extra) != 0)
        {
            int length = ReadByte(file) | (ReadByte(file) << 8);
            ReadExactly(file, new byte[length]);
        }

        foreach (int text in new[] { Name, Comment })
        {
            while ((flags & text) != 0 && ReadByte(file) != 0)
            {
            }
        }

        if ((flags & HeaderCrc) != 0)
        {
            byte[] all = new byte[file.Position - start];
            file.Position = start;
            ReadExactly(file, all);
            if ((ReadByte(file) | (ReadByte(file) << 8)) != (ushort)Crc32.Append(0, all))
            {
                throw new InvalidDataException("the check sum of its gzip header does not hold");
            }
        }
    }

    /// <summary>Decompresses a member. The decompressor takes more than it uses and does not say how much, so it gets single bytes
    /// where the member may end: at the end of the file, and else where a first pass saw it end.</summary>
    private static (long End, uint Crc, uint Length) Inflate(Stream file, long start)
    {
        FilePart part = new(file, start, file.Length) { SinglesFrom = file.Length - Tail };
        (uint crc, uint length) = Inflate(part);
        if (part.LastRead > 1)
        {
            part = new(file, start, file.Length) { SinglesFrom = part.Position - part.LastRead };
            Inflate(part);
        }

        return (part.Position, crc, length);
    }

    private static (uint Crc, uint Length) Inflate(FilePart part)
    {
        using DeflateStream content = new(part, CompressionMode.Decompress);
        byte[] buffer = new byte[1 << 16];
        (uint crc, uint length) = (0, 0);
        try
        {
            int read;
            while ((read = content.Read(buffer)) > 0)
            {
                crc = Crc32.Append(crc, buffer.AsSpan(0, read));
                length = unchecked(length + (uint)read);
            }
        }
        catch (InvalidDataException exception)
        {
            // The message of .NET blames the compression method.
            throw new InvalidDataException("its compressed data are invalid", exception);
        }

        return part.WasExhausted ? throw CutOff() : (crc, length);
    }

    private static int ReadByte(Stream file) => file.ReadByte() is int value and >= 0 ? value : throw CutOff();

    private static void ReadExactly(Stream file, Span<byte> bytes)
    {
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw CutOff();
        }
    }

    private static EndOfStreamException CutOff() => new("its compressed data have no end");
}
