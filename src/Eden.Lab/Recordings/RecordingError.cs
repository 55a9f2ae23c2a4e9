namespace Eden.Lab.Recordings;

/// <summary>The form of every complaint about a recording: which file, which place, what.</summary>
internal static class RecordingError
{
    /// <summary>The complaint, ready to throw.</summary>
    /// <param name="path">The place in it, empty for the document as a whole.</param>
    /// <param name="what">What is wrong there.</param>
    public static InputException At(string source, string path, string what) =>
        new($"{Printable.Of(source, int.MaxValue)}: {(path.Length > 0 ? path + ": " : "")}{what}");
}
