using static TorchSharp.torch;

namespace Eden.Torch.Tests;

/// <summary>PyTorch's fused CPU kernels, called through TorchScript.</summary>
internal static class FusedKernels
{
    private const string Source = """
        def adam(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], x: List[Tensor], t: List[Tensor], lr: float, decay: float, amsgrad: bool, maximize: bool) -> None:
            torch._foreach_add_(t, 1)
            torch._fused_adam_(p, g, m, v, x, t, lr=lr, beta1=0.9, beta2=0.999, weight_decay=decay, eps=1e-8, amsgrad=amsgrad, maximize=maximize)

        def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], x: List[Tensor], t: List[Tensor], lr: float, decay: float, amsgrad: bool, maximize: bool) -> None:
            torch._foreach_add_(t, 1)
            torch._fused_adamw_(p, g, m, v, x, t, lr=lr, beta1=0.9, beta2=0.999, weight_decay=decay, eps=1e-8, amsgrad=amsgrad, maximize=maximize)

        def sgd(p: List[Tensor], g: List[Tensor], b: List[Tensor], lr: float, decay: float, momentum: float, dampening: float, nesterov: bool, maximize: bool, is_first: bool) -> None:
            torch._fused_sgd_(p, g, b, weight_decay=decay, momentum=momentum, lr=lr, dampening=dampening, nesterov=nesterov, maximize=maximize, is_first_step=is_first)

        def adagrad(p: List[Tensor], g: List[Tensor], s: List[Tensor], t: List[Tensor], lr: float, decay: float, maximize: bool) -> None:
            torch._foreach_add_(t, 1)
            torch._fused_adagrad_(p, g, s, t, lr=lr, lr_decay=0.0, weight_decay=decay, eps=1e-10, maximize=maximize)

        """;

    private static readonly jit.CompilationUnit Script = jit.compile(Source);

    /// <summary>Calls a kernel; a tensor is passed as a list of one.</summary>
    public static void Run(string name, params object[] arguments)
    {
        using IDisposable scope = no_grad();
        Script.invoke(name, [.. arguments.Select(argument => argument is Tensor tensor ? (Tensor[])[tensor] : argument)]);
    }
}
