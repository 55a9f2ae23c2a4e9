using System.Runtime.InteropServices;

namespace Eden.Mpi;

/// <summary>The functions and handles of an MPI library that Eden uses. Open MPI's handles are addresses that it exports, those of MPICH and
/// its relatives numbers that its header fixes; both fit an <see cref="nint"/>.</summary>
internal sealed unsafe class MpiLibrary
{
    /// <summary>The variable that names the library to load.</summary>
    public const string Variable = "EDEN_MPI";

    private const int LongestText = 8192;

    private static readonly string[] RelativesOfMpich = ["MPICH", "Intel(R) MPI", "MVAPICH", "CRAY MPICH"];

    private readonly delegate* unmanaged<byte*, int*, int> _getVersion;
    private readonly delegate* unmanaged<int, byte*, int*, int> _getErrorText;

    private MpiLibrary(nint library, string name)
    {
        _getVersion = (delegate* unmanaged<byte*, int*, int>)Export("MPI_Get_library_version");
        _getErrorText = (delegate* unmanaged<int, byte*, int*, int>)Export("MPI_Error_string");
        IsInitialized = (delegate* unmanaged<int*, int>)Export("MPI_Initialized");
        Initialize = (delegate* unmanaged<int*, byte***, int, int*, int>)Export("MPI_Init_thread");
        End = (delegate* unmanaged<int>)Export("MPI_Finalize");
        Abort = (delegate* unmanaged<nint, int, int>)Export("MPI_Abort");
        GetRank = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_rank");
        GetSize = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_size");
        SetErrorHandler = (delegate* unmanaged<nint, nint, int>)Export("MPI_Comm_set_errhandler");
        Send = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Export("MPI_Isend");
        Receive = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Export("MPI_Irecv");
        AddUp = (delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)Export("MPI_Iallreduce");
        Test = (delegate* unmanaged<nint*, int*, void*, int>)Export("MPI_Test");

        byte* text = stackalloc byte[LongestText];
        int length;
        _getVersion(text, &length);
        string version = Marshal.PtrToStringUTF8((nint)text) ?? "";
        if (NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out nint world))
        {
            World = world;
            Bytes = Export("ompi_mpi_byte");
            Doubles = Export("ompi_mpi_double");
            Sum = Export("ompi_mpi_op_sum");
            ErrorsReturn = Export("ompi_mpi_errors_return");
            InPlace = (void*)1;
        }
        else if (Array.Exists(RelativesOfMpich, relative => version.StartsWith(relative, StringComparison.OrdinalIgnoreCase)))
        {
            (World, Bytes, Doubles, Sum, ErrorsReturn) = (0x44000000, 0x4c00010d, 0x4c00080b, 0x58000003, 0x54000001);
            InPlace = (void*)-1;
            IgnoredStatus = (void*)1;
        }
        else
        {
            throw new MpiException($"{name} is neither Open MPI nor MPICH or a relative of it; name another library in {Variable}");
        }

        Name = $"{NameOf(version)} ({name})";

        nint Export(string function) => NativeLibrary.TryGetExport(library, function, out nint address)
            ? address
            : throw new MpiException($"{name} has no {function}, so it is no MPI 3 library; name another library in {Variable}");
    }

    /// <summary>The implementation, its version and its file.</summary>
    public string Name { get; }

    public delegate* unmanaged<int*, int> IsInitialized { get; }

    public delegate* unmanaged<int*, byte***, int, int*, int> Initialize { get; }

    public delegate* unmanaged<int> End { get; }

    public delegate* unmanaged<nint, int, int> Abort { get; }

    public delegate* unmanaged<nint, int*, int> GetRank { get; }

    public delegate* unmanaged<nint, int*, int> GetSize { get; }

    public delegate* unmanaged<nint, nint, int> SetErrorHandler { get; }

    public delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Send { get; }

    public delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Receive { get; }

    public delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int> AddUp { get; }

    public delegate* unmanaged<nint*, int*, void*, int> Test { get; }

    public nint World { get; }

    public nint Bytes { get; }

    public nint Doubles { get; }

    public nint Sum { get; }

    public nint ErrorsReturn { get; }

    public void* InPlace { get; }

    public void* IgnoredStatus { get; }

    /// <summary>Loads the library that <see cref="Variable"/> names, or the first that is there.</summary>
    public static MpiLibrary Load(Launcher launcher)
    {
        string? stated = Environment.GetEnvironmentVariable(Variable);
        IReadOnlyList<string> names = string.IsNullOrEmpty(stated) ? launcher.Libraries : [stated];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return new MpiLibrary(library, name);
            }
        }

        throw new MpiException(string.IsNullOrEmpty(stated)
            ? $"there is no MPI library: looked for {string.Join(", ", names)}; install Open MPI (Debian: openmpi-bin) or MPICH (mpich), or name the library in {Variable}"
            : $"{Variable} names '{stated}', which cannot be loaded; name the file of an MPI library, such as libmpi.so.40 or libmpich.so.12");
    }

    /// <summary>What an error code means.</summary>
    public string TextOf(int error)
    {
        byte* text = stackalloc byte[LongestText];
        int length;
        return _getErrorText(error, text, &length) == 0 ? (Marshal.PtrToStringUTF8((nint)text, length) ?? "").ReplaceLineEndings(" ") : $"error {error}";
    }

    /// <summary>"Open MPI v4.1.4, package: …" and "MPICH Version:	4.0.2\n…", shortened.</summary>
    private static string NameOf(string version) =>
        string.Join(' ', version.Split('\n', ',')[0].Replace("Version:", "", StringComparison.Ordinal).Replace(" v", " ", StringComparison.Ordinal).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
