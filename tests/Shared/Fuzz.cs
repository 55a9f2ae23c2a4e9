using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Eden.Testing;

/// <summary>
/// Feeds spoiled inputs to a reader. Each must be accepted or refused with the documented exception and a message of one line, in
/// memory that the input's size bounds, and in time. An input is named by its seed, which makes it again.
/// </summary>
internal static class Fuzz
{
    /// <summary>The trait of all fuzz tests.</summary>
    public const string Suite = "Fuzz";

    /// <summary>How many seconds each fuzz test goes on instead of its own number of inputs, for a long run.</summary>
    public const string SecondsVariable = "EDEN_FUZZ_SECONDS";

    /// <summary>The first seed, for a long run that goes on where another one ended. Default 0.</summary>
    public const string FirstVariable = "EDEN_FUZZ_FIRST";

    /// <summary>A seed to run alone, to see again what failed.</summary>
    public const string SeedVariable = "EDEN_FUZZ_SEED";

    private const long MostBytes = 4_000_000;
    private const long MostBytesPerByte = 400;
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    /// <summary>Runs a test.</summary>
    /// <typeparam name="TException">The documented exception.</typeparam>
    /// <param name="inputs">Makes the inputs.</param>
    /// <param name="count">How many, where the environment does not say how long.</param>
    /// <param name="read">Reads an input.</param>
    public static void Run<TException>(Mutator inputs, int count, Action<byte[]> read)
        where TException : Exception => RunSeeds<TException>(inputs.Next, count, read);

    /// <summary>Runs a test.</summary>
    /// <typeparam name="TException">The documented exception.</typeparam>
    /// <param name="inputs">Makes the input of a seed.</param>
    /// <param name="count">How many, where the environment does not say how long.</param>
    /// <param name="read">Reads an input.</param>
    public static void RunSeeds<TException>(Func<ulong, byte[]> inputs, int count, Action<byte[]> read)
        where TException : Exception
    {
        Counts counts = new();
        using Watch watch = new();
        if (Number(SeedVariable) is ulong seed)
        {
            One<TException>(inputs, seed, read, counts, watch);
            return;
        }

        ulong? seconds = Number(SecondsVariable);
        ulong first = Number(FirstVariable) ?? 0;
        long start = Stopwatch.GetTimestamp();
        for (ulong done = 0; seconds is null ? done < (ulong)count : Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; done++)
        {
            One<TException>(inputs, first + done, read, counts, watch);
        }

        // Inputs that are all refused at once, or all sound, would test nothing.
        Assert.True(counts.Accepted > 0 && counts.Refused > counts.Accepted / 100, counts.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(counts.ToString());
    }

    private static void One<TException>(Func<ulong, byte[]> inputs, ulong seed, Action<byte[]> read, Counts counts, Watch watch)
        where TException : Exception
    {
        byte[] input = inputs(seed);
        watch.Begin(seed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(input);
            counts.Accepted++;
        }
        catch (TException refusal)
        {
            counts.Refused++;
            Assert.False(refusal.Message.AsSpan().ContainsAny('\n', '\r'), $"Seed {seed}: a message of several lines: {refusal.Message}");
        }
        catch (Exception exception) when (exception is not TException)
        {
            Assert.Fail($"Seed {seed} ({input.Length} bytes) led to {exception}\n{Encoding.UTF8.GetString(input.AsSpan(0, Math.Min(input.Length, 2000)))}");
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        counts.MostBytes = Math.Max(counts.MostBytes, bytes);
        Assert.True(bytes <= MostBytes + (MostBytesPerByte * input.Length), $"Seed {seed} of {input.Length} bytes took {bytes} bytes of memory.");
    }

    private static ulong? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;

    private sealed class Counts
    {
        public long Accepted { get; set; }

        public long Refused { get; set; }

        public long MostBytes { get; set; }

        public override string ToString() => $"{Accepted + Refused} inputs: {Refused} refused, {Accepted} accepted, at most {MostBytes} bytes of memory.";
    }

    /// <summary>Ends the process when an input takes for ever: nothing else could say which.</summary>
    private sealed class Watch : IDisposable
    {
        private readonly Timer _timer;
        private ulong _seed;
        private long _started;

        public Watch() => _timer = new Timer(_ => Look(), null, Hang, Hang / 10);

        public void Begin(ulong seed)
        {
            _seed = seed;
            Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        }

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            if (Volatile.Read(ref _started) is long started and not 0 && Stopwatch.GetElapsedTime(started) > Hang)
            {
                Environment.FailFast($"Seed {_seed} has been read for {Hang}.");
            }
        }
    }
}
