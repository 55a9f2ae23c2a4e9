namespace Eden.Checkpoints;

/// <summary>The options of a rule that is not Eden's, as a checkpoint has them: only a group with options of that type can read
/// them.</summary>
/// <param name="Kind">The name of their type.</param>
/// <param name="States">The names of the rule's state arrays.</param>
/// <param name="Values">The options that were mapped, as JSON.</param>
/// <param name="Unmapped">The other properties of the record and their values as text.</param>
internal sealed record UnknownOptions(string Kind, string[] States, JsonValue Values, IReadOnlyList<(string Name, string Text)> Unmapped) : RuleOptions
{
    internal override string TypeName => Kind;

    /// <inheritdoc/>
    protected internal override ReadOnlySpan<string> StateNames => States;

    /// <summary>The options of a group of that type with these values.</summary>
    /// <exception cref="CheckpointException">A value is not known, of another type, or refused by the record.</exception>
    public OptimizerOptions ReadInto(OptimizerOptions options) => OptionReader.Read(Values, map =>
    {
        OptimizerOptions read = options.Map(map);
        read.Validate();
        return read;
    });

    /// <summary>What is not as in the checkpoint because the record does not map it, as <c>Rho, which is 3 in the checkpoint and 10
    /// here</c>; empty where there is nothing.</summary>
    /// <param name="read">The options with the values that are mapped.</param>
    public string FindLost(OptimizerOptions read)
    {
        Dictionary<string, string> here = UnmappedOptions.Of(read).ToDictionary(StringComparer.Ordinal);
        return string.Join(", ", Unmapped.Where(one => here.TryGetValue(one.Name, out string? text) && text != one.Text)
            .Select(one => $"{one.Name}, which is {Printable.Of(one.Text)} in the checkpoint and {Printable.Of(here[one.Name])} here"));
    }

    /// <inheritdoc/>
    protected internal override OptimizerOptions WithoutDecay() => this;

    /// <inheritdoc/>
    protected override void SelectRule<T, TSink>(double learningRate, long t, TSink sink) => throw new NotSupportedException($"{Kind} is not here.");
}
