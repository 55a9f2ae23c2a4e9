using System.IO.Compression;

namespace Eden.Cli.Playground;

/// <summary>The files of a published page, by their path in the address. Nothing else can be asked for.</summary>
internal sealed class PageFiles
{
    private const string Compressed = ".br";

    private readonly Dictionary<string, string> _files;

    private PageFiles(Dictionary<string, string> files) => _files = files;

    /// <summary>Lists the files of a folder.</summary>
    /// <returns><see langword="null"/> where it holds no page.</returns>
    public static PageFiles? In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string path = "/" + Path.GetRelativePath(folder, file).Replace('\\', '/');
            // The compressed file comes after the plain one and takes its place.
            files[path.EndsWith(Compressed, StringComparison.Ordinal) ? path[..^Compressed.Length] : path] = file;
        }

        return files.Remove("/index.html", out string? index) ? new(new(files, StringComparer.Ordinal) { ["/"] = index, ["/index.html"] = index }) : null;
    }

    /// <summary>A file as it goes over the wire.</summary>
    /// <returns><see langword="null"/> where there is none of this name.</returns>
    public (byte[] Content, string Type, bool IsCompressed)? Find(string path, bool acceptsCompressed)
    {
        if (!_files.TryGetValue(path, out string? file))
        {
            return null;
        }

        byte[] content = File.ReadAllBytes(file);
        bool isCompressed = file.EndsWith(Compressed, StringComparison.Ordinal);
        return isCompressed && !acceptsCompressed ? (Decompress(content), TypeOf(path), false) : (content, TypeOf(path), isCompressed);
    }

    private static byte[] Decompress(byte[] content)
    {
        using MemoryStream plain = new();
        using BrotliStream brotli = new(new MemoryStream(content), CompressionMode.Decompress);
        brotli.CopyTo(plain);
        return plain.ToArray();
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        "" or ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json",
        ".wasm" => "application/wasm",
        _ => "application/octet-stream",
    };
}
