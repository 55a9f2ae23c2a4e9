namespace Eden.Tests.CustomRules.Elsewhere;

/// <summary>Has the name of another user's record.</summary>
public sealed record SoftSignOptions : DirectionOptions
{
    private static readonly string[] AllStateNames = ["momentum"];

    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new SoftSignDirection<T>(new(), learningRate));
}

/// <summary>Has the name of one of Eden's records.</summary>
public sealed record AdamOptions : DirectionOptions
{
    private static readonly string[] AllStateNames = ["exp_avg"];

    protected internal override ReadOnlySpan<string> StateNames => AllStateNames;

    protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) =>
        sink.Use(new SoftSignDirection<T>(new(), learningRate));
}
