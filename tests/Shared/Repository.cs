namespace Eden.Testing;

/// <summary>Where the files of the repository are.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Eden.slnx.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathTo(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Eden.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Eden.slnx above {AppContext.BaseDirectory}.");
    }
}
