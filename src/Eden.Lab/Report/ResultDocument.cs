using Eden.Checkpoints;

namespace Eden.Lab.Report;

/// <summary>A result with a name, ready to be drawn.</summary>
internal sealed class ResultDocument
{
    private readonly Action<PageWriter> _write;

    internal ResultDocument(string name, Phrase title, Action<PageWriter> write, Phrase? remark = null)
    {
        Name = name;
        Title = title;
        Remark = remark;
        _write = write;
    }

    /// <summary>What the contents call it: a file or a command.</summary>
    public string Name { get; }

    /// <summary>What kind of result it is.</summary>
    public Phrase Title { get; }

    /// <summary>What a reader must know: that it is unfinished, and how far it went. <see langword="null"/> for a whole result.</summary>
    public Phrase? Remark { get; }

    /// <summary>A result that was just made.</summary>
    /// <param name="result">One of the records of <see cref="ResultTypes"/>.</param>
    /// <param name="name">What the contents call it.</param>
    /// <typeparam name="T">The type of the record.</typeparam>
    /// <exception cref="ArgumentException">There is no page for such a record.</exception>
    public static ResultDocument Of<T>(T result, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(result);
        return ResultKind.All.OfType<ResultKind<T>>().FirstOrDefault()?.Document(result, name)
            ?? throw new ArgumentException($"There is no page for a {typeof(T).Name}.", nameof(result));
    }

    /// <summary>Reads a result from a file, also an unfinished one: the log of a training, or the runs of a sweep.</summary>
    /// <param name="path">A file that <c>--json</c> or a sweep wrote.</param>
    /// <exception cref="InputException">It cannot be read, or holds no result.</exception>
    public static ResultDocument Read(string path) =>
        ResultFile.TryRead(path, out string reason) ?? throw new InputException($"{path}: {reason}");

    /// <summary>Reads the results of a folder: its .json and .jsonl files that hold one, by name.</summary>
    /// <param name="leftOut">Is told which of these files hold none, and why.</param>
    /// <exception cref="InputException">It cannot be read, or holds none.</exception>
    public static IReadOnlyList<ResultDocument> ReadFolder(string folder, Action<string>? leftOut = null)
    {
        try
        {
            List<ResultDocument> documents = [];
            foreach (string file in FilesOf(folder).Order(StringComparer.Ordinal))
            {
                if (ResultFile.TryRead(file, out string reason) is ResultDocument document)
                {
                    documents.Add(document);
                }
                else
                {
                    leftOut?.Invoke($"{file}: {reason}");
                }
            }

            return documents.Count > 0 ? documents : throw new InputException($"{folder}: it holds no result of eden; --json FILE writes results");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder}: {FilePath.ReasonOf(folder, exception)}", exception);
        }
    }

    /// <summary>Whether a file is read from what <see cref="Read"/> or <see cref="ReadFolder"/> is given.</summary>
    /// <param name="name">A file or a folder.</param>
    public static bool Reads(string name, string path) =>
        Directory.Exists(name) ? FilesOf(name).Any(file => FileIdentity.IsSame(file, path)) : FileIdentity.IsSame(name, path);

    /// <summary>Writes the section of the result.</summary>
    internal void Write(PageWriter page, int index, bool hasHeading)
    {
        page.Html($"<section id=\"result-{index}\">");
        if (hasHeading)
        {
            page.Html($"<h2>{page.In(Title)}: {Name}</h2>");
        }

        if (Remark is Phrase remark)
        {
            page.Html($"<p class=\"verdict half\">{page.In(remark)}</p>");
        }

        try
        {
            _write(page);
        }
        catch (Exception exception) when (exception is NullReferenceException or ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            // A file may lack a number that another of its lists promises, in any place.
            throw new InputException($"{Name}: the result contradicts itself, so it was changed after eden wrote it; write it again", exception);
        }

        page.Html($"</section>");
    }

    private static IEnumerable<string> FilesOf(string folder) => Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".json" or ".jsonl");
}
