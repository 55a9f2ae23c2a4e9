using System.CommandLine;
using Eden.Lab.Checkpoints;

namespace Eden.Cli.Checkpoints;

/// <summary>The options that say what a <c>.pt</c> or <c>.dat</c> file may not.</summary>
internal sealed class NamingOptions
{
    private readonly Option<string?> _optimizer = new("--optimizer")
    {
        Description = "Optimizer of a .pt file, which does not name it: Adam, AdamW, SGD, … [default: inferred from the state, if only one fits]",
        HelpName = "name",
    };

    private readonly Option<string?> _groups = new("--groups")
    {
        Description = "JSON file with the parameter names of each group, [[\"fc.weight\"], [\"fc.bias\"]], because .pt and .dat files only number them [default: matched by shape, if unique]",
        HelpName = "file",
    };

    private readonly Option<string?> _optimizerFile = new("--optimizer-file")
    {
        Description = "TorchSharp's .dat file of the optimizer, where the first file is its model's",
        HelpName = "file",
    };

    private readonly Option<string?> _model = new("--model-path")
    {
        Description = "Path of the model's state_dict in a .pt file: keys joined by points [default: searched]",
        HelpName = "path",
    };

    private readonly Option<string?> _optimizerPath = new("--optimizer-path")
    {
        Description = "Path of the optimizer's state_dict in a .pt file [default: searched]",
        HelpName = "path",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_optimizer);
        command.Options.Add(_groups);
        command.Options.Add(_model);
        command.Options.Add(_optimizerPath);
        command.Options.Add(_optimizerFile);
    }

    public CheckpointNaming Read(ParseResult parsed) => new()
    {
        Optimizer = parsed.GetValue(_optimizer),
        GroupsFile = parsed.GetValue(_groups),
        ModelPath = parsed.GetValue(_model),
        OptimizerPath = parsed.GetValue(_optimizerPath),
        OptimizerFile = parsed.GetValue(_optimizerFile),
    };
}
