using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>TorchSharp's Adagrad over CPU tensors, stepped by Eden: groups, schedulers, state and files stay TorchSharp's, and the numbers
/// are those of <see cref="AdagradOptions"/>.</summary>
/// <remarks>Defaults are PyTorch's.</remarks>
public class Adagrad : global::TorchSharp.Modules.Adagrad, IFusedOptimizer
{
    private readonly FusedStep _fused = new(new Map());

    /// <summary>Takes parameters.</summary>
    /// <param name="parameters">Parameters, as <c>model.parameters()</c> gives them.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="lr_decay">Step t uses the rate divided by 1 + (t−1) times this.</param>
    /// <param name="weight_decay">λ of an L2 penalty.</param>
    /// <param name="initial_accumulator_value">Where the sum of squares starts.</param>
    /// <param name="eps">ε.</param>
    public Adagrad(IEnumerable<TorchParameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
        : base(Materialize.All(parameters), lr, lr_decay, weight_decay, initial_accumulator_value, eps)
    {
    }

    /// <summary>Takes parameters with names, which messages then give.</summary>
    /// <inheritdoc cref="Adagrad(IEnumerable{TorchParameter}, double, double, double, double, double)"/>
    public Adagrad(IEnumerable<(string name, TorchParameter parameter)> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
        : this(Materialize.All(parameters, out string[] names), lr, lr_decay, weight_decay, initial_accumulator_value, eps) => _fused.AddNames(names);

    /// <summary>Takes groups; options that a group leaves out are the arguments.</summary>
    /// <inheritdoc cref="Adagrad(IEnumerable{TorchParameter}, double, double, double, double, double)"/>
    public Adagrad(IEnumerable<ParamGroup> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
        : base(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps)
    {
    }

    /// <inheritdoc/>
    public FusedSettings Fused => _fused.Settings;

    /// <inheritdoc/>
    public override void add_param_group(global::TorchSharp.Modules.ParamGroup param_group) => base.add_param_group(Materialize.Group(param_group));

    /// <inheritdoc/>
    public override Tensor? step(Func<Tensor>? closure = null) => _fused.Take(_parameter_groups, _state, closure);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // A finalizer runs even where the constructor threw, and TorchSharp's then ends the process.
        if (_state is not null)
        {
            base.Dispose(disposing);
        }
    }

    internal sealed class Map : StateMap
    {
        public override OptimizerOptions Convert(global::TorchSharp.Modules.OptimizerOptions options)
        {
            Options torch = (Options)options;
            return new AdagradOptions
            {
                LearningRate = torch.LearningRate!.Value,
                LearningRateDecay = torch.lr_decay!.Value,
                L2Penalty = torch.weight_decay!.Value,
                InitialAccumulator = torch.initial_accumulator_value!.Value,
                Epsilon = torch.eps!.Value,
            };
        }

        public override global::TorchSharp.Modules.OptimizerOptions ConvertBack(OptimizerOptions options)
        {
            AdagradOptions eden = (AdagradOptions)options;
            return new Options
            {
                lr_decay = eden.LearningRateDecay,
                weight_decay = eden.L2Penalty,
                initial_accumulator_value = eden.InitialAccumulator,
                eps = eden.Epsilon,
            };
        }

        public override long CountSteps(OptimizerState state) => ((State)state).step;

        public override void Count(OptimizerState state, OptimizerOptions options, long step) => ((State)state).step = step;

        public override ref Tensor? Find(OptimizerState state, string name) => ref ((State)state).sum!;
    }
}
