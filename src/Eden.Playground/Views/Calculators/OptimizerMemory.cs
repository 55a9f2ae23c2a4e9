using System.Numerics;
using Eden.Playground.Pages;

namespace Eden.Playground.Views.Calculators;

/// <summary>The memory that training takes, besides activations. State is counted in optimizers that Eden makes, not in a table.</summary>
internal sealed class OptimizerMemory : ICalculator
{
    private const int Side = 256;

    private static readonly NumberSetting Parameters = new("parameters", new("Parameters", "参数量"), NumberSetting.OneTwoFive(1e6, 1e12), 1e9) { IsWhole = true };
    private static readonly ChoiceSetting Storage = new("type", new("Stored as", "存储类型"), ("float32", "float32"), ("float64", "float64"));

    private static readonly (string Name, OptimizerOptions Options)[] Optimizers =
    [
        ("SGD", new SgdOptions()),
        ("SGD with momentum", new SgdOptions { Momentum = 0.9 }),
        ("Lion", new LionOptions()),
        ("Adafactor", new AdafactorOptions()),
        ("Adam, AdamW", new AdamWOptions()),
        ("AdamW with AMSGrad", new AdamWOptions { AmsGrad = true }),
        ("Adan", new AdanOptions()),
    ];

    public string Name => "memory";

    public Words Title => new("memory of an optimizer", "优化器内存");

    public IReadOnlyList<Setting> Settings { get; } = [Parameters, Storage];

    public Picture Run(Values values)
    {
        double count = values.Number(Parameters.Name);
        bool isDouble = values.Text(Storage.Name) == "float64";
        int size = isDouble ? sizeof(double) : sizeof(float);
        (string Name, double Arrays)[] states = [.. Optimizers.Select(optimizer => (optimizer.Name, isDouble ? StateArrays<double>(optimizer.Options) : StateArrays<float>(optimizer.Options)))];
        double adam = states.Single(state => state.Name == "Adam, AdamW").Arrays;
        return new(
            new($"AdamW over {Axis.Text(count)} parameters: {Bytes(count * size * (2 + adam))} for values, gradients and state, activations not counted.", $"{Axis.Text(count)} 个参数用 AdamW：参数值、梯度与状态共需 {Bytes(count * size * (2 + adam))}，不含激活值。"),
            [],
            [
                new(
                    new("Memory besides activations", "除激活值外的内存"),
                    ["", new("values", "参数值"), new("gradients", "梯度"), new("state", "状态"), new("together", "合计"), new("bytes per parameter", "每参数字节数")],
                    [.. states.Select(state => (Words[])[state.Name, Bytes(count * size), Bytes(count * size), Bytes(count * size * state.Arrays), Bytes(count * size * (2 + state.Arrays)), Axis.Text(size * (2 + state.Arrays))])]),
            ],
            """
            using Eden;

            Parameter<float> weight = new("weight", 256, 256) { HasGradient = true };
            using AdamW<float> optimizer = new([weight]);
            optimizer.Step();
            Console.WriteLine(optimizer.GetState(weight).Values.Sum(array => array.Length) * sizeof(float));
            """);
    }

    /// <summary>The numbers of state that an optimizer keeps for each parameter, in a matrix of 256 × 256.</summary>
    public static double StateArrays<T>(OptimizerOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Parameter<T> weight = new("weight", Side, Side) { HasGradient = true };
        using Optimizer<T> optimizer = new([weight], options);
        optimizer.Step();
        return optimizer.GetState(weight).Values.Sum(array => (double)array.Length) / (Side * Side);
    }

    private static string Bytes(double bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB", "PB"];
        int unit = bytes < 1 ? 0 : Math.Min(units.Length - 1, (int)(Math.Log10(bytes) / 3));
        return $"{Axis.Text(bytes / Math.Pow(1000, unit))} {units[unit]}";
    }
}
