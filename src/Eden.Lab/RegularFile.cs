namespace Eden.Lab;

/// <summary>What can be told of a file without opening it: to open a pipe would wait for whoever writes to it, and a device may have
/// no end.</summary>
internal static class RegularFile
{
    /// <summary>What is wrong with a file of length 0, to follow its name.</summary>
    public const string NoContent = "is empty or not a regular file; a pipe must be written to a file first";

    /// <summary>The bytes that a file, past links, is said to have: 0 for what is no regular file.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static long LengthOf(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo target
        ? target.Exists ? target.Length : 0
        : new FileInfo(path).Length;
}
