using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>TorchSharp's NAdam over CPU tensors, stepped by Eden: groups, schedulers, state and files stay TorchSharp's, and the numbers
/// are those of <see cref="NAdamOptions"/>.</summary>
/// <remarks>Defaults are PyTorch's; <c>ParamGroup</c>'s constructor with numbers has a rate of 1.</remarks>
public class NAdam : global::TorchSharp.Modules.NAdam, IFusedOptimizer
{
    private readonly FusedStep _fused = new(new Map());

    /// <summary>Takes parameters.</summary>
    /// <param name="parameters">Parameters, as <c>model.parameters()</c> gives them.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">β₁, in [0, 1).</param>
    /// <param name="beta2">β₂, in [0, 1).</param>
    /// <param name="eps">ε.</param>
    /// <param name="weight_decay">λ of an L2 penalty.</param>
    /// <param name="momentum_decay">ψ, by which the momentum approaches β₁.</param>
    public NAdam(IEnumerable<TorchParameter> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
        : base(Materialize.All(parameters), lr, beta1, beta2, eps, weight_decay, momentum_decay)
    {
    }

    /// <summary>Takes parameters with names, which messages then give.</summary>
    /// <inheritdoc cref="NAdam(IEnumerable{TorchParameter}, double, double, double, double, double, double)"/>
    public NAdam(IEnumerable<(string name, TorchParameter parameter)> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
        : this(Materialize.All(parameters, out string[] names), lr, beta1, beta2, eps, weight_decay, momentum_decay) => _fused.AddNames(names);

    /// <summary>Takes groups; options that a group leaves out are the arguments.</summary>
    /// <inheritdoc cref="NAdam(IEnumerable{TorchParameter}, double, double, double, double, double, double)"/>
    public NAdam(IEnumerable<ParamGroup> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
        : base(parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay)
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
            return new NAdamOptions
            {
                LearningRate = torch.LearningRate!.Value,
                Beta1 = torch.beta1!.Value,
                Beta2 = torch.beta2!.Value,
                Epsilon = torch.eps!.Value,
                L2Penalty = torch.weight_decay!.Value,
                MomentumDecay = torch.momentum_decay!.Value,
            };
        }

        public override global::TorchSharp.Modules.OptimizerOptions ConvertBack(OptimizerOptions options)
        {
            NAdamOptions eden = (NAdamOptions)options;
            return new Options
            {
                beta1 = eden.Beta1,
                beta2 = eden.Beta2,
                eps = eden.Epsilon,
                weight_decay = eden.L2Penalty,
                momentum_decay = eden.MomentumDecay,
            };
        }

        public override long CountSteps(OptimizerState state) => ((State)state).step;

        public override void Count(OptimizerState state, OptimizerOptions options, long step)
        {
            State torch = (State)state;
            (torch.step, torch.mu_product) = (step, ((NAdamOptions)options).MomentumProduct(step));
        }

        public override ref Tensor? Find(OptimizerState state, string name)
        {
            State torch = (State)state;
            switch (name)
            {
                case "exp_avg": return ref torch.exp_avg!;
                case "exp_avg_sq": return ref torch.exp_avg_sq!;
                default: throw Unknown(name);
            }
        }
    }
}
