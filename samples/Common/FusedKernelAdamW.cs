using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Eden.Samples;

/// <summary>AdamW by PyTorch's own fused kernel, which TorchSharp has no class for: it is called through TorchScript.</summary>
internal sealed class FusedKernelAdamW : AdamW
{
    private const string Script = """
        def step(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], x: List[Tensor], s: List[Tensor], lr: float, b1: float, b2: float, wd: float, eps: float) -> None:
            torch._fused_adamw_(p, g, m, v, x, s, lr=lr, beta1=b1, beta2=b2, weight_decay=wd, eps=eps, amsgrad=False, maximize=False)

        """;

    private readonly jit.CompilationUnit _script = jit.compile(Script);

    public FusedKernelAdamW(IEnumerable<Parameter> parameters, double lr)
        : base([.. parameters], lr, weight_decay: 0.01)
    {
    }

    public override Tensor? step(Func<Tensor>? closure = null)
    {
        using IDisposable noGradient = no_grad();
        using IDisposable scope = NewDisposeScope();
        foreach (TorchSharp.Modules.ParamGroup group in _parameter_groups)
        {
            Options options = (Options)group.Options;
            Parameter[] parameters = [.. group.Parameters.Where(parameter => parameter.grad is not null)];
            State[] states = [.. parameters.Select(parameter => (State)_state[parameter.Handle])];
            Tensor[] steps = [.. states.Select(state => tensor((float)++state.step))];
            _script.invoke(
                "step",
                parameters.Select(parameter => parameter.detach()).ToArray(),
                parameters.Select(parameter => parameter.grad!).ToArray(),
                states.Select(state => state.exp_avg).ToArray(),
                states.Select(state => state.exp_avg_sq).ToArray(),
                Array.Empty<Tensor>(),
                steps,
                options.LearningRate!.Value,
                options.beta1!.Value,
                options.beta2!.Value,
                options.weight_decay!.Value,
                options.eps!.Value);
        }

        return null;
    }

    protected override void Dispose(bool disposing)
    {
        _script.Dispose();
        base.Dispose(disposing);
    }
}
