using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>TorchSharp's Adam over CPU tensors, stepped by Eden: groups, schedulers, state and files stay TorchSharp's, and the numbers
/// are those of <see cref="AdamOptions"/>.</summary>
/// <remarks>Defaults are PyTorch's.</remarks>
public class Adam : global::TorchSharp.Modules.Adam, IFusedOptimizer
{
    private readonly FusedStep _fused = new(new Map());

    /// <summary>Takes parameters.</summary>
    /// <param name="parameters">Parameters, as <c>model.parameters()</c> gives them.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">β₁, in [0, 1).</param>
    /// <param name="beta2">β₂, in [0, 1).</param>
    /// <param name="eps">ε.</param>
    /// <param name="weight_decay">λ of an L2 penalty.</param>
    /// <param name="amsgrad">Whether to divide by the largest second moment so far.</param>
    /// <param name="maximize">Whether to climb.</param>
    public Adam(IEnumerable<TorchParameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : base(Materialize.All(parameters), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    /// <summary>Takes parameters with names, which messages then give.</summary>
    /// <inheritdoc cref="Adam(IEnumerable{TorchParameter}, double, double, double, double, double, bool, bool)"/>
    public Adam(IEnumerable<(string name, TorchParameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this(Materialize.All(parameters, out string[] names), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) => _fused.AddNames(names);

    /// <summary>Takes groups; options that a group leaves out are the arguments.</summary>
    /// <inheritdoc cref="Adam(IEnumerable{TorchParameter}, double, double, double, double, double, bool, bool)"/>
    public Adam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : base(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
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
            return new AdamOptions
            {
                LearningRate = torch.LearningRate!.Value,
                Beta1 = torch.beta1!.Value,
                Beta2 = torch.beta2!.Value,
                Epsilon = torch.eps!.Value,
                L2Penalty = torch.weight_decay!.Value,
                AmsGrad = torch.amsgrad!.Value,
                Maximize = torch.maximize!.Value,
            };
        }

        public override global::TorchSharp.Modules.OptimizerOptions ConvertBack(OptimizerOptions options)
        {
            AdamOptions eden = (AdamOptions)options;
            return new Options
            {
                beta1 = eden.Beta1,
                beta2 = eden.Beta2,
                eps = eden.Epsilon,
                weight_decay = eden.L2Penalty,
                amsgrad = eden.AmsGrad,
                maximize = eden.Maximize,
            };
        }

        public override long CountSteps(OptimizerState state) => ((State)state).step;

        public override void Count(OptimizerState state, OptimizerOptions options, long step) => ((State)state).step = step;

        public override ref Tensor? Find(OptimizerState state, string name)
        {
            State torch = (State)state;
            switch (name)
            {
                case "exp_avg": return ref torch.exp_avg!;
                case "exp_avg_sq": return ref torch.exp_avg_sq!;
                case "max_exp_avg_sq": return ref torch.max_exp_avg_sq!;
                default: throw Unknown(name);
            }
        }
    }
}
