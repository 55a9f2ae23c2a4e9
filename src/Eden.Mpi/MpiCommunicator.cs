using System.Diagnostics;

namespace Eden.Mpi;

/// <summary>
/// The ranks that <c>mpirun</c>, <c>mpiexec</c> or <c>srun</c> started, as an optimizer's <see cref="Optimizer{T}.Communicator"/>. It serves
/// Open MPI and MPICH, whichever the launcher belongs to.
/// </summary>
/// <remarks>
/// <code>
/// return MpiCommunicator.LaunchedRanks &gt; 1 ? MpiCommunicator.Run(Train) : Train(null);
/// </code>
/// A rank that waits for another longer than <see cref="Patience"/> ends all of them. Waiting polls, and sleeps where it lasts, so that more
/// ranks than processors do not hold each other up.
/// </remarks>
public sealed unsafe class MpiCommunicator : ICommunicator, IDisposable
{
    private const int Serialized = 2;
    private const int Tag = 0;
    private const int ExitCode = 1;

    private static readonly TimeSpan Spinning = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Reading = TimeSpan.FromMilliseconds(150);

    private static bool _isStarted;

    private readonly MpiLibrary _library;
    private readonly Queue<Message> _messages = new();
    private int _operations;
    private bool _isEnded;

    private MpiCommunicator(MpiLibrary library, Launcher launcher)
    {
        _library = library;
        int state;
        library.IsInitialized(&state);
        if (state != 0)
        {
            throw new MpiException("MPI was initialised already, by other code in this process; let Eden do it, and first");
        }

        int threads;
        Check(library.Initialize(null, null, Serialized, &threads));
        Check(library.SetErrorHandler(library.World, library.ErrorsReturn));
        int rank, size;
        Check(library.GetRank(library.World, &rank));
        Check(library.GetSize(library.World, &size));
        (Rank, Size) = (rank, size);
        if (size != launcher.Ranks)
        {
            library.End();
            throw new MpiException($"{launcher.Name} started {launcher.Ranks} ranks, but {library.Name} finds {size}: launcher and library belong to different MPIs; use the launcher of that MPI, or name the library of the launcher's in {MpiLibrary.Variable}");
        }

        if (threads < Serialized)
        {
            library.End();
            throw new MpiException($"{library.Name} cannot be called from several threads in turn; use one that is built with threads");
        }

        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>How many processes the launcher of this one started; 1 without a launcher. MPI is not touched to find out.</summary>
    public static int LaunchedRanks => Launcher.Find().Ranks;

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>The MPI in use, for example <c>Open MPI 4.1.4 (libmpi.so.40)</c>.</summary>
    public string Library => _library.Name;

    /// <summary>How long a rank waits for others before it ends all. It must be longer than the longest micro-batch. Default 10
    /// minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0.</exception>
    public TimeSpan Patience
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMinutes(10);

    /// <summary>The most bytes of one message of MPI's, whose counts have 32 bits; the tests lower it.</summary>
    internal int MostBytes { get; set; } = 1 << 30;

    /// <summary>Initialises MPI. A process can do that once.</summary>
    /// <exception cref="MpiException">There is no library, it does not belong to the launcher, or other code has initialised it.</exception>
    public static MpiCommunicator Start()
    {
        if (_isStarted)
        {
            throw new MpiException("MPI was started already; a process has one communicator");
        }

        Launcher launcher = Launcher.Find();
        MpiLibrary library = MpiLibrary.Load(launcher);
        _isStarted = true;
        return new MpiCommunicator(library, launcher);
    }

    /// <summary>Initialises MPI and runs a program. What it throws ends all ranks, with one line on standard error.</summary>
    /// <param name="program">The program of every rank. It returns the exit code.</param>
    /// <returns>The exit code; 2 where MPI cannot be used.</returns>
    public static int Run(Func<MpiCommunicator, int> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        try
        {
            using MpiCommunicator communicator = Start();
            try
            {
                return program(communicator);
            }
#pragma warning disable CA1031 // Whatever it is, the other ranks must not wait.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                communicator.Abort(exception.Message);
                throw;
            }
        }
        catch (MpiException exception)
        {
            Console.Error.WriteLine($"eden: {exception.Message}");
            return 2;
        }
    }

    /// <inheritdoc/>
    public void Send(int rank, void* data, long bytes) => Exchange(_library.Send, rank, data, bytes);

    /// <inheritdoc/>
    public void Receive(int rank, void* data, long bytes) => Exchange(_library.Receive, rank, data, bytes);

    /// <inheritdoc/>
    /// <exception cref="MpiException">MPI reports an error.</exception>
    public void Complete(int left = 0)
    {
        while (_operations > left)
        {
            Message message = _messages.Dequeue();
            nint request = message.Request;
            Wait(&request, message.Other);
            _operations -= message.IsLast ? 1 : 0;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="MpiException">MPI reports an error.</exception>
    public void Sum(Span<double> values)
    {
        int most = Math.Max(1, MostBytes / sizeof(double));
        fixed (double* start = values)
        {
            for (int first = 0; first < values.Length; first += most)
            {
                nint request = 0;
                Check(_library.AddUp(_library.InPlace, start + first, Math.Min(most, values.Length - first), _library.Doubles, _library.Sum, _library.World, &request));
                Wait(&request, other: null);
            }
        }
    }

    /// <summary>Ends all ranks with exit code 1, this one included. It does not return.</summary>
    /// <param name="message">Why, for standard error.</param>
    public void Abort(string message)
    {
        ArgumentNullException.ThrowIfNull(message);

        // Where all fail alike, the first tells it for all.
        Thread.Sleep(Rank == 0 ? TimeSpan.Zero : HeadStart);
        Console.Error.WriteLine($"eden: rank {Rank} of {Size}: {message.ReplaceLineEndings(" ")}");
        Console.Error.Flush();

        // A launcher that ends its processes drops what it has not yet read.
        Thread.Sleep(Reading);
        AbortSilently(ExitCode);
        Environment.Exit(ExitCode);
    }

    /// <summary>Leaves MPI, once all ranks do.</summary>
    public void Dispose()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            AppDomain.CurrentDomain.ProcessExit -= OnExit;
            Check(_library.End());
        }
    }

    private void Exchange(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> start, int rank, void* data, long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        ArgumentOutOfRangeException.ThrowIfEqual(rank, Rank);
        for (long first = 0; first < bytes; first += MostBytes)
        {
            int count = (int)Math.Min(MostBytes, bytes - first);
            nint request = 0;
            Check(start((byte*)data + first, count, _library.Bytes, rank, Tag, _library.World, &request));
            _messages.Enqueue(new Message(request, rank, first + count == bytes));
        }

        _operations++;
    }

    private void Wait(nint* request, int? other)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            int isDone;
            Check(_library.Test(request, &isDone, _library.IgnoredStatus));
            if (isDone != 0)
            {
                return;
            }

            TimeSpan waited = Stopwatch.GetElapsedTime(start);
            if (waited > Patience)
            {
                Abort($"has waited {Patience.TotalSeconds:F0} s for {(other is int rank ? $"rank {rank}" : "the other ranks")}, so all end");
            }

            if (waited < Spinning)
            {
                Thread.Yield();
            }
            else
            {
                Thread.Sleep(1);
            }
        }
    }

    private void Check(int error)
    {
        if (error != 0)
        {
            throw new MpiException($"{_library.Name} reports: {_library.TextOf(error)}");
        }
    }

    /// <summary>A process that ends by itself must not leave the others waiting.</summary>
    private void OnExit(object? sender, EventArgs arguments) => AbortSilently(Environment.ExitCode == 0 ? ExitCode : Environment.ExitCode);

    private void AbortSilently(int exitCode)
    {
        _isEnded = true;
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _library.Abort(_library.World, exitCode);
    }

    /// <summary>A part of an operation.</summary>
    /// <param name="Request">What MPI knows it by.</param>
    /// <param name="Other">The other rank.</param>
    /// <param name="IsLast">Whether it is the operation's last part.</param>
    private readonly record struct Message(nint Request, int Other, bool IsLast);
}
