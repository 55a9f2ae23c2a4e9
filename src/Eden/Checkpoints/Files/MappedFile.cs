using System.IO.MemoryMappedFiles;

namespace Eden.Checkpoints;

/// <summary>A file mapped into memory for reading: opening costs the same for every size, and bytes are read from the disk when
/// they are used.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    private MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        _file = file;
        _view = view;
        Length = length;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += view.PointerOffset;
    }

    ~MappedFile() => Release();

    public long Length { get; }

    /// <summary>The first byte.</summary>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public byte* Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, typeof(Checkpoint));
            return _start;
        }
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, at least one byte.</param>
    /// <exception cref="CheckpointException">There is no such file, it is empty, or it cannot be read.</exception>
    public static MappedFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (FilePath.FaultOf(path, out _) is string fault)
            {
                throw Fail(path, fault);
            }

            FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            try
            {
                long length = stream.Length;
                MemoryMappedFile file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
                return new(file, file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), length);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CheckpointException($"{Printable.Of(path, int.MaxValue)}: cannot be read: {FilePath.ReasonOf(path, exception)}", exception);
        }
    }

    public void Dispose()
    {
        Release();
        _view.Dispose();
        _file.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the pointer back, without which the map would stay for ever.</summary>
    private void Release()
    {
        if (_start is not null)
        {
            _start = null;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static CheckpointException Fail(string path, string what) => new($"{Printable.Of(path, int.MaxValue)}: {what}");
}
