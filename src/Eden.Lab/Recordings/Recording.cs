namespace Eden.Lab.Recordings;

/// <summary>A recording of something that PyTorch did.</summary>
internal abstract record Recording
{
    /// <summary>The file that holds it, as the user named it.</summary>
    public required string Source { get; init; }

    /// <summary>The name and version of the format, for example <c>optimizer-trace/1</c>.</summary>
    public abstract string Format { get; }

    /// <summary>What recorded it, for example <c>torch 1.13.0</c>; empty where the file does not say.</summary>
    public required string Origin { get; init; }

    internal static string ReadOrigin(RecordedValue root)
    {
        RecordedValue? source = root.Find("source");
        return $"{Part("library")} {Part("version")}".Trim();

        string Part(string name) => Printable.Of(source?.Find(name)?.Text() ?? "");
    }
}

/// <summary>A recording of a run of an optimizer, read and checked in itself: shapes, names, ranges.</summary>
internal abstract record RunRecording : Recording
{
    /// <summary>The type in which the run computed.</summary>
    public required ElementType ElementType { get; init; }

    internal static ElementType ReadElementType(RecordedValue root)
    {
        RecordedValue type = root.Get("dtype");
        return type.Text() switch
        {
            "float32" => ElementType.Bits32,
            "float64" => ElementType.Bits64,
            string other => throw type.Fail($"'{Printable.Of(other)}' is not supported; supported are float32 and float64"),
        };
    }
}
