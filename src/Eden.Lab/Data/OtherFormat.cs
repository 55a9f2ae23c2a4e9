namespace Eden.Lab.Data;

/// <summary>Formats that are taken for a CSV file by mistake.</summary>
internal static class OtherFormat
{
    private static readonly (byte[] Start, string Words)[] All =
    [
        ([.. "PK"u8, 3, 4], "a zip file, perhaps an Excel workbook; save the table as CSV"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Office file, perhaps an Excel workbook; save the table as CSV"),
        ([.. "PAR1"u8, 0x15], "a Parquet file; save the table as CSV"),
        ([0x1F, 0x8B], "compressed by gzip twice; decompress it once"),
        ([.. "BZh"u8], "compressed by bzip2; decompress it, or compress it by gzip"),
        ([0xFD, .. "7zXZ"u8, 0], "compressed by xz; decompress it, or compress it by gzip"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd; decompress it, or compress it by gzip"),
    ];

    /// <summary>What a file is that begins so, and what to do; <see langword="null"/>: nothing that is known.</summary>
    public static string? Of(ReadOnlySpan<byte> start)
    {
        foreach ((byte[] mark, string words) in All)
        {
            if (start.StartsWith(mark) && (mark[0] != (byte)'B' || IsBlockOfBzip2(start)))
            {
                return words;
            }
        }

        return null;
    }

    /// <summary>Three letters may begin a table; the level and the mark of a block follow them in no text.</summary>
    private static bool IsBlockOfBzip2(ReadOnlySpan<byte> start) => start.Length > 4 && start[4..].StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26, 0x53, 0x59]);
}
