using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>TorchSharp's RMSProp over CPU tensors, stepped by Eden: groups, schedulers, state and files stay TorchSharp's, and the numbers
/// are those of <see cref="RmsPropOptions"/>.</summary>
/// <remarks>Defaults are PyTorch's. <c>ParamGroup</c>'s constructor with numbers has a rate of 1e-3, and <c>eps</c> before <c>alpha</c>.</remarks>
public class RMSProp : global::TorchSharp.Modules.RMSProp, IFusedOptimizer
{
    private readonly FusedStep _fused = new(new Map());

    /// <summary>Takes parameters.</summary>
    /// <param name="parameters">Parameters, as <c>model.parameters()</c> gives them.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="alpha">The decay of the moving averages.</param>
    /// <param name="eps">ε.</param>
    /// <param name="weight_decay">λ of an L2 penalty.</param>
    /// <param name="momentum">μ.</param>
    /// <param name="centered">Whether to divide by the standard deviation of the gradient.</param>
    /// <param name="maximize">Whether to climb.</param>
    public RMSProp(IEnumerable<TorchParameter> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : base(Materialize.All(parameters), lr, alpha, eps, weight_decay, momentum, centered, maximize)
    {
    }

    /// <summary>Takes parameters with names, which messages then give.</summary>
    /// <inheritdoc cref="RMSProp(IEnumerable{TorchParameter}, double, double, double, double, double, bool, bool)"/>
    public RMSProp(IEnumerable<(string name, TorchParameter parameter)> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : this(Materialize.All(parameters, out string[] names), lr, alpha, eps, weight_decay, momentum, centered, maximize) => _fused.AddNames(names);

    /// <summary>Takes groups; options that a group leaves out are the arguments.</summary>
    /// <inheritdoc cref="RMSProp(IEnumerable{TorchParameter}, double, double, double, double, double, bool, bool)"/>
    public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        : base(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize)
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
            return new RmsPropOptions
            {
                LearningRate = torch.LearningRate!.Value,
                Alpha = torch.alpha!.Value,
                Epsilon = torch.eps!.Value,
                L2Penalty = torch.weight_decay!.Value,
                Momentum = torch.momentum!.Value,
                Centered = torch.centered!.Value,
                Maximize = torch.maximize!.Value,
            };
        }

        public override global::TorchSharp.Modules.OptimizerOptions ConvertBack(OptimizerOptions options)
        {
            RmsPropOptions eden = (RmsPropOptions)options;
            return new Options
            {
                alpha = eden.Alpha,
                eps = eden.Epsilon,
                weight_decay = eden.L2Penalty,
                momentum = eden.Momentum,
                centered = eden.Centered,
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
                case "square_avg": return ref torch.square_avg!;
                case "momentum_buffer": return ref torch.momentum_buffer!;
                case "grad_avg": return ref torch.grad_avg!;
                default: throw Unknown(name);
            }
        }
    }
}
