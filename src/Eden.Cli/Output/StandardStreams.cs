using System.Runtime.InteropServices;
using System.Text;
using Eden.Checkpoints;
using Microsoft.Win32.SafeHandles;

namespace Eden.Cli.Output;

/// <summary>
/// Standard output and standard error of every verb. Neither ends the work: what standard error cannot write is dropped; standard
/// output reports its first failure, which makes the exit code 2, and drops the rest. A reader that has gone away, as behind
/// <c>| head -1</c>, is not a failure: .NET drops what it does not read.
/// </summary>
internal static partial class StandardStreams
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;

    // Of fcntl, on Linux and macOS.
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>What stands in for closed streams, open as long as the process.</summary>
    private static readonly List<SafeFileHandle> Reserved = [];

    private static readonly bool IsOutputClosed = IsClosed(OutputDescriptor);

    private static readonly bool IsErrorClosed = IsClosed(ErrorDescriptor);

    /// <summary>Standard output, for bytes.</summary>
    public static Stream Output { get; } = new LenientStream(
        () => IsOutputClosed ? throw new IOException("it is closed") : Console.OpenStandardOutput(),
        reason => Faults.Note($"cannot write to standard output: {reason}"));

    /// <summary>Puts the streams in the place of the console's. Must come before any file is opened.</summary>
    public static void Install()
    {
        Console.SetOut(WriterTo(Output));
        Console.SetError(WriterTo(IsErrorClosed ? Stream.Null : new LenientStream(Console.OpenStandardError, null)));
        if (!OperatingSystem.IsWindows())
        {
            ReserveClosed();
        }
    }

    /// <summary>Writes a line to standard error. In a terminal it breaks at blanks; a command at its end, after a colon, stays whole, so
    /// that it can be copied.</summary>
    /// <param name="line">The line.</param>
    /// <param name="error">Where to; left out, standard error.</param>
    public static void Tell(string line, TextWriter? error = null)
    {
        error ??= Console.Error;
        int command = line.IndexOf(": eden ", StringComparison.Ordinal) + 1;
        if (Console.IsErrorRedirected || TextWidth.Of(line) <= TerminalWidth.OfWindow)
        {
            error.WriteLine(line);
            return;
        }

        foreach (string part in Paragraph.Wrap(command > 0 ? line[..command] : line, TerminalWidth.OfWindow))
        {
            error.WriteLine(part);
        }

        if (command > 0)
        {
            error.WriteLine(line[(command + 1)..]);
        }
    }

    /// <summary>A writer of UTF-8 that keeps nothing back.</summary>
    private static StreamWriter WriterTo(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    /// <summary>Whether the process was started without a stream. The runtime may have taken its number for a pipe of its own, which
    /// text would end up in. Such a pipe is closed by exec, so that it cannot come from whoever started the process.</summary>
    private static bool IsClosed(int descriptor)
    {
        int flags = OperatingSystem.IsWindows() ? 0 : Control(descriptor, GetFlags);
        return flags < 0 || (flags & CloseOnExec) != 0;
    }

    /// <summary>Opens /dev/null in the place of closed streams. A system gives the lowest free number, so that the first file of a verb
    /// would get theirs, and the text for them.</summary>
    private static void ReserveClosed()
    {
        SafeFileHandle handle;
        while ((handle = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)).DangerousGetHandle() <= ErrorDescriptor)
        {
            Reserved.Add(handle);
        }

        handle.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Control(int descriptor, int command);

    /// <summary>A stream that is opened by the first write, and of which the first failure is the last.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="fail">Takes the reason of the failure.</param>
    private sealed class LenientStream(Func<Stream> open, Action<string>? fail) : Stream
    {
        private Stream? _stream;
        private bool _hasFailed;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_hasFailed)
            {
                return;
            }

            try
            {
                (_stream ??= open()).Write(buffer);
            }
            catch (Exception exception) when (FilePath.IsRefusal(exception))
            {
                _hasFailed = true;
                fail?.Invoke(FilePath.ReasonOf("standard output", exception));
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
