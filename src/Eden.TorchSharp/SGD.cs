using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>TorchSharp's SGD over CPU tensors, stepped by Eden: groups, schedulers, state and files stay TorchSharp's, and the numbers
/// are those of <see cref="SgdOptions"/>.</summary>
/// <remarks>Defaults are PyTorch's. With <c>maximize</c>, weight decay shrinks the values as in PyTorch; TorchSharp's SGD grows
/// them.</remarks>
[SuppressMessage("Naming", "CA1709", Justification = "TorchSharp's files check the name.")]
public class SGD : global::TorchSharp.Modules.SGD, IFusedOptimizer
{
    private readonly FusedStep _fused = new(new Map());

    /// <summary>Takes parameters.</summary>
    /// <param name="parameters">Parameters, as <c>model.parameters()</c> gives them.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">μ.</param>
    /// <param name="dampening">τ, which damps what gradients add to the momentum.</param>
    /// <param name="weight_decay">λ of an L2 penalty.</param>
    /// <param name="nesterov">Whether to look ahead.</param>
    /// <param name="maximize">Whether to climb.</param>
    public SGD(IEnumerable<TorchParameter> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : base(Materialize.All(parameters), lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    /// <summary>Takes parameters with names, which messages then give.</summary>
    /// <inheritdoc cref="SGD(IEnumerable{TorchParameter}, double, double, double, double, bool, bool)"/>
    public SGD(IEnumerable<(string name, TorchParameter parameter)> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : this(Materialize.All(parameters, out string[] names), lr, momentum, dampening, weight_decay, nesterov, maximize) => _fused.AddNames(names);

    /// <summary>Takes groups; options that a group leaves out are the arguments.</summary>
    /// <inheritdoc cref="SGD(IEnumerable{TorchParameter}, double, double, double, double, bool, bool)"/>
    public SGD(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : base(parameters, lr, momentum, dampening, weight_decay, nesterov, maximize)
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
            return new SgdOptions
            {
                LearningRate = torch.LearningRate!.Value,
                Momentum = torch.momentum!.Value,
                Dampening = torch.dampening!.Value,
                L2Penalty = torch.weight_decay!.Value,
                Nesterov = torch.nesterov!.Value,
                Maximize = torch.maximize!.Value,
            };
        }

        public override global::TorchSharp.Modules.OptimizerOptions ConvertBack(OptimizerOptions options)
        {
            SgdOptions eden = (SgdOptions)options;
            return new Options
            {
                momentum = eden.Momentum,
                dampening = eden.Dampening,
                weight_decay = eden.L2Penalty,
                nesterov = eden.Nesterov,
                maximize = eden.Maximize,
            };
        }

        // TorchSharp counts no steps of SGD. Only the first is different: there is no momentum yet.
        public override long CountSteps(OptimizerState state) => ((State)state).momentum_buffer is null ? 0 : 1;

        public override void Count(OptimizerState state, OptimizerOptions options, long step)
        {
        }

        public override ref Tensor? Find(OptimizerState state, string name) => ref ((State)state).momentum_buffer!;
    }
}
