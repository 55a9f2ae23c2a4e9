
namespace Eden.Lab.Json;

/// <summary>Lines of JSON, as a program leaves them that may have been killed as it wrote the last one.</summary>
internal sealed class JsonLines
{
    /// <summary>Splits a text.</summary>
    public JsonLines(ReadOnlyMemory<byte> content)
    {
        List<(int Number, ReadOnlyMemory<byte> Text)> lines = [];
        int number = 0;
        foreach (Range range in content.Span.Split((byte)'\n'))
        {
            number++;
            ReadOnlyMemory<byte> line = content[range].Trim("\r \t"u8);
            if (!line.IsEmpty)
            {
                lines.Add((number, line));
            }
        }

        IsTorn = lines.Count > 0 && content.Span[^1] != '\n' && lines[^1].Text.Span[0] == '{' && JsonEnd.IsMissing(lines[^1].Text.Span);
        Whole = IsTorn ? lines[..^1] : lines;
    }

    /// <summary>Whether the last line, an object, is cut off.</summary>
    public bool IsTorn { get; }

    /// <summary>The other lines but blank ones, with their numbers from 1.</summary>
    public IReadOnlyList<(int Number, ReadOnlyMemory<byte> Text)> Whole { get; }
}
