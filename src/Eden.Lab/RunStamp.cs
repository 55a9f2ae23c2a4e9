using System.Runtime.InteropServices;

namespace Eden.Lab;

/// <summary>What ran an experiment, so that it can be run again.</summary>
internal sealed record RunStamp
{
    /// <summary>Eden's version.</summary>
    public required string Version { get; init; }

    /// <summary>The runtime, for example <c>.NET 10.0.1</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>The kind of processor, for example <c>x64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The lane width that optimizers used: <see cref="Eden.Lanes.Current"/>.</summary>
    public required string Lanes { get; init; }

    /// <summary>The command that gave the result, where a command did.</summary>
    public string? Command { get; init; }

    /// <summary>The stamp of this process.</summary>
    /// <exception cref="InputException"><c>EDEN_LANES</c> names a width that this processor does not have.</exception>
    public static RunStamp Take()
    {
        try
        {
            return new RunStamp
            {
                Version = typeof(RunStamp).Assembly.GetName().Version!.ToString(3),
                Runtime = RuntimeInformation.FrameworkDescription,
                Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
                Lanes = Eden.Lanes.Current,
            };
        }
        catch (InvalidOperationException exception)
        {
            throw new InputException(exception.Message, exception);
        }
    }
}
