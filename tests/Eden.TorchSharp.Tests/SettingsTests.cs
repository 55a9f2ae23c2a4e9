using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>Arguments, and options that TorchSharp has no argument for.</summary>
public class SettingsTests
{
    public static TheoryData<Type> Classes => [typeof(AdamW), typeof(Adam), typeof(SGD), typeof(NAdam), typeof(RAdam), typeof(Adamax), typeof(Adagrad), typeof(RMSProp)];

    [Theory]
    [MemberData(nameof(Classes))]
    public void Arguments_have_TorchSharps_names_and_order(Type type)
    {
        string[] expected = Names(type.BaseType!), actual = Names(type);
        Assert.Equal(expected, actual);

        // As the factory methods', but for the rate of SGD, which is called learningRate there.
        string[][] factory = [.. typeof(torch.optim).GetMethods().Where(method => method.Name == type.Name && IsOfParameters(method)).Select(Names)];
        Assert.Contains(type == typeof(SGD) ? ["learningRate", .. actual.Skip(1)] : actual, factory);
    }

    [Fact]
    public void Adjusted_options_are_those_of_a_step()
    {
        TorchParameter[] expected = Model.Parameters(), actual = Model.Parameters();
        using FusedOptimizer plain = new(expected, new AdamWOptions { Cautious = true, DecayScaling = DecayScaling.ScheduleOnly });
        using AdamW adjusted = new(actual);
        int calls = 0;
        adjusted.Fused.Adjust = options =>
        {
            calls++;
            return (AdamWOptions)options with { Cautious = true, DecayScaling = DecayScaling.ScheduleOnly };
        };
        for (int step = 1; step <= 6; step++)
        {
            foreach (optim.ILearningRateController group in plain.ParamGroups.Concat(adjusted.ParamGroups).Where(_ => step == 4))
            {
                group.LearningRate = 0.5;
            }

            Model.SetGradients(expected, step);
            Model.SetGradients(actual, step);
            plain.step();
            adjusted.step();
        }

        Assert.Equal(Model.Values(expected), Model.Values(actual));
        Assert.Equal(2, calls);
    }

    [Fact]
    public void Adjusted_options_of_another_type_are_refused()
    {
        TorchParameter weight = Model.Parameter(3);
        double[] before = Model.Values(weight);
        using AdamW optimizer = new([weight]);
        Model.SetGradients([weight], 1);
        foreach (OptimizerOptions? other in (OptimizerOptions?[])[new LionOptions(), null])
        {
            optimizer.Fused.Adjust = _ => other!;
            Assert.Contains($"made {other?.GetType().Name ?? "null"} of AdamWOptions", Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message);
        }

        optimizer.Fused.Adjust = options => (AdamWOptions)options with { AmsGrad = true };
        Assert.Equal(before, Model.Values(weight));
        optimizer.step();
        Assert.NotNull(((AdamW.State)optimizer.state_dict().State[0]).max_exp_avg_sq);
    }

    [Fact]
    public void Settings_refuse_null()
    {
        using AdamW optimizer = new([Model.Parameter(1)]);
        Assert.Throws<ArgumentNullException>(() => optimizer.Fused.Gradients = null!);
        Assert.Throws<ArgumentNullException>(() => optimizer.Fused.Engine = null!);
        Assert.Throws<ArgumentNullException>(() => new AdamW((IEnumerable<TorchParameter>)null!));
        Assert.Throws<ArgumentNullException>(() => new FusedOptimizer([Model.Parameter(1)], null!));
        Assert.Throws<ArgumentNullException>(() => new ExponentialAverage((IEnumerable<TorchParameter>)null!));
        Assert.Throws<ArgumentNullException>(() => FusedMeasurement.StepAndMeasure<AdamW>(null!));
        Assert.Throws<ArgumentNullException>(() => new DynamicLossScale().Step<AdamW>(null!));
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static bool IsOfParameters(MethodBase method) => method.GetParameters() is [{ } first, ..] && first.ParameterType == typeof(IEnumerable<TorchParameter>);

    private static string[] Names(Type type) => Names(type.GetConstructors().Single(IsOfParameters));

    private static string[] Names(MethodBase method) => [.. method.GetParameters().Skip(1).Select(parameter => parameter.Name!)];
}
