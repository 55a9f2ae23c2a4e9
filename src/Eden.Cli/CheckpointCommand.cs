using System.CommandLine;
using System.CommandLine.Invocation;
using Eden.Cli.Checkpoints;

namespace Eden.Cli;

/// <summary><c>eden checkpoint</c>: looks into checkpoints, rewrites them and compares them.</summary>
internal static class CheckpointCommand
{
    public static Command Create()
    {
        Command command = new("checkpoint", "Inspects, converts and compares safetensors, PyTorch .pt and TorchSharp .dat files. Executes nothing in a file.")
        {
            InspectCommand.Create(),
            ConvertCommand.Create(),
            DiffCommand.Create(),
        };
        SynchronousCommandLineAction help = HelpExamples.AddTo(
            command,
            "eden checkpoint inspect run.pt",
            "eden checkpoint convert run.pt run.safetensors --optimizer AdamW --groups groups.json",
            "eden checkpoint diff before.pt after.pt");
        command.SetAction(help.Invoke);
        return command;
    }
}
