using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

/// <summary>Null and empty arguments of everything that is public here are refused by their names.</summary>
public sealed class CheckpointArgumentTests
{
    private static readonly Parameter<float>[] Parameters = [new("a", 1)];

    public static TheoryData<string, Action<string?>> Paths => new()
    {
        { "Save", path => State().Save(path!) },
        { "Load", path => State().Load(path!) },
        { "SafetensorsFile.Open", path => SafetensorsFile.Open(path!) },
        { "SafetensorsFile.Write", path => SafetensorsFile.Write(path!, State().Capture()) },
        { "PyTorchFile.Open", path => PyTorchFile.Open(path!) },
        { "PyTorchFile.Open for an optimizer", path => PyTorchFile.Open(path!, new Adam<float>([new Parameter<float>("a", 1)])) },
        { "PyTorchFile.OpenRaw", path => PyTorchFile.OpenRaw(path!) },
        { "PyTorchFile.Write", path => PyTorchFile.Write(path!, State().Capture()) },
        { "CheckpointFolder", path => _ = new CheckpointFolder(path!) },
    };

    public static TheoryData<string, Action> Others => new()
    {
        { "checkpoint", () => State().Load((Checkpoint)null!) },
        { "checkpoint", () => SafetensorsFile.Write("x", null!) },
        { "checkpoint", () => PyTorchFile.Write("x", null!) },
        { "optimizer", () => PyTorchFile.Open("x", (Adam<float>)null!) },
        { "optimizer", () => _ = new TrainingState<float>((Optimizer<float>)null!) },
        { "weights", () => _ = new TrainingState<float>((IEnumerable<Parameter<float>>)null!) },
        { "weights", () => _ = new TrainingState<float>([null!]) },
        { "Weights", () => _ = new TrainingState<float>(Parameters) { Weights = [null!] } },
        { "state", () => new CheckpointFolder("x").Save<float>(null!) },
        { "Plateaus", () => _ = new TrainingState<float>(Parameters) { Plateaus = new Dictionary<string, ReduceOnPlateau> { ["a"] = null! } } },
        { "Averages", () => _ = new TrainingState<float>(Parameters) { Averages = null! } },
        { "options", () => PyTorchFile.Open("x", new PyTorchReadOptions { Groups = [[null!]] }) },
        { "options", () => PyTorchFile.Open("x", new PyTorchReadOptions { Groups = [null!] }) },
        { "name", () => State().Capture().TryGetTensor(null!, out _) },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_path_that_is_null_or_empty(string method, Action<string?> call)
    {
        Assert.NotEmpty(method);
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => call(null)).ParamName);
        Assert.Equal("path", Assert.Throws<ArgumentException>(() => call("")).ParamName);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Anything_else_that_is_null(string parameter, Action call) =>
        Assert.Equal(parameter, Assert.ThrowsAny<ArgumentException>(call).ParamName);

    [Fact]
    public void A_note_that_is_null_is_named()
    {
        TrainingState<float> state = State();
        state.Notes["epoch"] = null!;
        Assert.Equal("the note 'epoch' is null; give it text, or remove it", Assert.Throws<CheckpointException>(() => state.Capture()).Message);
    }

    private static TrainingState<float> State() => new(Parameters);
}
