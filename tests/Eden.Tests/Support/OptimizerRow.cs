namespace Eden.Tests.Support;

/// <summary>What the tests add to an optimizer of <see cref="OptimizerRegistry"/>.</summary>
/// <param name="rule">The file under src/Eden/Rules that holds its formula.</param>
/// <param name="options">Options that together take every branch of the rule.</param>
internal sealed class OptimizerRow(string rule, params IReadOnlyList<OptimizerOptions> options)
{
    public string Name { get; } = OptimizerRegistry.NameOf(options[0]);

    public string Rule { get; } = rule;

    public IReadOnlyList<OptimizerOptions> Options { get; } = options;

    public Type OptionsType => Options[0].GetType();

    public override string ToString() => Name;
}
