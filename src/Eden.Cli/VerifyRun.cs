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
    private volatile string _current = "";
    private string? _pyTorch;
    private ulong? _seed;

    /// <summary>Starts the clock.</summary>
    /// <param name="units">The tolerance.</param>
    /// <param name="cancellation">Stops the run.</param>
    public VerifyRun(double units, CancellationToken cancellation)
    {
        (_units, _cancellation) = (units, cancellation);
        _status = new StatusLine(() => Printable.Of(_current));
    }

    /// <summary>Verifies a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="maxBytes">The size up to which it is read.</param>
    /// <param name="position">Which of how many it is, in words.</param>
    public void VerifyFile(string file, long maxBytes, string position)
    {
        _current = $"verifying {position}: {file}";
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
        _current = "recording and verifying traces";
        VerifyAll(recorder.RecordTracesAsync(cases, seed, _cancellation), number => $"case {number}", cases, seed);
        _current = "recording schedules";
        int plateaus = (cases + CasesPerPlateau - 1) / CasesPerPlateau;
        VerifyAll(recorder.RecordSchedulesAsync(cases, plateaus, seed, _cancellation), number => number == 1 ? "schedules" : $"plateau {number - 1}", plateaus + 1, seed);
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

    private void VerifyAll(IAsyncEnumerable<ReadOnlyMemory<byte>> documents, Func<int, string> nameOf, int count, ulong seed)
    {
        int number = 0;
        foreach (ReadOnlyMemory<byte> document in documents.ToBlockingEnumerable(_cancellation))
        {
            number++;
            _current = $"recording and verifying {nameOf(number)}, {number} of {count}";
            Try(() => Verify(RecordingFile.Parse(new MemoryStream(document.ToArray()), $"{nameOf(number)} of seed {seed}", _cancellation)));
        }
    }

    private void Verify(Recording recording) => _results.Add(RecordingVerifier.Verify(recording, _units, _cancellation));

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
