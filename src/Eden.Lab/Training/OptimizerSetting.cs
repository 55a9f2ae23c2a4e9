using Eden.Checkpoints;

namespace Eden.Lab.Training;

/// <summary>An option of an optimizer as a setting.</summary>
/// <param name="Option">The option by Eden's name.</param>
internal sealed record OptimizerSetting(string Option, string Name, string Description, SettingKind Kind, double Default)
    : Setting(Name, Description, Kind, Default)
{
    /// <summary>The options and their settings, in the order of help texts. What is not listed cannot be set.</summary>
    private static readonly (string Option, string Name, string Description)[] Known =
    [
        (nameof(OptimizerOptions.LearningRate), "lr", "Learning rate"),
        (nameof(MomentOptions.Beta1), "beta1", "Decay of the first moment"),
        (nameof(MomentOptions.Beta2), "beta2", "Decay of the second moment"),
        (nameof(AdanOptions.Beta3), "beta3", "Decay of the second moment of adan, whose beta2 is of differences of gradients; of the slow average of ademamix"),
        (nameof(AdEmaMixOptions.Beta3WarmupSteps), "beta3-warmup-steps", "Steps in which beta3 rises from beta1"),
        (nameof(AdEmaMixOptions.SlowWeight), "slow-weight", "Weight of the slow average"),
        (nameof(AdEmaMixOptions.SlowWeightWarmupSteps), "slow-weight-warmup-steps", "Steps in which slow-weight rises from 0"),
        (nameof(AdadeltaOptions.Rho), "rho", "Decay of the averages of squared gradients and updates"),
        (nameof(AdafactorOptions.Beta2Decay), "beta2-decay", "Step t takes its squares with weight t to the power of this"),
        (nameof(RmsPropOptions.Alpha), "alpha", "Decay of the moving averages"),
        (nameof(MomentOptions.Epsilon), "eps", "Added to the root of the second moment"),
        (nameof(AdafactorOptions.Epsilon2), "eps2", "Least size of values that a step is scaled by"),
        (nameof(SgdOptions.Momentum), "momentum", "Share of the momentum that is kept in each step"),
        (nameof(SgdOptions.Dampening), "dampening", "Share of the gradient that does not enter the momentum"),
        (nameof(AdaptiveMomentOptions.AmsGrad), "amsgrad", "Divide by the largest second moment so far"),
        (nameof(AdaptiveMomentOptions.Nesterov), "nesterov", "Nesterov momentum"),
        (nameof(AdaptiveMomentOptions.EpsilonRoot), "eps-root", "Added to the second moment inside the root"),
        (nameof(NAdamOptions.MomentumDecay), "momentum-decay", "How fast the momentum approaches beta1"),
        (nameof(NAdamOptions.CountsMomentumTwice), "momentum-twice", "Count the momentum twice, as PyTorch before 2.0"),
        (nameof(AdagradOptions.LearningRateDecay), "lr-decay", "Step t divides the learning rate by 1 + (t-1) times this"),
        (nameof(AdagradOptions.InitialAccumulator), "initial-accumulator", "Where the sum of squares starts"),
        (nameof(RpropOptions.Decrease), "decrease", "Factor of a step size where the gradient changed its sign"),
        (nameof(RpropOptions.Increase), "increase", "Factor of a step size where the gradient kept its sign"),
        (nameof(RpropOptions.SmallestStep), "smallest-step", "Least step size"),
        (nameof(RpropOptions.LargestStep), "largest-step", "Greatest step size"),
        (nameof(AsgdOptions.RatePower), "rate-power", "Power by which the learning rate falls"),
        (nameof(AsgdOptions.AveragingStart), "averaging-start", "Step after which values are averaged"),
        (nameof(RmsPropOptions.Centered), "centered", "Divide by the standard deviation of the gradient"),
        (nameof(AdafactorOptions.ClippingThreshold), "clip-threshold", "Root mean square to which an update is clipped"),
        (nameof(AdoptOptions.ClipExponent), "clip-exponent", "Step t clips the normalized gradient to t-1 to the power of this"),
        (nameof(LambOptions.ClipsTrust), "trust-clip", "Bound the trust ratio by 1"),
        (nameof(LambOptions.AlwaysAdapts), "always-adapt", "Scale parameters without decay by the trust ratio too"),
        (nameof(AdamOptions.L2Penalty), "l2", "L2 penalty, added to the gradient"),
        (nameof(AdamWOptions.WeightDecay), "weight-decay", "Decoupled weight decay"),
        (nameof(AdanOptions.DecaysFirst), "decay-first", "Decay before the update, as adamw"),
        (nameof(AdamWOptions.DecayScaling), "paper-decay", "Multiply weight decay by the schedule alone, as the paper's Algorithm 2"),
        (nameof(DirectionOptions.Cautious), "cautious", "Take only updates whose sign is the gradient's"),
        (nameof(ScheduleFreeRAdamOptions.SkipsSgdPhase), "skip-sgd-phase", "Move nothing before the second moment has seen enough, in the place of steps of SGD"),
        (nameof(ScheduleFreeAdamWOptions.WarmupSteps), "warmup-steps", "Steps of its own warm-up, which weighs the average"),
    ];

    /// <summary>The names of options and settings, longer ones first.</summary>
    public static IReadOnlyList<(string Option, string Name)> Names { get; } = [.. Known.Select(known => (known.Option, known.Name)).OrderByDescending(known => known.Option.Length)];

    /// <summary>The settings of an optimizer.</summary>
    /// <param name="defaults">Its default options.</param>
    public static IReadOnlyList<OptimizerSetting> Of(OptimizerOptions defaults)
    {
        Dictionary<string, object?> values = OptionList.Of(defaults).ToDictionary(StringComparer.Ordinal);
        return [.. Known.Where(known => values.GetValueOrDefault(known.Option) is not null)
            .Select(known => new OptimizerSetting(known.Option, known.Name, known.Description, KindOf(values[known.Option]!), DefaultOf(values[known.Option]!)))];
    }

    /// <summary>The options with the setting changed.</summary>
    /// <exception cref="ArgumentException">The value is out of range.</exception>
    public OptimizerOptions Set(OptimizerOptions options, double value) => options.Map(new Change(Option, value));

    private static SettingKind KindOf(object value) => value is bool or string ? SettingKind.Switch : SettingKind.Number;

    private static double DefaultOf(object value) => value switch
    {
        double number => number,
        long count => count,
        bool isOn => isOn ? 1 : 0,
        _ => 0,
    };

    /// <summary>Changes one option. A choice is a switch between its first and its second value.</summary>
    private sealed class Change(string option, double given) : IOptionMap
    {
        public double Number(string name, double value, string? pyTorch = null) => name == option ? given : value;

        public double? Number(string name, double? value, string? pyTorch = null) => name == option ? given : value;

        public long Count(string name, long value, string? pyTorch = null) => name != option ? value
            : given == Math.Truncate(given) && Math.Abs(given) <= 1L << 53 ? (long)given
            : throw new ArgumentException("it must be a whole number of steps");

        public bool Flag(string name, bool value, string? pyTorch = null) => name == option ? given != 0 : value;

        public TEnum Choice<TEnum>(string name, TEnum value)
            where TEnum : struct, Enum => name == option ? Enum.GetValues<TEnum>()[given != 0 ? 1 : 0] : value;
    }
}
