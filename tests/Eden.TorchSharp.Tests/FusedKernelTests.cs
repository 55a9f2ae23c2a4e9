using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>Eden beside PyTorch's fused CPU kernels over 100 steps with prescribed gradients. Bounds are in units of ε·max(1, |x|), those
/// that docs/torchsharp.md names.</summary>
public class FusedKernelTests
{
    private const int Steps = 100;

    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.Float64];

    /// <summary>Moments are equal bits where no penalty feeds the value into the gradient, but for the up to 15 last elements of a tensor, which the
    /// kernel steps one by one and rounds once more. Values differ by rounding; with decay by more,
    /// since the kernel rounds 1 − lr·λ and makes the same error in each step.</summary>
    [Theory]
    [InlineData(200_000, "adamw", 0.01, false, false, 0, 60)]
    [InlineData(200_000, "adam", 0, false, false, 0, 3)]
    [InlineData(10_240, "adamw", 0, false, false, 0, 3)]
    [InlineData(10_240, "adamw", 0.01, true, false, 0, 60)]
    [InlineData(10_240, "adamw", 0.01, false, true, 0, 60)]
    [InlineData(10_240, "adamw", 0.01, true, true, 0, 60)]
    [InlineData(10_240, "adam", 0, true, false, 0, 3)]
    [InlineData(10_240, "adam", 0, false, true, 0, 3)]
    [InlineData(10_240, "adam", 0.01, false, false, 1, 3)]
    [InlineData(10_240, "adam", 0.01, true, true, 1, 3)]
    [InlineData(10_247, "adamw", 0, false, false, 1, 3)]
    public void Moments_of_Adam_and_AdamW_are_equal_bits(int length, string kernel, double decay, bool amsgrad, bool maximize, double stateUnits, double valueUnits)
    {
        foreach (ScalarType type in Types)
        {
            (TorchParameter ours, Tensor theirs) = Start(length, type);
            Tensor m = zeros(length, type), v = zeros(length, type), t = zeros(1);
            Tensor[] largest = amsgrad ? [zeros(length, type)] : [];
            using OptimizerHelper optimizer = kernel == "adam"
                ? new Adam([ours], weight_decay: decay, amsgrad: amsgrad, maximize: maximize)
                : new AdamW([ours], weight_decay: decay, amsgrad: amsgrad, maximize: maximize);
            Step(optimizer, ours, (gradient, _) => FusedKernels.Run(kernel, theirs, gradient, m, v, largest, t, 1e-3, decay, amsgrad, maximize));

            (Tensor ourM, Tensor ourV, Tensor? ourLargest) = optimizer.state_dict().State[0] switch
            {
                AdamW.State state => (state.exp_avg, state.exp_avg_sq, state.max_exp_avg_sq),
                Adam.State state => (state.exp_avg, state.exp_avg_sq, state.max_exp_avg_sq),
                _ => throw new InvalidOperationException(),
            };
            AssertWithin(stateUnits, m, ourM);
            AssertWithin(stateUnits, v, ourV);
            AssertWithin(valueUnits, theirs, ours);
            if (amsgrad)
            {
                AssertWithin(stateUnits, largest[0], ourLargest!);
            }
        }
    }

    /// <summary>The kernel rounds μ·b before it adds the gradient; Eden does both at once.</summary>
    [Theory]
    [InlineData(0, 0, 0, false, false)]
    [InlineData(0, 0.9, 0, false, false)]
    [InlineData(0, 0.9, 0.2, false, false)]
    [InlineData(0.01, 0.9, 0, false, false)]
    [InlineData(0.01, 0.9, 0, true, true)]
    public void Momenta_of_SGD_are_within_16_units_and_values_within_4(double decay, double momentum, double dampening, bool nesterov, bool maximize)
    {
        foreach (ScalarType type in Types)
        {
            (TorchParameter ours, Tensor theirs) = Start(50_003, type);
            Tensor[] buffer = momentum > 0 ? [zeros(50_003, type)] : [];
            using SGD optimizer = new([ours], 1e-3, momentum, dampening, decay, nesterov, maximize);
            Step(optimizer, ours, (gradient, step) => FusedKernels.Run("sgd", theirs, gradient, buffer, 1e-3, decay, momentum, dampening, nesterov, maximize, step == 0));

            AssertWithin(4, theirs, ours);
            if (momentum > 0)
            {
                AssertWithin(16, buffer[0], ((SGD.State)optimizer.state_dict().State[0]).momentum_buffer);
            }
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.01, false)]
    [InlineData(0.01, true)]
    public void Adagrad_is_equal_bits_values_too(double decay, bool maximize)
    {
        foreach (ScalarType type in Types)
        {
            (TorchParameter ours, Tensor theirs) = Start(50_003, type);
            Tensor sum = zeros(50_003, type), t = zeros(1);
            using FusedOptimizer optimizer = new([ours], new AdagradOptions { L2Penalty = decay, Maximize = maximize });
            Step(optimizer, ours, (gradient, _) => FusedKernels.Run("adagrad", theirs, gradient, sum, t, 1e-2, decay, maximize));

            AssertWithin(0, sum, ((FusedOptimizer.State)optimizer.state_dict().State[0]).Arrays["sum"]!);
            AssertWithin(0, theirs, ours);
        }
    }

    private static (TorchParameter Ours, Tensor Theirs) Start(int length, ScalarType type)
    {
        random.manual_seed(1);
        Tensor start = randn(length, type);
        return (new TorchParameter(start.clone()), start);
    }

    private static void Step(OptimizerHelper optimizer, TorchParameter parameter, Action<Tensor, int> kernel)
    {
        for (int step = 0; step < Steps; step++)
        {
            using Tensor gradient = randn(parameter.numel(), parameter.dtype);
            parameter.grad = gradient;
            optimizer.step();
            kernel(gradient, step);
        }
    }

    private static void AssertWithin(double units, Tensor expected, Tensor actual)
    {
        using IDisposable scope = no_grad();
        double epsilon = expected.dtype == ScalarType.Float32 ? MathF.BitIncrement(1) - 1 : double.BitIncrement(1) - 1;
        Tensor difference = (actual - expected).abs() / expected.abs().clamp_min(1);
        Assert.InRange(difference.max().to(ScalarType.Float64).item<double>() / epsilon, 0, units);
    }
}
