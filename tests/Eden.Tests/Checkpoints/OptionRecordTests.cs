using System.Reflection;
using Eden.Checkpoints;
using Eden.Tests.Support;

namespace Eden.Tests.Checkpoints;

public class OptionRecordTests
{
    private static readonly double[] Numbers = [0.1 + 0.2, 5e-324, 1 - 1.1102230246251565e-16, 0];

    public static TheoryData<string> Names => [.. OptimizerRows.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_option_is_listed_once(string optimizer)
    {
        OptimizerOptions options = RowOf(optimizer).Options[0];

        Assert.Equal(Settable(options.GetType()).Select(property => property.Name).Order(), OptionList.Of(options).Select(entry => entry.Name).Order());
        Assert.Equal(optimizer, OptimizerRegistry.NameOf(options));
        Assert.Equal(options.GetType(), OptimizerRegistry.DefaultsOf(optimizer)!.GetType());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Options_come_back_exactly(string optimizer)
    {
        foreach (OptimizerOptions options in RowOf(optimizer).Options.Concat(Awkward(RowOf(optimizer).OptionsType)))
        {
            OptimizerRecord record = new([new GroupRecord(options, Numbers[0], [new("p", 3)])])
            {
                Gradients = new() { MaxNorm = Numbers[0], NonFinite = NonFiniteGradients.SkipStep, ClearAfterStep = true },
                LossScale = Numbers[1],
                Steps = 1L << 52,
                SkippedSteps = 1L << 53,
            };

            OptimizerRecord read = Read(OptimizerRecordJson.Write(record));

            Assert.Equal(options, read.Groups[0].Options);
            Assert.Equal(record.Gradients, read.Gradients);
            Assert.Equal((record.LossScale, record.Steps, record.SkippedSteps), (read.LossScale, read.Steps, read.SkippedSteps));
            Assert.Equal((Numbers[0], new ParameterRecord("p", 3)), (read.Groups[0].ScheduleMultiplier, Assert.Single(read.Groups[0].Parameters)));
        }
    }

    [Fact]
    public void Gradient_options_and_those_of_schedules_are_listed_completely()
    {
        Assert.Equal(Settable(typeof(GradientOptions)).Select(property => property.Name).Order(), Listed(map => new GradientOptions().Map(map)));
        Assert.Equal(Settable(typeof(ReduceOnPlateauOptions)).Select(property => property.Name).Order(), Listed(map => new ReduceOnPlateauOptions().Map(map)));
        Assert.Equal(Settable(typeof(ReduceOnPlateauState)).Select(property => property.Name).Order(), Listed(map => new ReduceOnPlateauState().Map(map)));
    }

    [Fact]
    public void An_option_that_the_file_does_not_name_has_its_default()
    {
        OptimizerRecord record = Read("""{"groups":[{"kind":"AdamW","options":{"Beta1":0.5},"schedule_multiplier":1,"parameters":[]}]}""");

        Assert.Equal(new AdamWOptions { Beta1 = 0.5 }, record.Groups[0].Options);
        Assert.Null(record.Gradients);
    }

    [Theory]
    [InlineData("", "eden.optimizer: is not the JSON that Eden writes")]
    [InlineData("[]", "eden.optimizer: is an array; it must be an object")]
    [InlineData("{}", "eden.optimizer: has no 'groups'")]
    [InlineData("""{"groups":[{"kind":"AdamX"}]}""", "eden.optimizer.groups[0].kind: 'AdamX' is not known; known are Adam, AdamW")]
    [InlineData("""{"groups":[{"kind":1}]}""", "eden.optimizer.groups[0].kind: is a number; it must be text")]
    [InlineData("""{"groups":[{"kind":"\ud800"}]}""", "eden.optimizer.groups[0].kind: holds text that is not valid Unicode")]
    [InlineData("""{"groups":[],"groups":[]}""", "is not the JSON that Eden writes")]
    [InlineData("""{"groups":{}}""", "eden.optimizer.groups: is an object; it must be an array")]
    [InlineData("""{"groups":[{"kind":"Adam","options":{"Beta1":1}}]}""", "eden.optimizer.groups[0].options: Beta1 is 1; it must be at least 0 and less than 1.")]
    [InlineData("""{"groups":[{"kind":"Adam","options":{"Beta1":1e999}}]}""", "eden.optimizer.groups[0].options.Beta1: is too large for a number")]
    [InlineData("""{"groups":[{"kind":"Adam","options":{"Beta1":"NaN"}}]}""", "eden.optimizer.groups[0].options.Beta1: is text; it must be a number")]
    [InlineData("""{"groups":[{"kind":"Adam","options":{"AmsGrad":1}}]}""", "eden.optimizer.groups[0].options.AmsGrad: is a number; it must be true or false")]
    [InlineData("""{"groups":[{"kind":"Adam","options":{"Beta9":1}}]}""", "eden.optimizer.groups[0].options.Beta9: is not known; the file is of a newer version of Eden")]
    [InlineData("""{"groups":[{"kind":"AdamW","options":{"DecayScaling":"1"}}]}""", "eden.optimizer.groups[0].options.DecayScaling: is '1'; it must be one of LearningRate, ScheduleOnly, Corrected")]
    [InlineData("""{"groups":[{"kind":"RAdam","options":{"L2Penalty":1,"WeightDecay":1}}]}""", "eden.optimizer.groups[0].options: L2Penalty and WeightDecay are both set")]
    [InlineData("""{"groups":[{"kind":"Adam","options":{},"schedule_multiplier":-1,"parameters":[]}]}""", "eden.optimizer.groups[0].schedule_multiplier: is negative")]
    [InlineData("""{"groups":[{"kind":"Adam","options":{},"schedule_multiplier":1,"parameters":[{"name":"a","steps":-1}]}]}""", "eden.optimizer.groups[0].parameters[0].steps: must be at least 0 and at most 2^53")]
    [InlineData("""{"groups":[{"kind":"Adam","options":{},"schedule_multiplier":1,"parameters":[{"name":"a","steps":1.5}]}]}""", "eden.optimizer.groups[0].parameters[0].steps: is not a whole number of 64 bits")]
    [InlineData("""{"groups":[{"kind":"Adam","options":{},"schedule_multiplier":1,"parameters":[{"name":"a","steps":1},{"name":"a","steps":1}]}]}""", "eden.optimizer.groups[0].parameters[1]: 'a' is named twice")]
    [InlineData("""{"groups":[],"loss_scale":0}""", "eden.optimizer.loss_scale: must be above 0")]
    public void A_record_that_is_not_sound_is_refused_with_its_place(string json, string message) =>
        Assert.Contains(message, Assert.Throws<CheckpointException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static OptimizerRecord Read(string json)
    {
        using Checkpoint checkpoint = new([], new Dictionary<string, string> { [MetadataKeys.Optimizer] = json });
        return OptimizerRecordJson.Read(checkpoint)!;
    }

    private static IEnumerable<string> Listed(Action<IOptionMap> map)
    {
        OptionList list = new();
        map(list);
        return list.Values.Select(entry => entry.Name).Order();
    }

    private static IEnumerable<PropertyInfo> Settable(Type type) => type.GetProperties().Where(property => property.CanWrite);

    private static OptimizerRow RowOf(string name) => OptimizerRows.All.Single(row => row.Name == name);

    /// <summary>Options with numbers that need all digits, one by one, because some contradict each other.</summary>
    private static IEnumerable<OptimizerOptions> Awkward(Type type)
    {
        foreach (PropertyInfo property in Settable(type).Where(property => property.PropertyType == typeof(double)))
        {
            foreach (double number in Numbers.Where(number => number > 0))
            {
                OptimizerOptions options = (OptimizerOptions)Activator.CreateInstance(type)!;
                property.SetValue(options, property.Name switch
                {
                    nameof(AdafactorOptions.Beta2Decay) => -number,
                    nameof(RpropOptions.Increase) or nameof(RpropOptions.LargestStep) => 2 + number,
                    nameof(ScheduleFreeRAdamOptions.Beta2) when type == typeof(ScheduleFreeRAdamOptions) => 0.7 + (number / 4),
                    _ => number,
                });
                yield return options;
            }
        }
    }
}
