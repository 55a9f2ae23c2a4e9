using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>A group of an optimizer as steps see it.</summary>
/// <param name="parameters">Its parameters; another object where they were replaced.</param>
/// <param name="slots">The same, without those that are tied to earlier ones.</param>
internal sealed class StepGroup(IEnumerable<TorchParameter> parameters, Slot[] slots)
{
    private OptimizerOptions? _converted;
    private Func<OptimizerOptions, OptimizerOptions>? _adjust;

    public IEnumerable<TorchParameter> Parameters { get; } = parameters;

    public Slot[] Slots { get; } = slots;

    /// <summary>The options of the step.</summary>
    public OptimizerOptions Options { get; private set; } = null!;

    /// <summary>Options that differ from these at most in their rate: the same object as long as state is described alike.</summary>
    public OptimizerOptions Described { get; private set; } = null!;

    /// <summary>The state of a parameter where it does not depend on its shape.</summary>
    public StateDescription State { get; private set; } = new(null, []);

    /// <summary>Takes the options of the next step.</summary>
    /// <exception cref="InvalidOperationException">What was adjusted has another type.</exception>
    public void Use(OptimizerOptions converted, Func<OptimizerOptions, OptimizerOptions>? adjust)
    {
        if (adjust == _adjust && converted.Equals(_converted))
        {
            return;
        }

        OptimizerOptions options = adjust is null ? converted : adjust(converted);
        if (options?.GetType() != converted.GetType())
        {
            throw new InvalidOperationException($"{nameof(FusedSettings)}.{nameof(FusedSettings.Adjust)} made {options?.GetType().Name ?? "null"} of {converted.GetType().Name}; return the options with other values: options with {{ … }}. Nothing has changed.");
        }

        if (Described is null || !(options with { LearningRate = Described.LearningRate }).Equals(Described))
        {
            (Described, State) = (options, new(null, options.DescribeState([1])));
        }

        (Options, _converted, _adjust) = (options, converted, adjust);
    }
}
