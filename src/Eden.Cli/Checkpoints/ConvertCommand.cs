using System.CommandLine;
using System.Globalization;
using Eden.Cli.Output;
using Eden.Lab.Checkpoints;

namespace Eden.Cli.Checkpoints;

/// <summary><c>eden checkpoint convert</c>: safetensors from <c>.pt</c>, and back.</summary>
internal static class ConvertCommand
{
    private const int NamesShown = 8;

    public static Command Create()
    {
        Argument<string> source = new("source") { Description = "File to read, .safetensors or .pt" };
        Argument<string> target = new("target") { Description = "File to write; its ending, .safetensors or .pt, sets the format" };
        NamingOptions naming = new();
        Option<string?> json = JsonTarget.CreateOption();
        Command command = new("convert", "Converts a checkpoint to the other format, with the optimizer's state matched to parameter names.") { source, target, json };
        naming.AddTo(command);
        HelpExamples.AddTo(
            command,
            "eden checkpoint convert run.pt run.safetensors --optimizer AdamW",
            "eden checkpoint convert run.pt run.safetensors --optimizer AdamW --groups groups.json",
            "eden checkpoint convert run.safetensors run.pt      for torch.load and load_state_dict");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed.GetRequiredValue(source), parsed.GetRequiredValue(target), naming.Read(parsed), parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(string source, string target, CheckpointNaming naming, string? json, CancellationToken cancellation)
    {
        using JsonTarget? report = json is null ? null : JsonTarget.Open(json);
        CheckpointConversion conversion = Write(source, target, naming, cancellation);
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

    private static CheckpointConversion Write(string source, string target, CheckpointNaming naming, CancellationToken cancellation) =>
        Output.Progress.Watch("tensors", null, progress => CheckpointConversion.Run(source, target, naming, progress, cancellation));
}
