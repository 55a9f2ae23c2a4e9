using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Eden.Lab.PyTorch;

/// <summary>Records what the user's own PyTorch does, by running the scripts of <c>tools</c> in their Python.</summary>
internal sealed class PyTorchRecorder
{
    private const int LongestProbeReply = 4096;
    private const string TraceScript = "record_trace.py";
    private const string ScheduleScript = "record_schedules.py";
    private const string Advice = "install PyTorch there (pip install torch) or name another interpreter with --python PATH.";

    private PyTorchRecorder(string python, string torchVersion)
    {
        Python = python;
        TorchVersion = torchVersion;
    }

    /// <summary>The full path of the interpreter.</summary>
    public string Python { get; }

    /// <summary>The version of PyTorch in it, for example <c>2.4.1+cpu</c>.</summary>
    public string TorchVersion { get; }

    /// <summary>The longest document that is accepted, in bytes.</summary>
    internal int MaximumDocumentBytes { get; set; } = 512 * 1024 * 1024;

    /// <summary>Finds a Python that has PyTorch.</summary>
    /// <param name="python">The path or the command of an interpreter, or <see langword="null"/> to try <c>python3</c> and
    /// <c>python</c> on the path and then <c>/usr/bin/python3</c>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="InputException">There is none: the interpreter does not exist, is no Python, or has no
    /// PyTorch.</exception>
    public static Task<PyTorchRecorder> FindAsync(string? python = null, CancellationToken cancellationToken = default) =>
        FindAsync(python, TimeSpan.FromMinutes(1), cancellationToken);

    internal static async Task<PyTorchRecorder> FindAsync(string? python, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (python is not null)
        {
            return await ProbeAsync(python, patience, cancellationToken).ConfigureAwait(false);
        }

        foreach (string command in Interpreters.Usual)
        {
            try
            {
                return await ProbeAsync(command, patience, cancellationToken).ConfigureAwait(false);
            }
            catch (InputException)
            {
                // Another may have it.
            }
        }

        throw new InputException($"No Python with PyTorch found (tried {string.Join(", ", Interpreters.Usual)}): install PyTorch (pip install torch) or name an interpreter with --python PATH.");
    }

    /// <summary>Records random cases of every optimizer that Eden has too, in turn, with all their options, in both element
    /// types.</summary>
    /// <param name="seed">The seed of everything that is random in them.</param>
    /// <param name="cancellationToken">Ends the recording and kills the interpreter.</param>
    /// <returns>A document of format <c>optimizer-trace/1</c> per case, in UTF-8, each as soon as it is recorded.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cases"/> is negative.</exception>
    /// <exception cref="InputException">The interpreter fails.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> RecordTracesAsync(int cases, ulong seed, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cases);
        string[] arguments =
        [
            "traces",
            "--cases", cases.ToString(CultureInfo.InvariantCulture),
            "--seed", seed.ToString(CultureInfo.InvariantCulture),
        ];
        return RecordAsync(cases, TraceScript, arguments, ReadOnlyMemory<byte>.Empty, cancellationToken);
    }

    /// <summary>Records random cases of every scheduler in turn, with random arguments, and of <c>ReduceLROnPlateau</c>.</summary>
    /// <param name="schedules">How many schedulers, all in one document.</param>
    /// <param name="plateaus">How many plateaus, a document each.</param>
    /// <param name="seed">The seed of everything that is random in them.</param>
    /// <param name="cancellationToken">Ends the recording and kills the interpreter.</param>
    /// <returns>A document of format <c>lr-schedules/1</c>, then documents of format <c>plateau/1</c>, in UTF-8, each as soon as it
    /// is recorded.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="schedules"/> is below 1, or <paramref name="plateaus"/> is
    /// negative.</exception>
    /// <exception cref="InputException">The interpreter fails.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> RecordSchedulesAsync(int schedules, int plateaus, ulong seed, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(schedules, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(plateaus);
        string[] arguments =
        [
            "--cases", schedules.ToString(CultureInfo.InvariantCulture),
            "--plateaus", plateaus.ToString(CultureInfo.InvariantCulture),
            "--seed", seed.ToString(CultureInfo.InvariantCulture),
        ];
        return RecordAsync(1 + plateaus, ScheduleScript, arguments, ReadOnlyMemory<byte>.Empty, cancellationToken);
    }

    /// <summary>Runs the four models of the article, Adam, AdamW and Adam with L2 in the optimizer and in the loss.</summary>
    /// <param name="request">Start, inputs and hyperparameters.</param>
    /// <param name="cancellationToken">Ends the recording and kills the interpreter.</param>
    /// <returns>A document of format <c>four-model-experiment/1</c>, in UTF-8, that has <c>betas</c> and <c>eps</c>
    /// too.</returns>
    /// <exception cref="InputException">The interpreter fails, also because PyTorch refuses a hyperparameter.</exception>
    public async Task<ReadOnlyMemory<byte>> RecordExperimentAsync(ExperimentRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte[] input = JsonSerializer.SerializeToUtf8Bytes(request, RecorderJson.Default.ExperimentRequest);
        return await RecordAsync(1, TraceScript, ["experiment"], input, cancellationToken).LastAsync(cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> RecordAsync(
        int expected,
        string script,
        string[] arguments,
        ReadOnlyMemory<byte> input,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (byte[] document in RecorderProcess.RunAsync(Python, script, arguments, input, MaximumDocumentBytes, cancellationToken).ConfigureAwait(false))
        {
            count++;
            yield return document;
        }

        if (count != expected)
        {
            throw new InputException($"'{Python}' printed {count} of {expected} recordings");
        }
    }

    private static async Task<PyTorchRecorder> ProbeAsync(string command, TimeSpan patience, CancellationToken cancellationToken)
    {
        string python = Interpreters.Locate(command) ?? throw new InputException(Directory.Exists(command)
            ? $"'{command}' is a directory; name the Python in it, like {Path.Combine(command, "bin", "python3")}"
            : $"There is no Python '{command}'; {Advice}");
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            byte[]? reply = await RecorderProcess.RunAsync(python, TraceScript, ["probe"], ReadOnlyMemory<byte>.Empty, LongestProbeReply, limit.Token)
                .FirstOrDefaultAsync(limit.Token).ConfigureAwait(false);
            ProbeReply? versions = JsonSerializer.Deserialize(reply, RecorderJson.Default.ProbeReply);
            return new PyTorchRecorder(python, versions?.Torch ?? throw new JsonException());
        }
        catch (JsonException exception)
        {
            throw new InputException($"'{python}' is not Python; {Advice}", exception);
        }
        catch (InputException exception)
        {
            throw new InputException($"{exception.Message}; {Advice}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested && limit.IsCancellationRequested)
        {
            throw new InputException($"'{python}' does not answer; {Advice}", exception);
        }
    }
}
