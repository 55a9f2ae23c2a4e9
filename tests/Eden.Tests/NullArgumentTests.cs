using System.Reflection;

namespace Eden.Tests;

/// <summary>Every argument that may not be null is refused by name, never with a <see cref="NullReferenceException"/>. The list is
/// complete: reflection finds all such arguments outside of checkpoints.</summary>
public class NullArgumentTests
{
    private static readonly Parameter<float> Weight = new("w", 1);

    private static readonly Dictionary<string, Action> Cases = new(NamedOptimizers(), StringComparer.Ordinal)
    {
        ["Parameter.ctor(name)"] = () => _ = new Parameter<float>(null!, 1),
        ["Parameter.ctor(shape)"] = () => _ = new Parameter<float>("w", (int[])null!),
        ["Parameter.Wrap(value)"] = () => Parameter<float>.Wrap("w", (float[,])null!),
        ["Parameter.Wrap(name)"] = () => Parameter<float>.Wrap(null!, new float[1]),
        ["ParameterGroup.ctor(parameters)"] = () => _ = new ParameterGroup<float, AdamOptions>(null!, new()),
        ["ParameterGroup.ctor(options)"] = () => _ = new ParameterGroup<float, AdamOptions>([Weight], null!),
        ["ParameterGroup.set_Storage(value)"] = () => new ParameterGroup<float, AdamOptions>([Weight], new()).Storage = null!,
        ["ParameterGroup.set_Options(value)"] = () => new ParameterGroup<float, AdamOptions>([Weight], new()).Options = null!,
        ["BoundStep.Add(name)"] = () => AddToBoundStep(null!, new AdamOptions()),
        ["BoundStep.Add(options)"] = () => AddToBoundStep("w", null!),
        ["JointStep.Take(singles)"] = () => JointStep.Take(null!, new()),
        ["JointStep.Take(doubles)"] = () => JointStep.Take(new(), null!),
        ["JointStep.TakeAndMeasure(singles)"] = () => JointStep.TakeAndMeasure(null!, new()),
        ["JointStep.TakeAndMeasure(doubles)"] = () => JointStep.TakeAndMeasure(new(), null!),
        ["BoundStep.set_Engine(value)"] = () => new BoundStep<float>().Engine = null!,
        ["Optimizer.ctor(parameters)"] = () => _ = new Optimizer<float>(null!, new AdamOptions()),
        ["Optimizer.ctor(options)"] = () => _ = new Optimizer<float>([Weight], null!),
        ["Optimizer.ctor(groups)"] = () => _ = new Optimizer<float>((ParameterGroup<float>[])null!),
        ["Lbfgs.ctor(parameters)"] = () => _ = new Lbfgs<float>(null!),
        ["Lbfgs.set_Options(value)"] = () => new Lbfgs<float>([Weight]).Options = null!,
        ["Lbfgs.Step(evaluate)"] = () => new Lbfgs<float>([Weight]).Step(null!),
        ["LbfgsFiles.Save(optimizer)"] = () => LbfgsFiles.Save<float>(null!, "file"),
        ["LbfgsFiles.Save(path)"] = () => new Lbfgs<float>([Weight]).Save(null!),
        ["LbfgsFiles.Load(optimizer)"] = () => LbfgsFiles.Load<float>(null!, "file"),
        ["LbfgsFiles.Load(path)"] = () => new Lbfgs<float>([Weight]).Load(null!),
        ["Muon.WithAdamW(parameters)"] = () => _ = Muon.WithAdamW<float>(null!),
        ["OptimizerFiles.Save(optimizer)"] = () => OptimizerFiles.Save<float>(null!, "file"),
        ["OptimizerFiles.Save(path)"] = () => new Sgd<float>([Weight]).Save(null!),
        ["OptimizerFiles.Load(optimizer)"] = () => OptimizerFiles.Load<float>(null!, "file"),
        ["OptimizerFiles.Load(path)"] = () => new Sgd<float>([Weight]).Load(null!),
        ["Optimizer.Step(differentiate)"] = () => new Sgd<float>([Weight]).Step(1, null!),
        ["Optimizer.AddGroup(group)"] = () => new Sgd<float>([Weight]).AddGroup(null!),
        ["Optimizer.CopyFor(parameters)"] = () => new Sgd<float>([Weight]).CopyFor(null!),
        ["Optimizer.set_Engine(value)"] = () => new Sgd<float>([Weight]).Engine = null!,
        ["Optimizer.set_GradientOptions(value)"] = () => new Sgd<float>([Weight]).GradientOptions = null!,
        ["Optimizer.GetStepCount(parameter)"] = () => new Sgd<float>([Weight]).GetStepCount(null!),
        ["Optimizer.GetState(parameter)"] = () => new Sgd<float>([Weight]).GetState((Parameter<float>)null!),
        ["Optimizer.GetState(parameterName)"] = () => new Sgd<float>([Weight]).GetState((string)null!),
        ["DynamicLossScale.Step(optimizer)"] = () => new DynamicLossScale().Step<float>(null!),
        ["Decay.Split(parameters)"] = () => Decay.Split<float, AdamOptions>(null!, new()),
        ["Decay.Split(options)"] = () => Decay.Split<float, AdamOptions>([Weight], null!),
        ["Fused.Adam(options)"] = () => Fused.Adam<float>([1], [1], [0], [0], 1, null!),
        ["Fused.AdamW(options)"] = () => Fused.AdamW<float>([1], [1], [0], [0], 1, null!),
        ["Fused.Sgd(options)"] = () => Fused.Sgd<float>([1], [1], [0], 1, null!),
        ["EqualAverage.ctor(parameters)"] = () => _ = new EqualAverage<float>(null!),
        ["ExponentialAverage.ctor(parameters)"] = () => _ = new ExponentialAverage<float>(null!),
        ["WeightAverage.set_Engine(value)"] = () => new EqualAverage<float>([Weight]).Engine = null!,
        ["StorageOptions.CountBytes(array)"] = () => new StorageOptions().CountBytes<float>(null!, 1),
        ["WeightAverage.GetValues(parameter)"] = () => new EqualAverage<float>([Weight]).GetValues(null!),
        ["Schedule.op_Multiply(left)"] = () => _ = null! * Schedule.Constant(1),
        ["Schedule.op_Multiply(right)"] = () => _ = Schedule.Constant(1) * null!,
        ["Schedule.From(function)"] = () => Schedule.From(null!),
        ["Schedule.MultiStep(milestones)"] = () => Schedule.MultiStep(null!),
        ["Schedule.Then(next)"] = () => Schedule.Constant(1).Then(1, null!),
        ["ParameterGroup.Drive(schedule)"] = () => new ParameterGroup<float, AdamOptions>([Weight], new()).Drive(null!, (options, _) => options),
        ["ParameterGroup.Drive(set)"] = () => new ParameterGroup<float, AdamOptions>([Weight], new()).Drive(Schedule.Constant(1), null!),
        ["ReduceOnPlateau.set_State(value)"] = () => new ReduceOnPlateau().State = null!,
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Null_is_refused_by_the_argument_s_name(string name)
    {
        ArgumentNullException exception = Assert.Throws<ArgumentNullException>(Cases[name]);
        Assert.Equal(name.Split('(', ')')[1], exception.ParamName);
    }

    [Fact]
    public void No_argument_is_left_out() => Assert.Equal(Found().Distinct().Order(StringComparer.Ordinal), Cases.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Memory_of_null_is_refused_and_empty_memory_is_not()
    {
        foreach (Memory<float> memory in (Memory<float>[])[(float[])null!, default])
        {
            Assert.Equal("value", Assert.Throws<ArgumentNullException>(() => Parameter<float>.Wrap("w", memory)).ParamName);
            Assert.Equal("value", Assert.Throws<ArgumentNullException>(() => Parameter<float>.Wrap("w", memory, 0)).ParamName);
        }

        float[] empty = [];
        Assert.Equal(0, Parameter<float>.Wrap("w", empty).Length);
        Assert.Equal(0, Parameter<float>.Wrap("w", empty, 0, 5).Length);
    }

    [Fact]
    public void Nulls_among_parameters_and_groups_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Adam<float>([Weight, null!]));
        Assert.Throws<ArgumentException>(() => new Adam<float>(new ParameterGroup<float, AdamOptions>[] { null! }));
        Assert.Throws<ArgumentException>(() => new Adam<float>([Weight]).CopyFor([null!]));
        Assert.Throws<ArgumentException>(() => new EqualAverage<float>([null!]));
        Assert.Throws<ArgumentException>(() => Decay.Split<float, AdamOptions>([Weight, null!], new()));
    }

    /// <summary>Both constructors of every class that is named after its algorithm.</summary>
    private static IEnumerable<KeyValuePair<string, Action>> NamedOptimizers() =>
        from type in typeof(Optimizer<>).Assembly.GetExportedTypes()
        where type is { IsSealed: true, BaseType.Name: "Optimizer`2" }
        from constructor in type.MakeGenericType(typeof(float)).GetConstructors()
        let arguments = constructor.GetParameters()
        select KeyValuePair.Create<string, Action>(
            $"{type.Name.Split('`')[0]}.ctor({arguments[0].Name})",
            () => constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, new object?[arguments.Length], null));

    private static unsafe void AddToBoundStep(string name, OptimizerOptions options) => new BoundStep<float>().Add(name, options, 1, [0], null, null, []);

    /// <summary>The arguments of reference types that are not marked as nullable.</summary>
    private static IEnumerable<string> Found()
    {
        NullabilityInfoContext nullability = new();
        return
        from type in typeof(Optimizer<>).Assembly.GetExportedTypes()
        where type.Namespace == nameof(Eden) && !typeof(Delegate).IsAssignableFrom(type) && !type.IsInterface && type != typeof(StepStatistics) && type != typeof(Constant<>)
        from method in type.GetConstructors().Concat<MethodBase>(type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        where !method.Name.StartsWith("add_", StringComparison.Ordinal) && !method.Name.StartsWith("remove_", StringComparison.Ordinal)
        from parameter in method.GetParameters()
        where parameter.ParameterType is { IsValueType: false, IsByRef: false, IsPointer: false, IsByRefLike: false, Name: not "T" }
        where parameter.ParameterType.IsGenericParameter || nullability.Create(parameter).ReadState == NullabilityState.NotNull
        select $"{type.Name.Split('`')[0]}.{method.Name.TrimStart('.')}({parameter.Name})";
    }
}
