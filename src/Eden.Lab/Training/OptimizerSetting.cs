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
        (nameof(MomentOptions.Beta1), "beta1", "Decay rate of the first moment"),
        (nameof(MomentOptions.Beta2), "beta2", "Decay rate of the second moment"),
        (nameof(AdanOptions.Beta3), "beta3", "adan: decay rate of the second moment (beta2 is for gradient differences); ademamix: decay rate of the slow average"),
        (nameof(AdEmaMixOptions.Beta3WarmupSteps), "beta3-warmup-steps", "Number of steps in which beta3 rises from beta1"),
        (nameof(AdEmaMixOptions.SlowWeight), "slow-weight", "Weight of the slow average"),
        (nameof(AdEmaMixOptions.SlowWeightWarmupSteps), "slow-weight-warmup-steps", "Number of steps in which slow-weight rises from 0"),
        (nameof(AdadeltaOptions.Rho), "rho", "Decay rate of the averages of squared gradients and updates"),
        (nameof(AdafactorOptions.Beta2Decay), "beta2-decay", "Step t weights its squared gradient by t to this power"),
        (nameof(RmsPropOptions.Alpha), "alpha", "Decay rate of the moving averages"),
        (nameof(MomentOptions.Epsilon), "eps", "Added to the square root of the second moment; for muon, the least norm of an update"),
        (nameof(AdafactorOptions.Epsilon2), "eps2", "Lower bound of the value size that scales a step"),
        (nameof(SgdOptions.Momentum), "momentum", "Momentum factor"),
        (nameof(SgdOptions.Dampening), "dampening", "Share of the gradient kept out of the momentum"),
        (nameof(AdaptiveMomentOptions.AmsGrad), "amsgrad", "Divide by the largest second moment so far"),
        (nameof(AdaptiveMomentOptions.Nesterov), "nesterov", "Nesterov momentum"),
        (nameof(AdaptiveMomentOptions.EpsilonRoot), "eps-root", "Added to the second moment under the square root"),
        (nameof(NAdamOptions.MomentumDecay), "momentum-decay", "How fast the momentum approaches beta1"),
        (nameof(NAdamOptions.CountsMomentumTwice), "momentum-twice", "Count the momentum twice, like PyTorch before 2.0"),
        (nameof(AdagradOptions.LearningRateDecay), "lr-decay", "Decay of the learning rate: step t divides it by 1 + (t-1) times this"),
        (nameof(AdagradOptions.InitialAccumulator), "initial-accumulator", "Initial value of the sum of squares"),
        (nameof(RpropOptions.Decrease), "decrease", "Step size factor after the gradient changes sign"),
        (nameof(RpropOptions.Increase), "increase", "Step size factor after the gradient keeps its sign"),
        (nameof(RpropOptions.SmallestStep), "smallest-step", "Smallest step size"),
        (nameof(RpropOptions.LargestStep), "largest-step", "Largest step size"),
        (nameof(AsgdOptions.RatePower), "rate-power", "Exponent of the learning rate decay"),
        (nameof(AsgdOptions.AveragingStart), "averaging-start", "Step at which averaging starts"),
        (nameof(RmsPropOptions.Centered), "centered", "Divide by the standard deviation of the gradient"),
        (nameof(AdafactorOptions.ClippingThreshold), "clip-threshold", "Largest root mean square of an update"),
        (nameof(AdoptOptions.ClipExponent), "clip-exponent", "Step t clips the normalized gradient at t-1 to this power"),
        (nameof(LambOptions.ClipsTrust), "trust-clip", "Limit the trust ratio to 1"),
        (nameof(LambOptions.AlwaysAdapts), "always-adapt", "Also scale parameters without decay by the trust ratio"),
        (nameof(MuonOptions.NewtonSchulzSteps), "ns-steps", "Applications of the polynomial that makes a matrix orthogonal"),
        (nameof(MuonOptions.CoefficientA), "ns-a", "Coefficient of X in that polynomial"),
        (nameof(MuonOptions.CoefficientB), "ns-b", "Coefficient of XX'X in it"),
        (nameof(MuonOptions.CoefficientC), "ns-c", "Coefficient of XX'XX'X in it"),
        (nameof(MuonOptions.RateAdjustment), "match-rms", "Adjust the rate so that updates are as large as AdamW's"),
        (nameof(AdamOptions.L2Penalty), "l2", "L2 penalty, added to the gradient"),
        (nameof(AdamWOptions.WeightDecay), "weight-decay", "Decoupled weight decay"),
        (nameof(AdanOptions.DecaysFirst), "decay-first", "Decay before the update, like adamw"),
        (nameof(AdamWOptions.DecayScaling), "paper-decay", "Multiply weight decay only by the schedule, as in the paper's Algorithm 2"),
        (nameof(AdamWOptions.DecayScaling), "corrected-decay", "Multiply weight decay by the square of the learning rate, divided by its peak"),
        (nameof(AdamWOptions.CautiousDecay), "cautious-decay", "Decay only values that the update does not move away from 0"),
        (nameof(DirectionOptions.Cautious), "cautious", "Apply only updates that have the sign of the gradient"),
        (nameof(ScheduleFreeRAdamOptions.SkipsSgdPhase), "skip-sgd-phase", "Skip the first steps instead of taking them as SGD"),
        (nameof(ScheduleFreeAdamWOptions.WarmupSteps), "warmup-steps", "Length of the built-in warm-up, in steps, which also weights the average"),
    ];

    /// <summary>Which value of a choice the setting switches on: each has a setting of its own but the first.</summary>
    private int Choice => 1 + Known.Where(known => known.Option == Option).TakeWhile(known => known.Name != Name).Count();

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
    public OptimizerOptions Set(OptimizerOptions options, double value) => options.Map(new Change(Option, value, Choice));

    private static SettingKind KindOf(object value) => value is bool or string ? SettingKind.Switch : SettingKind.Number;

    private static double DefaultOf(object value) => value switch
    {
        double number => number,
        long count => count,
        bool isOn => isOn ? 1 : 0,
        _ => 0,
    };

    /// <summary>Changes one option. A choice is a switch between its first value and another.</summary>
    private sealed class Change(string option, double given, int choice) : IOptionMap
    {
        public double Number(string name, double value, string? pyTorch = null) => name == option ? given : value;

        public double? Number(string name, double? value, string? pyTorch = null) => name == option ? given : value;

        public long Count(string name, long value, string? pyTorch = null) => name != option ? value
            : given == Math.Truncate(given) && Math.Abs(given) <= 1L << 53 ? (long)given
            : throw new ArgumentException("it must be a whole number of steps");

        public bool Flag(string name, bool value, string? pyTorch = null) => name == option ? given != 0 : value;

        public TEnum Choice<TEnum>(string name, TEnum value, string? pyTorch = null)
            where TEnum : struct, Enum
        {
            TEnum[] values = Enum.GetValues<TEnum>();
            return name != option ? value
                : given != 0 ? values[choice]
                : value.Equals(values[choice]) ? values[0] : value;
        }
    }
}
