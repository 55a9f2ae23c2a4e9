using Eden.Cli.Output;
using Eden.Lab;
using Eden.Lab.PyTorch;
using Eden.Lab.Recordings;
using Eden.Lab.Verification;

namespace Eden.Cli;

/// <summary>Verifies one recording after the other. What is wrong with one is kept, and the others are still run.</summary>
internal sealed class VerifyRun : IDisposable
{
    /// <summary>A plateau is one file each, so there are fewer of them than of schedules.</summary>
    private const int CasesPerPlateau = 8;

    private readonly double _units;
    private readonly CancellationToken _cancellation;
    private readonly RunStamp _stamp = RunStamp.Take();
    private readonly StatusLine _status;
    private readonly List<VerificationResult> _results = [];
    private readonly List<string> _errors = [];
    private readonly int _total;
    private volatile string _current = "";
    private int _done;
    private string? _pyTorch;
    private ulong? _seed;

    /// <summary>Starts the clock.</summary>
    /// <param name="units">The tolerance.</param>
    /// <param name="files">How many files there are.</param>
    /// <param name="cases">How many traces, and schedules, of PyTorch.</param>
    /// <param name="cancellation">Stops the run.</param>
    public VerifyRun(double units, int files, int cases, CancellationToken cancellation)
    {
        (_units, _cancellation) = (units, cancellation);
        _total = files + (cases == 0 ? 0 : cases + 1 + Plateaus(cases));
        _status = new StatusLine(() => [Progress, Printable.Of(_current)]);
    }

    /// <summary>How far it is.</summary>
    public string Progress => $"{Volatile.Read(ref _done)} of {Phrase.Counted(_total, "recording")}";

    /// <summary>Verifies a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="maxBytes">The size up to which it is read.</param>
    public void VerifyFile(string file, long maxBytes)
    {
        _current = file;
        Try(() => Verify(RecordingFile.Read(file, maxBytes, _cancellation)));
    }

    /// <summary>Records traces, schedules and plateaus from the user's PyTorch and verifies them.</summary>
    /// <param name="python">The interpreter; <see langword="null"/> to look for one.</param>
    /// <param name="cases">The number of traces, and of schedules.</param>
    /// <param name="seed">Their seed.</param>
    public void VerifyPyTorch(string? python, int cases, ulong seed) => Try(() =>
    {
        _current = "looking for PyTorch";
        PyTorchRecorder recorder = PyTorchRecorder.FindAsync(python, _cancellation).GetAwaiter().GetResult();
        (_pyTorch, _seed) = (recorder.TorchVersion, seed);
        VerifyAll(recorder.RecordTracesAsync(cases, seed, _cancellation), number => $"case {number}", seed);
        VerifyAll(recorder.RecordSchedulesAsync(cases, Plateaus(cases), seed, _cancellation), number => number == 1 ? "schedules" : $"plateau {number - 1}", seed);
    });

    /// <summary>What came of all of them.</summary>
    public VerificationReport Report() => new()
    {
        Stamp = _stamp,
        ToleranceUnits = _units,
        PyTorch = _pyTorch,
        Seed = _seed,
        Results = _results,
        Errors = _errors,
    };

    public void Dispose() => _status.Dispose();

    private void VerifyAll(IAsyncEnumerable<ReadOnlyMemory<byte>> documents, Func<int, string> nameOf, ulong seed)
    {
        int number = 0;
        _current = $"recording {nameOf(1)}";
        foreach (ReadOnlyMemory<byte> document in documents.ToBlockingEnumerable(_cancellation))
        {
            number++;
            _current = $"verifying {nameOf(number)}";
            Try(() => Verify(RecordingFile.Parse(new MemoryStream(document.ToArray()), $"{nameOf(number)} of seed {seed}", _cancellation)));
            _current = $"recording {nameOf(number + 1)}";
        }
    }

    private static int Plateaus(int cases) => (cases + CasesPerPlateau - 1) / CasesPerPlateau;

    private void Verify(Recording recording)
    {
        _results.Add(RecordingVerifier.Verify(recording, _units, _cancellation));
        Volatile.Write(ref _done, _results.Count);
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (InputException exception)
        {
            _errors.Add(exception.Message);
        }
    }
}
