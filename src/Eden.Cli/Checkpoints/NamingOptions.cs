using System.CommandLine;
using Eden.Lab.Checkpoints;

namespace Eden.Cli.Checkpoints;

/// <summary>The options that say what a <c>.pt</c> file may not.</summary>
internal sealed class NamingOptions
{
    private readonly Option<string?> _optimizer = new("--optimizer")
    {
        Description = "The optimizer of a .pt file, which does not say it: Adam, AdamW, NAdam, RAdam, Adamax, Adagrad, RMSprop or SGD. Told from the state where only one fits",
        HelpName = "name",
    };

    private readonly Option<string?> _groups = new("--groups")
    {
        Description = "A JSON file with the names of the parameters of each group: [[\"fc.weight\"], [\"fc.bias\"]]. A .pt file numbers them; left out, only names that fit alone by shape are taken",
        HelpName = "file",
    };

    private readonly Option<string?> _model = new("--model-path")
    {
        Description = "Where in a .pt file the model's state_dict is: keys joined by points; left out, it is looked for",
        HelpName = "path",
    };

    private readonly Option<string?> _optimizerPath = new("--optimizer-path")
    {
        Description = "The same for the optimizer's state_dict",
        HelpName = "path",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_optimizer);
        command.Options.Add(_groups);
        command.Options.Add(_model);
        command.Options.Add(_optimizerPath);
    }

    public CheckpointNaming Read(ParseResult parsed) => new()
    {
        Optimizer = parsed.GetValue(_optimizer),
        GroupsFile = parsed.GetValue(_groups),
        ModelPath = parsed.GetValue(_model),
        OptimizerPath = parsed.GetValue(_optimizerPath),
    };
}
