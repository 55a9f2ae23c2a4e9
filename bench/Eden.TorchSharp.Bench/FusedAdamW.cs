using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Eden.Torch.Bench;

/// <summary>PyTorch's fused AdamW kernel, called in libtorch without TorchSharp between. Steps are not counted, which the kernel leaves to its
/// caller.</summary>
internal sealed unsafe class FusedAdamW
{
    private readonly List<Tensor> _tensors = [];
    private readonly List _values;
    private readonly List _gradients;
    private readonly List _first;
    private readonly List _second;
    private readonly List _steps;

    public FusedAdamW(Tensor[] values, Tensor[] gradients)
    {
        _values = Pin(values);
        _gradients = Pin(gradients);
        _first = Pin([.. values.Select(value => zeros_like(value))]);
        _second = Pin([.. values.Select(value => zeros_like(value))]);
        _steps = Pin([.. values.Select(_ => ones([]))]);
    }

    public void Step()
    {
        NoTensor none = default;
        using IDisposable scope = no_grad();
        Call(_values, _gradients, _first, _second, default, _steps, 1e-3, 0.9, 0.999, 0.01, 1e-8, 0, 0, &none, &none);
        GC.KeepAlive(_tensors);
    }

    // at::_ops::_fused_adamw_::call, as GCC and Clang write it.
    [DllImport("torch_cpu", EntryPoint = "_ZN2at4_ops13_fused_adamw_4callEN3c108ArrayRefINS_6TensorEEES5_S5_S5_S5_S5_dddddbbRKSt8optionalIS4_ES9_")]
    private static extern void Call(List values, List gradients, List first, List second, List largest, List steps, double lr, double beta1, double beta2, double decay, double epsilon, byte amsgrad, byte maximize, NoTensor* scale, NoTensor* overflow);

    private List Pin(Tensor[] tensors)
    {
        _tensors.AddRange(tensors);
        nint* list = (nint*)NativeMemory.Alloc((nuint)tensors.Length, (nuint)sizeof(nint));
        for (int i = 0; i < tensors.Length; i++)
        {
            list[i] = *(nint*)tensors[i].Handle;
        }

        return new(list, tensors.Length);
    }

    private readonly struct List(nint* first, long count)
    {
        public readonly nint* First = first;
        public readonly long Count = count;
    }

    private struct NoTensor
    {
        public long Tensor;
        public long HasValue;
    }
}
