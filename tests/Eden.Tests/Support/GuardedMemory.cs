using System.Numerics;
using System.Runtime.InteropServices;

namespace Eden.Tests.Support;

/// <summary>Elements with a page on either side that nobody may touch: reading or writing past the end, or before the start,
/// ends the process.</summary>
internal sealed unsafe partial class GuardedMemory<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int NoAccess = 0;
    private const int Read = 1;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly nint _mapping;
    private readonly nuint _size;
    private readonly nuint _inner;

    /// <param name="length">The number of elements.</param>
    /// <param name="atEnd">Whether they end where the guard page after them starts; otherwise they start where the one
    /// before them ends.</param>
    public GuardedMemory(int length, bool atEnd)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint bytes = (nuint)length * (nuint)sizeof(T);
        _inner = (bytes + page - 1) / page * page;
        _size = _inner + (2 * page);
        _mapping = Libc.Map(0, _size, NoAccess, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, _mapping);
        Start = _mapping + (nint)page;
        Protect(ReadWrite);
        Pointer = (T*)(atEnd ? Start + (nint)(_inner - bytes) : Start);
        Length = length;
    }

    public T* Pointer { get; }

    public int Length { get; }

    public Span<T> Span => new(Pointer, Length);

    private nint Start { get; }

    /// <summary>From here on writing ends the process too.</summary>
    public void ForbidWriting() => Protect(Read);

    public void Dispose() => Assert.Equal(0, Libc.Unmap(_mapping, _size));

    private void Protect(int access)
    {
        if (_inner > 0)
        {
            Assert.Equal(0, Libc.Protect(Start, _inner, access));
        }
    }
}

internal static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint length);
}
