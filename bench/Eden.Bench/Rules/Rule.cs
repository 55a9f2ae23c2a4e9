namespace Eden.Bench.Rules;

/// <summary>A rule of the family, with the options that decide how much it keeps.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Options">Its options.</param>
internal sealed record Rule(string Name, OptimizerOptions Options)
{
    /// <summary>Every optimizer that goes over the model once, with its defaults, and the options that change how much is kept.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. OptimizerRegistry.All.Where(optimizer => !optimizer.Defaults.IsPhased || optimizer.Defaults is AsgdOptions).Select(optimizer => new Rule(optimizer.Name, optimizer.Defaults)),
        new("Sgd, momentum", new SgdOptions { Momentum = 0.9 }),
        new("RmsProp, momentum", new RmsPropOptions { Momentum = 0.9 }),
        new("RmsProp, centered, momentum", new RmsPropOptions { Momentum = 0.9, Centered = true }),
        new("Adam, AMSGrad", new AdamOptions { AmsGrad = true }),
        new("AdamW, AMSGrad", new AdamWOptions { AmsGrad = true }),
    ];

    /// <summary>The state arrays of the parameter's length.</summary>
    public int States => Options.DescribeState([2]).Count(array => array.Length == 2);

    public Optimizer<float> Create(Parameter<float> parameter) => new([parameter], Options);

    public override string ToString() => Name;
}
