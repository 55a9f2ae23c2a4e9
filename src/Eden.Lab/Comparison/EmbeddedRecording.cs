using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>The recordings of the article's experiment that are part of the program.</summary>
internal static class EmbeddedRecording
{
    public static ExperimentRecording Open(ElementType elementType)
    {
        string name = $"experiment-{elementType.Name()}-5.json";
        using Stream stream = typeof(EmbeddedRecording).Assembly.GetManifestResourceStream(name)!;
        return ExperimentRecording.Parse(stream, name);
    }
}
