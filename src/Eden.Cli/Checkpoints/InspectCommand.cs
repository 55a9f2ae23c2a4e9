using System.CommandLine;
using Eden.Cli.Output;
using Eden.Lab.Checkpoints;

namespace Eden.Cli.Checkpoints;

/// <summary><c>eden checkpoint inspect</c>: what is in a checkpoint.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string> file = new("file") { Description = "A .safetensors, .pt or .dat file" };
        Option<string?> json = JsonTarget.CreateOption();
        Command command = new("inspect", "Lists the tensors of a checkpoint with type, shape and statistics, and its numbers and text. Exit code 1 if a check sum is wrong.") { file, json };
        HelpExamples.AddTo(command, "eden checkpoint inspect run.pt", "eden checkpoint inspect --json - run.safetensors | jq '.tensors[] | select(.naNs > 0).name'");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed.GetRequiredValue(file), parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string file, string? json, CancellationToken cancellation)
    {
        using JsonTarget? target = json is null ? null : JsonTarget.Open(json);
        CheckpointSummary summary = Read(file, cancellation);
        target?.Write(summary, CheckpointJson.Default.CheckpointSummary);
        if (target is not { IsStandardOutput: true })
        {
            using Screen screen = new();
            new CheckpointScreen(screen).Draw(summary);
        }

        return summary.IsSound == false ? ExitCode.CheckFailed : ExitCode.Success;
    }

    private static CheckpointSummary Read(string file, CancellationToken cancellation) =>
        Output.Progress.Watch("tensors", null, progress => CheckpointSummary.Read(file, progress, cancellation));
}
