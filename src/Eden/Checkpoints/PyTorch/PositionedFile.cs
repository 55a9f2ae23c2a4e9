using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Eden.Checkpoints.PyTorch;

/// <summary>A file that is read at positions, by several threads at a time. Unlike a mapped file, one that another program cuts
/// short meanwhile gives an exception and does not end the process.</summary>
internal sealed unsafe class PositionedFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly Lock _mapping = new();
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;
    private byte* _start;

    public PositionedFile(string path)
    {
        Path = path;
        if (Directory.Exists(path))
        {
            throw Fail("is a directory");
        }

        try
        {
            _handle = File.OpenHandle(path);
            Length = RandomAccess.GetLength(_handle);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            _handle?.Dispose();
            throw new CheckpointException($"{path}: {(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : Printable.Of(exception.Message))}", exception);
        }
    }

    public string Path { get; }

    /// <summary>The length when the file was opened.</summary>
    public long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from a position.</summary>
    public void Read(long position, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        try
        {
            while (!destination.IsEmpty)
            {
                int count = RandomAccess.Read(_handle, destination, position);
                if (count == 0)
                {
                    throw Fail("is cut short while it is read");
                }

                destination = destination[count..];
                position += count;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{Path}: cannot be read: {Printable.Of(exception.Message)}", exception);
        }
    }

    /// <summary>The first byte of the file in memory, mapped when first asked for.</summary>
    public byte* Map()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        lock (_mapping)
        {
            if (_view is null)
            {
                try
                {
                    _map = MemoryMappedFile.CreateFromFile(_handle, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
                    _view = _map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    throw new CheckpointException($"{Path}: cannot be mapped: {Printable.Of(exception.Message)}", exception);
                }

                _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
                _start += _view.PointerOffset;
            }

            return _start;
        }
    }

    public void Dispose()
    {
        lock (_mapping)
        {
            if (_view is not null)
            {
                _view.SafeMemoryMappedViewHandle.ReleasePointer();
                _view.Dispose();
                _map!.Dispose();
            }

            _handle.Dispose();
        }
    }

    /// <summary>An exception that says what is wrong with the file.</summary>
    public CheckpointException Fail(string what) => new($"{Path}: {what}");
}
