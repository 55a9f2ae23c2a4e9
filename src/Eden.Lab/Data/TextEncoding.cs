using System.Globalization;
using System.Text;

namespace Eden.Lab.Data;

/// <summary>The encodings of text files: by name, or by the mark that a file begins with.</summary>
internal static class TextEncoding
{
    private const string Usual = "utf-8, utf-16, gbk, gb18030, big5, shift_jis, euc-jp, euc-kr, windows-1251, windows-1252 or latin1";

    private static readonly (byte[] Mark, string Name)[] Marks =
    [
        ([0xFF, 0xFE, 0, 0], "utf-32"),
        ([0, 0, 0xFE, 0xFF], "utf-32BE"),
        ([0xEF, 0xBB, 0xBF], "utf-8"),
        ([0xFF, 0xFE], "utf-16"),
        ([0xFE, 0xFF], "utf-16BE"),
    ];

    /// <summary>Names that Python's users know.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["utf8"] = "utf-8",
        ["utf-8-sig"] = "utf-8",
        ["utf16"] = "utf-16",
        ["latin-1"] = "latin1",
    };

    /// <summary>The encoding that a file's first bytes mark, and the length of the mark.</summary>
    public static (string? Name, int Length) OfMark(ReadOnlySpan<byte> start)
    {
        foreach ((byte[] mark, string name) in Marks)
        {
            if (start.StartsWith(mark))
            {
                return (name, mark.Length);
            }
        }

        return (null, 0);
    }

    /// <summary>Finds an encoding.</summary>
    /// <param name="name">Its name, like <c>gbk</c>, or the number of its code page, like <c>cp936</c>.</param>
    /// <param name="fallback">Takes the bytes that it cannot decode.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static Encoding Find(string name, DecoderFallback fallback)
    {
        string usual = OtherNames.GetValueOrDefault(name, name);
        bool isNumber = usual.StartsWith("cp", StringComparison.OrdinalIgnoreCase);
        int number = 0;
        if (isNumber && !(int.TryParse(usual.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and <= ushort.MaxValue))
        {
            throw Unknown(name);
        }

        // Not registered: that would change what the whole process takes for an encoding.
        EncodingProvider pages = CodePagesEncodingProvider.Instance;
        EncoderFallback unused = EncoderFallback.ExceptionFallback;
        try
        {
            return isNumber
                ? pages.GetEncoding(number, unused, fallback) ?? Encoding.GetEncoding(number, unused, fallback)
                : pages.GetEncoding(usual, unused, fallback) ?? Encoding.GetEncoding(usual, unused, fallback);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw Unknown(name);
        }
    }

    /// <summary>Whether every sequence of bytes that it decodes has a meaning: older code pages turn bytes without one into control
    /// and private characters.</summary>
    public static bool IsUnicode(Encoding encoding) => encoding.WebName.StartsWith("utf-", StringComparison.Ordinal);

    private static InputException Unknown(string name) => new($"--encoding does not know {DataFile.Quote(name)}; it takes {Usual}");
}
