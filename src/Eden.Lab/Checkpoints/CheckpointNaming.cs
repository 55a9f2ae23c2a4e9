using System.Text.Json;
using Eden.Checkpoints;
using Eden.Lab.Recordings;

namespace Eden.Lab.Checkpoints;

/// <summary>What a <c>.pt</c> file may not say of its optimizer, as a user gives it.</summary>
internal sealed record CheckpointNaming
{
    private const long LargestFile = 64_000_000;

    private static readonly string[] Optimizers = ["Adam", "AdamW", "NAdam", "RAdam", "Adamax", "Adagrad", "RMSprop", "SGD"];

    /// <summary>The optimizer, by Eden's name or PyTorch's; null to tell it from the file.</summary>
    public string? Optimizer { get; init; }

    /// <summary>A JSON file with the names of each group's parameters: <c>[["fc.weight"], ["fc.bias"]]</c>; null for the names in
    /// the file or those that fit by shape.</summary>
    public string? GroupsFile { get; init; }

    /// <summary>Where the model's state_dict is; null to look for it.</summary>
    public string? ModelPath { get; init; }

    /// <summary>Where the optimizer's state_dict is; null to look for it.</summary>
    public string? OptimizerPath { get; init; }

    /// <summary>The <c>.dat</c> file of the optimizer that belongs to one of a model; null for none.</summary>
    public string? OptimizerFile { get; init; }

    /// <summary>Whether nothing is said.</summary>
    internal bool IsEmpty => this == new CheckpointNaming();

    internal PyTorchReadOptions ToOptions() => new()
    {
        Optimizer = Optimizer is null ? null : OptimizerOf(Optimizer),
        Groups = GroupsFile is null ? null : ReadGroups(GroupsFile),
        ModelPath = ModelPath,
        OptimizerPath = OptimizerPath,
    };

    /// <summary>Eden's name of an optimizer that PyTorch has too, however its letters are written.</summary>
    private static string OptimizerOf(string name) => Words.Choose("--optimizer", name, Optimizers) switch
    {
        "RMSprop" => "RmsProp",
        "SGD" => "Sgd",
        string optimizer => optimizer,
    };

    private static string NameIn(JsonElement element) =>
        element.GetString() is { Length: > 0 } name ? name : throw new JsonException("a name is missing");

    private static List<string[]> ReadGroups(string path)
    {
        try
        {
            if ((FilePath.FaultOf(path, out long length) ?? (length > LargestFile ? $"has {length} bytes, more than a list of names" : null)) is string fault)
            {
                throw RecordingError.At(path, "", fault);
            }

            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 3 });
            return [.. document.RootElement.EnumerateArray().Select(group => (string[])[.. group.EnumerateArray().Select(NameIn)])];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InputException($"{Printable.Of(path, int.MaxValue)}: is not a list of groups; write a list of lists of names: [[\"fc.weight\"], [\"fc.bias\"]]", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RecordingError.At(path, "", $"cannot be read: {FilePath.ReasonOf(path, exception)}");
        }
    }
}
