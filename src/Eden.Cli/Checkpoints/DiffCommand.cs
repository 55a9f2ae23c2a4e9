using System.CommandLine;
using Eden.Cli.Output;
using Eden.Lab.Checkpoints;

namespace Eden.Cli.Checkpoints;

/// <summary><c>eden checkpoint diff</c>: what differs between two checkpoints.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        Argument<string> first = new("first") { Description = "A .safetensors, .pt or .dat file" };
        Argument<string> second = new("second") { Description = "Another .safetensors, .pt or .dat file" };
        NamingOptions naming = new();
        Option<string?> json = JsonTarget.CreateOption();
        Command command = new("diff", "Compares two checkpoints tensor by tensor. Exit code 1 if anything differs or is damaged.") { first, second, json };
        naming.AddTo(command);
        HelpExamples.AddTo(command, "eden checkpoint diff before.pt after.pt", "eden checkpoint diff run.pt run.safetensors --optimizer AdamW");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed.GetRequiredValue(first), parsed.GetRequiredValue(second), naming.Read(parsed), parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string first, string second, CheckpointNaming naming, string? json, CancellationToken cancellation)
    {
        using JsonTarget? target = json is null ? null : JsonTarget.Open(json);
        CheckpointDifference difference = Read(first, second, naming, cancellation);
        target?.Write(difference, CheckpointJson.Default.CheckpointDifference);
        if (target is not { IsStandardOutput: true })
        {
            using Screen screen = new();
            new CheckpointScreen(screen).Draw(difference);
        }

        return difference.IsEqual ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private static CheckpointDifference Read(string first, string second, CheckpointNaming naming, CancellationToken cancellation) =>
        Output.Progress.Watch("tensors", null, progress => CheckpointDifference.Read(first, second, naming, progress, cancellation));
}
