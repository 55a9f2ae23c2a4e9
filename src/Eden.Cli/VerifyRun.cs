using Eden.Cli.Output;
using Eden.Lab;
using Eden.Lab.PyTorch;
using Eden.Lab.Recordings;
using Eden.Lab.Verification;

namespace Eden.Cli;

/// <summary>Verifies one recording after the other. What is wrong with one is kept, and the others are still run.</summary>
internal sealed class VerifyRun(double units, CancellationToken cancellation) : IDisposable
{
    private readonly RunStamp _stamp = RunStamp.Take();
    private readonly VerifyProgress _progress = new();
    private readonly List<VerificationResult> _results = [];
    private readonly List<string> _errors = [];
    private string? _pyTorch;
    private ulong? _seed;

    /// <summary>Verifies a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="maxBytes">The size up to which it is read.</param>
    /// <param name="position">Which of how many it is, in words.</param>
    public void VerifyFile(string file, long maxBytes, string position)
    {
        _progress.Show($"verifying {position}: {file}");
        Try(() => Verify(RecordingFile.Read(file, maxBytes, cancellation)));
    }

    /// <summary>Records traces from the user's PyTorch and verifies them.</summary>
    /// <param name="python">The interpreter; <see langword="null"/> to look for one.</param>
    /// <param name="cases">The number of traces.</param>
    /// <param name="seed">Their seed.</param>
    public void VerifyPyTorch(string? python, int cases, ulong seed) => Try(() =>
    {
        _progress.Show("looking for PyTorch");
        PyTorchRecorder recorder = PyTorchRecorder.FindAsync(python, cancellation).GetAwaiter().GetResult();
        (_pyTorch, _seed) = (recorder.TorchVersion, seed);
        int number = 0;
        foreach (ReadOnlyMemory<byte> document in recorder.RecordTracesAsync(cases, seed, cancellation).ToBlockingEnumerable(cancellation))
        {
            number++;
            _progress.Show($"recording and verifying case {number} of {cases}");
            Try(() => Verify(RecordingFile.Parse(new MemoryStream(document.ToArray()), $"case {number} of seed {seed}", cancellation)));
        }
    });

    /// <summary>What came of all of them.</summary>
    public VerificationReport Report() => new()
    {
        Stamp = _stamp,
        ToleranceUnits = units,
        PyTorch = _pyTorch,
        Seed = _seed,
        Results = _results,
        Errors = _errors,
    };

    public void Dispose() => _progress.Dispose();

    private void Verify(Recording recording) => _results.Add(RecordingVerifier.Verify(recording, units, cancellation));

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
