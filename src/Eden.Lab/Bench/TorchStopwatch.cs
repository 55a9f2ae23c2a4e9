using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Eden.Lab.PyTorch;
using Eden.Lab.Recordings;

namespace Eden.Lab.Bench;

/// <summary>A Python that runs <c>time_steps.py</c> and times steps of PyTorch's AdamW when asked.</summary>
internal sealed class TorchStopwatch : IDisposable
{
    private readonly string _python;
    private readonly Process _child;
    private readonly Task<string> _lastWords;

    /// <exception cref="InputException">The interpreter cannot be started.</exception>
    public TorchStopwatch(string python)
    {
        _python = python;
        _child = RecorderProcess.Start(python, "time_steps.py", [], out byte[] source);
        _lastWords = RecorderProcess.ReadLastLineAsync(_child.StandardError);
        Send(source);
    }

    /// <summary>Makes the model that is timed from now on.</summary>
    /// <exception cref="InputException">PyTorch fails.</exception>
    public void Make(BenchCase item) =>
        Ask(JsonSerializer.SerializeToUtf8Bytes(new TorchModel(item.Lengths, item.Type.Name(), item.Threads), StopwatchJson.Default.TorchModel));

    /// <summary>The time of one step, in seconds.</summary>
    /// <exception cref="InputException">PyTorch fails.</exception>
    public double Time(bool isForeach, int repeats) =>
        Ask(JsonSerializer.SerializeToUtf8Bytes(new TorchSample(isForeach, repeats), StopwatchJson.Default.TorchSample)).Seconds;

    /// <summary>Ends PyTorch in the middle of what it does; who waits for it gets an exception.</summary>
    public void Stop() => RecorderProcess.Kill(_child);

    public void Dispose()
    {
        Stop();
        _child.Dispose();
    }

    private TorchAnswer Ask(byte[] request)
    {
        Send([.. request, (byte)'\n']);
        try
        {
            return JsonSerializer.Deserialize(_child.StandardOutput.ReadLine() ?? throw Ended(), StopwatchJson.Default.TorchAnswer)!;
        }
        catch (JsonException exception)
        {
            throw new InputException($"'{_python}' printed no answer of time_steps.py", exception);
        }
    }

    private Exception Ended()
    {
        _child.WaitForExit();

        // Ctrl-C reaches the child as well, sometimes first.
        return _child.ExitCode == RecorderProcess.Interrupted
            ? new OperationCanceledException("PyTorch was interrupted.")
            : new InputException($"'{_python}' failed: {_lastWords.GetAwaiter().GetResult()}");
    }

    private void Send(byte[] bytes)
    {
        try
        {
            _child.StandardInput.BaseStream.Write(bytes);
            _child.StandardInput.BaseStream.Flush();
        }
        catch (IOException)
        {
            // It has ended: the missing answer tells, with its own words.
        }
    }
}

/// <summary>A model as <c>time_steps.py</c> takes it.</summary>
internal sealed record TorchModel(IReadOnlyList<long> Lengths, string Type, int Threads);

/// <summary>A sample as <c>time_steps.py</c> takes it.</summary>
internal sealed record TorchSample([property: JsonPropertyName("foreach")] bool IsForeach, int Repeats);

/// <summary>An answer of <c>time_steps.py</c>.</summary>
internal sealed record TorchAnswer(double Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TorchModel))]
[JsonSerializable(typeof(TorchSample))]
[JsonSerializable(typeof(TorchAnswer))]
internal sealed partial class StopwatchJson : JsonSerializerContext;
