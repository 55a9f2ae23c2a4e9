using System.CommandLine;
using System.Globalization;
using Eden.Checkpoints.TorchSharp;
using Eden.Cli.Output;
using Eden.Lab.Checkpoints;

namespace Eden.Cli.Checkpoints;

/// <summary><c>eden checkpoint convert</c>: safetensors from <c>.pt</c> or TorchSharp's <c>.dat</c>, and back.</summary>
internal static class ConvertCommand
{
    private const int NamesShown = 8;

    public static Command Create()
    {
        Argument<string> source = new("source") { Description = "File to read, .safetensors, .pt or TorchSharp's .dat" };
        Argument<string> target = new("target") { Description = "File to write; its ending, .safetensors, .pt or .dat, sets the format" };
        NamingOptions naming = new();
        Option<TorchSharpPart?> part = new("--part") { Description = "What to write into a .dat file, which holds one of them: model or optimizer", HelpName = "part" };
        Option<string?> json = JsonTarget.CreateOption();
        Command command = new("convert", "Converts a checkpoint to another format, with the optimizer's state matched to parameter names.") { source, target, part, json };
        naming.AddTo(command);
        HelpExamples.AddTo(
            command,
            "eden checkpoint convert run.pt run.safetensors --optimizer AdamW",
            "eden checkpoint convert run.pt run.safetensors --optimizer AdamW --groups groups.json",
            "eden checkpoint convert model.dat run.pt --optimizer-file optimizer.dat",
            "eden checkpoint convert run.pt optimizer.dat --part optimizer --optimizer AdamW",
            "eden checkpoint convert run.safetensors run.pt      for torch.load and load_state_dict");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed.GetRequiredValue(source), parsed.GetRequiredValue(target), naming.Read(parsed), parsed.GetValue(part), parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string source, string target, CheckpointNaming naming, TorchSharpPart? part, string? json, CancellationToken cancellation)
    {
        using JsonTarget? report = json is null ? null : JsonTarget.Open(json);
        CheckpointConversion conversion = Write(source, target, naming, part, cancellation);
        report?.Write(conversion, CheckpointJson.Default.CheckpointConversion);
        if (report is not { IsStandardOutput: true })
        {
            using Screen screen = new();
            screen.Data(Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{conversion.Target}: {conversion.Tensors} tensors, {conversion.Bytes:N0} bytes")));
            if (conversion.Beside.Count > 0)
            {
                string more = conversion.Beside.Count > NamesShown ? $" and {conversion.Beside.Count - NamesShown} more" : "";
                screen.Data(Markup.Escape($"not of the model or its optimizer: {string.Join(", ", conversion.Beside.Take(NamesShown).Select(name => Printable.Of(name)))}{more}"));
            }
        }

        return ExitCode.Success;
    }

    private static CheckpointConversion Write(string source, string target, CheckpointNaming naming, TorchSharpPart? part, CancellationToken cancellation) =>
        Output.Progress.Watch("tensors", null, progress => CheckpointConversion.Run(source, target, naming, part, progress, cancellation));
}
