namespace Eden.Lab.Recordings;

/// <summary>A recording of something that PyTorch did.</summary>
public abstract record Recording
{
    /// <summary>The file that holds it, as the user named it.</summary>
    public required string Source { get; init; }

    /// <summary>The name and version of the format, for example <c>optimizer-trace/1</c>.</summary>
    public abstract string Format { get; }

    /// <summary>What recorded it, for example <c>torch 1.13.0</c>; empty where the file does not say.</summary>
    public required string Origin { get; init; }
}

/// <summary>A recording of a run of an optimizer, read and checked in itself: shapes, names, ranges.</summary>
public abstract record RunRecording : Recording
{
    /// <summary>The type in which the run computed.</summary>
    public required ElementType ElementType { get; init; }
}
