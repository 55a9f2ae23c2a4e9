namespace Eden.Tests.Checkpoints;

/// <summary>A directory that is removed with all files in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("eden-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string[] Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal)!];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
