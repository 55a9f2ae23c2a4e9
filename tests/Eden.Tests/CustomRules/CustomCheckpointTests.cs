using System.Globalization;
using Eden.Checkpoints;
using Eden.Tests.Checkpoints;

namespace Eden.Tests.CustomRules;

/// <summary>Checkpoints of rules that are not Eden's.</summary>
public sealed class CustomCheckpointTests : IDisposable
{
    private const string SoftSign = "Eden.Tests.CustomRules.SoftSignOptions";
    private const string Remedy = $"; {SoftSign} is not Eden's, and an optimizer with options of that type can load it";

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("run.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_goes_on_bit_for_bit_and_its_options_come_back()
    {
        SoftSignOptions options = new() { LearningRate = 0.1 + 0.2, Beta = 0.75, Softness = 5e-3, WeightDecay = 0.01, Cautious = true };
        CheckResume<float>(options, new SoftSignOptions());
        CheckResume<double>(options with { Cautious = false, WeightDecay = 0, L2Penalty = 0.1 }, new SoftSignOptions());
        CheckResume<float>(new FourStatesOptions { Warmup = 5 }, new FourStatesOptions());
        CheckResume<double>(new FourStatesOptions { Warmup = 5 }, new FourStatesOptions());
    }

    [Fact]
    public void Groups_of_several_algorithms_take_their_options_from_the_file()
    {
        using Optimizer<float> saved = Mixed(new() { Beta = 0.5 }, new AdamWOptions { Beta1 = 0.5 }, new() { Beta = 0.25 });
        saved.Save(Path);
        using Optimizer<float> loaded = Mixed(new(), new AdamWOptions(), new());

        LoadReport report = loaded.Load(Path);

        Assert.Equal(saved.Groups.Select(group => group.Options), loaded.Groups.Select(group => group.Options));
        Assert.Equal(["group 0: Beta 0.5 instead of 0.9", "group 1: Beta1 0.5 instead of 0.9", "group 2: Beta 0.25 instead of 0.9"], report.ChangedOptions);
    }

    [Fact]
    public void A_rule_that_is_not_here_is_named_and_nothing_changes()
    {
        using Optimizer<float> saved = Single(new SoftSignOptions());
        saved.Step();
        saved.Save(Path);
        using Optimizer<float> adam = Single(new AdamOptions());

        Assert.EndsWith($"nothing was loaded: the optimizer is {SoftSign} in the checkpoint and Adam here{Remedy}", Refusal(() => adam.Load(Path)), StringComparison.Ordinal);
        Assert.EndsWith($"nothing was loaded: the {SoftSign} optimizer is in the checkpoint, but not here{Remedy}", Refusal(() => new TrainingState<float>(adam.Parameters).Load(Path)), StringComparison.Ordinal);
        Assert.Equal([0, 0, 0], adam.Parameters[0].Value.ToArray());
    }

    [Fact]
    public void A_group_whose_rule_is_another_in_the_file_is_refused()
    {
        using Optimizer<float> saved = Mixed(new(), new AdamWOptions(), new());
        saved.Save(Path);
        using Optimizer<float> other = new([.. saved.Parameters.Select((parameter, i) => new ParameterGroup<float>([parameter], i == 0 ? new SoftSignOptions() : i == 1 ? new FourStatesOptions() : new AdamWOptions()))]);

        string message = Refusal(() => other.Load(Path));

        Assert.EndsWith($"nothing was loaded: group 1 is of AdamW in the checkpoint and of Eden.Tests.CustomRules.FourStatesOptions here; group 2 is of {SoftSign} in the checkpoint and of AdamW here{Remedy}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_one_name_in_two_namespaces_are_not_taken_for_each_other()
    {
        using Optimizer<float> saved = Single(new SoftSignOptions());
        saved.Save(Path);
        using Optimizer<float> other = Single(new Elsewhere.SoftSignOptions());

        Assert.Contains("in the checkpoint and Eden.Tests.CustomRules.Elsewhere.SoftSignOptions here", Refusal(() => other.Load(Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_with_the_name_of_one_of_Eden_s_is_not_taken_for_it()
    {
        using Optimizer<float> saved = Single(new Elsewhere.AdamOptions());
        saved.Save(Path);
        using Optimizer<float> adam = Single(new AdamOptions());

        Assert.Contains("the optimizer is Eden.Tests.CustomRules.Elsewhere.AdamOptions in the checkpoint and Adam here", Refusal(() => adam.Load(Path)), StringComparison.Ordinal);
        using Optimizer<float> same = Single(new Elsewhere.AdamOptions());
        same.Load(Path);
    }

    [Fact]
    public void The_weights_of_a_file_with_an_unknown_rule_can_be_loaded()
    {
        using Optimizer<float> saved = Single(new SoftSignOptions());
        saved.Step();
        saved.Save(Path);
        Parameter<float> weight = new("p", 3);

        LoadReport report = new TrainingState<float>([weight]).Load(Path, new LoadOptions { WeightsOnly = true });

        Assert.Equal(["p"], report.Loaded);
        Assert.Equal(saved.Parameters[0].Value.ToArray(), weight.Value.ToArray());
    }

    [Fact]
    public void PyTorch_s_files_cannot_hold_the_rule()
    {
        using Optimizer<float> saved = Single(new SoftSignOptions());
        using Checkpoint checkpoint = new TrainingState<float>(saved).Capture();

        Assert.StartsWith($"PyTorch has no {SoftSign}; it has Adam, ", Refusal(() => PyTorchFile.Write(_folder.File("run.pt"), checkpoint, cancellation: TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_the_record_does_not_map_is_refused_where_it_differs_and_told()
    {
        using Optimizer<float> saved = Single(new SoftSignOptions { Scale = 0.5 });
        using Optimizer<float> loaded = Single(new SoftSignOptions());
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            saved.Save(Path);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.EndsWith($"group 0: Map of {SoftSign} leaves out Scale, which is 0.5 in the checkpoint and 1 here; map it, or set it here to what it is there", Refusal(() => loaded.Load(Path)), StringComparison.Ordinal);
        loaded.Groups[0].Options = new SoftSignOptions { Scale = 0.5, Beta = 0.1 };
        loaded.Load(Path);
        Assert.Equal(saved.Groups[0].Options, loaded.Groups[0].Options);
    }

    [Fact]
    public void State_under_another_name_than_in_the_file_is_refused()
    {
        using Optimizer<float> saved = Single(new SoftSignOptions());
        saved.Step();
        using Checkpoint captured = new TrainingState<float>(saved).Capture();
        using Checkpoint renamed = Changed(captured, "\"states\":[\"momentum\"]", "\"states\":[\"momentum\",\"other\"]");

        Assert.Contains("the optimizer keeps momentum, other for group 0 in the checkpoint and momentum here", Refusal(() => new TrainingState<float>(saved).Load(renamed)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Beta\":0.9", "\"Gamma\":0.9", "groups[0].options.Gamma: is not known; the file is of a newer version of Eden or of the rule")]
    [InlineData("\"Beta\":0.9", "\"Beta\":true", "groups[0].options.Beta: is true; it must be a number")]
    [InlineData("\"Beta\":0.9", "\"Beta\":1e39", "group 0: options.Beta is 1E+39; in float32 it must be")]
    [InlineData("\"L2Penalty\":0,\"WeightDecay\":0", "\"L2Penalty\":1,\"WeightDecay\":1", "groups[0].options: L2Penalty and WeightDecay are both set")]
    [InlineData("\"states\":[\"momentum\"]", "\"states\":[1]", "groups[0].states[0]: is a number; it must be text")]
    [InlineData("\"unmapped\":{\"Scale\":\"1\"}", "\"unmapped\":[]", "groups[0].unmapped: is an array; it must be an object")]
    public void Options_that_are_not_sound_are_refused_with_their_place(string text, string other, string message)
    {
        using Optimizer<float> optimizer = Single(new SoftSignOptions());
        using Checkpoint captured = new TrainingState<float>(optimizer).Capture();
        using Checkpoint changed = Changed(captured, text, other);

        Assert.Contains(message, Refusal(() => new TrainingState<float>(optimizer).Load(changed)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_checkpoint_cannot_hold_is_refused_when_saving()
    {
        using Optimizer<float> infinite = Single(new MappedOptions { Name = "A", Value = double.PositiveInfinity });
        using Optimizer<float> twice = Single(new MappedOptions { Name = "LearningRate" });

        Assert.Equal("A is Infinity; a checkpoint holds finite numbers", Refusal(() => infinite.Save(Path)));
        Assert.Equal("Map takes 'LearningRate' twice; every value needs a name that no other has", Refusal(() => twice.Save(Path)));
        Assert.Empty(_folder.Names);
    }

    private void CheckResume<T>(OptimizerOptions options, OptimizerOptions others)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using Model<T> whole = new(1, parameters => new Optimizer<T>(parameters, options));
        using Model<T> first = new(1, parameters => new Optimizer<T>(parameters, options));
        using Model<T> second = new(1, parameters => new Optimizer<T>(parameters, others));
        whole.Run(0, 7);
        first.Run(0, 4);
        first.Optimizer.Save(Path);
        second.Optimizer.Load(Path);
        second.Run(4, 7);

        Assert.Equal(options, second.Optimizer.Groups[0].Options);
        Assert.Equal(whole.Snapshot(), second.Snapshot());
    }

    private static Optimizer<float> Single(OptimizerOptions options) => new([Weight("p")], options);

    private static Optimizer<float> Mixed(SoftSignOptions first, AdamWOptions second, SoftSignOptions third) =>
        new(new ParameterGroup<float>([Weight("a")], first), new ParameterGroup<float>([Weight("b")], second), new ParameterGroup<float>([Weight("c")], third));

    private static Parameter<float> Weight(string name)
    {
        Parameter<float> weight = new(name, 3) { HasGradient = true };
        weight.Gradient.Fill(1);
        return weight;
    }

    private static Checkpoint Changed(Checkpoint checkpoint, string text, string other)
    {
        string record = checkpoint.Metadata[MetadataKeys.Optimizer];
        Assert.Contains(text, record, StringComparison.Ordinal);
        return new(checkpoint.Tensors, new Dictionary<string, string>(checkpoint.Metadata) { [MetadataKeys.Optimizer] = record.Replace(text, other, StringComparison.Ordinal) });
    }

    private static string Refusal(Action action) => Assert.Throws<CheckpointException>(action).Message;

    /// <summary>Maps a value under any name.</summary>
    private sealed record MappedOptions : RuleOptions
    {
        public required string Name { get; init; }

        public double Value { get; init; }

        protected internal override ReadOnlySpan<string> StateNames => new FourStatesOptions().StateNames;

        protected internal override OptimizerOptions WithoutDecay() => this;

        protected internal override OptimizerOptions Map(IOptionMap map) => (MappedOptions)base.Map(map) with { Value = map.Number(Name, Value) };

        protected override void SelectRule<T, TSink>(double learningRate, long t, TSink sink) => sink.Use(new FourStatesRule<T>(learningRate));
    }
}
