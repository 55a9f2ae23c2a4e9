using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Eden.Lab.PyTorch;

/// <summary>One run of a script of <c>tools</c> in some Python.</summary>
internal static class RecorderProcess
{
    /// <summary>The exit code of a script that Ctrl-C ended.</summary>
    public const int Interrupted = 130;

    // The script comes in front of the input, so nothing has to be written to disk and removed again, and no command line
    // has to hold it. The current directory, which -c puts on the module path, may hold a file named torch.py.
    private const string Bootstrap =
        "import sys; sys.path = [p for p in sys.path if p]; "
        + "exec(compile(sys.stdin.buffer.read(int(sys.argv.pop(1))), sys.argv.pop(1), 'exec'))";

    private const int ErrorTail = 4096;

    /// <summary>Runs a script and gives its output line by line, as it comes.</summary>
    /// <param name="python">The file of the interpreter.</param>
    /// <param name="script">The script's file name.</param>
    /// <param name="maximumLineBytes">The longest line that is accepted.</param>
    /// <param name="cancellationToken">Ends the run. However it ends, the child and everything it started are
    /// killed.</param>
    /// <exception cref="InputException">It cannot be started, fails, or prints a line that is too long.</exception>
    public static async IAsyncEnumerable<byte[]> RunAsync(
        string python,
        string script,
        IReadOnlyList<string> arguments,
        ReadOnlyMemory<byte> input,
        int maximumLineBytes,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Process child = Start(python, script, arguments, out byte[] source);
        _ = FeedAsync(child.StandardInput.BaseStream, source, input);
        Task<string> lastWords = ReadLastLineAsync(child.StandardError);
        try
        {
            LineReader lines = new(child.StandardOutput.BaseStream, maximumLineBytes);
            while (await ReadLineAsync(python, lines, cancellationToken).ConfigureAwait(false) is byte[] line)
            {
                yield return line;
            }

            await child.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (child.ExitCode == Interrupted)
            {
                // Ctrl-C reaches the child as well, sometimes first.
                throw new OperationCanceledException("The recorder was interrupted.");
            }

            if (child.ExitCode != 0)
            {
                string reason = await lastWords.WaitAsync(cancellationToken).ConfigureAwait(false);
                throw new InputException($"'{python}' failed with exit code {child.ExitCode}: {(reason.Length == 0 ? "no message" : reason)}");
            }
        }
        finally
        {
            Kill(child);
            await child.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Starts a script of <c>tools</c>, which reads itself, <paramref name="source"/>, and then its input from standard
    /// input.</summary>
    /// <exception cref="InputException">It cannot be started.</exception>
    public static Process Start(string python, string script, IReadOnlyList<string> arguments, out byte[] source)
    {
        source = ReadScript(script);
        ProcessStartInfo start = new(python, ["-c", Bootstrap, source.Length.ToString(CultureInfo.InvariantCulture), script, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        try
        {
            return KilledOnExit(Process.Start(start)!);
        }
        catch (Win32Exception exception)
        {
            throw new InputException($"'{python}' cannot be started: {exception.Message}", exception);
        }
    }

    private static async Task FeedAsync(Stream standardInput, byte[] script, ReadOnlyMemory<byte> input)
    {
        try
        {
            await using (standardInput.ConfigureAwait(false))
            {
                await standardInput.WriteAsync(script).ConfigureAwait(false);
                await standardInput.WriteAsync(input).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // The child does not listen: it has failed, and says why itself.
        }
    }

    /// <summary>What a script says last on standard error.</summary>
    public static async Task<string> ReadLastLineAsync(StreamReader standardError)
    {
        string tail = "";
        char[] buffer = new char[ErrorTail];
        int read;
        while ((read = await standardError.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            tail += new string(buffer, 0, read);
            tail = tail[Math.Max(0, tail.Length - ErrorTail)..];
        }

        string[] lines = tail.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines is [.., string last] ? last : "";
    }

    private static async ValueTask<byte[]?> ReadLineAsync(string python, LineReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException exception)
        {
            throw new InputException($"'{python}' printed {exception.Message}", exception);
        }
    }

    /// <summary>Ends a script and everything it started.</summary>
    public static void Kill(Process child)
    {
        try
        {
            child.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It, or something it started, has ended meanwhile.
        }
    }

    /// <summary>Sees to it that a script does not outlive a process that is ended at once.</summary>
    private static Process KilledOnExit(Process child)
    {
        void OnExit(object? sender, EventArgs e) => Kill(child);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        child.Disposed += (_, _) => AppDomain.CurrentDomain.ProcessExit -= OnExit;
        return child;
    }

    private static byte[] ReadScript(string name)
    {
        using Stream resource = typeof(RecorderProcess).Assembly.GetManifestResourceStream(name)!;
        byte[] script = new byte[resource.Length];
        resource.ReadExactly(script);
        return script;
    }
}
