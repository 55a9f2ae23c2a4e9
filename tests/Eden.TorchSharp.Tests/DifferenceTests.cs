using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>Where TorchSharp's own optimizers are not PyTorch's, and Eden's are.</summary>
public class DifferenceTests
{
    [Fact]
    public void AdamW_decays_by_default_and_TorchSharps_does_not()
    {
        (double ours, double theirs) = Run(p => new AdamW(p), p => new global::TorchSharp.Modules.AdamW(p), gradient: 0, steps: 1);
        Assert.Equal(1 - (1e-3 * 0.01), ours, 1e-15);
        Assert.Equal(1, theirs);
    }

    [Fact]
    public void SGD_with_maximize_decays_values_and_TorchSharps_grows_them()
    {
        (double ours, double theirs) = Run(
            p => new SGD(p, 0.1, weight_decay: 0.5, maximize: true),
            p => new global::TorchSharp.Modules.SGD(p, 0.1, weight_decay: 0.5, maximize: true),
            gradient: 0,
            steps: 1);
        Assert.Equal(0.95, ours, 1e-15);
        Assert.Equal(1.05, theirs, 1e-15);
    }

    [Fact]
    public void RAdam_multiplies_by_the_rate_once_and_TorchSharps_twice()
    {
        (double ours, double theirs) = Run(p => new RAdam(p, 0.01), p => new global::TorchSharp.Modules.RAdam(p, 0.01), gradient: 1, steps: 5);
        Assert.Equal(theirs, ours, 1e-12);
        (double oursLater, double theirsLater) = Run(p => new RAdam(p, 0.01), p => new global::TorchSharp.Modules.RAdam(p, 0.01), gradient: 1, steps: 6);
        Assert.Equal(0.01, (theirs - theirsLater) / (ours - oursLater), 1e-9);
    }

    private static (double Ours, double Theirs) Run(Func<TorchParameter[], OptimizerHelper> eden, Func<TorchParameter[], OptimizerHelper> torch, double gradient, int steps)
    {
        return (Final(eden), Final(torch));

        double Final(Func<TorchParameter[], OptimizerHelper> make)
        {
            TorchParameter weight = new(ones(1, ScalarType.Float64));
            using OptimizerHelper optimizer = make([weight]);
            weight.grad = full(1, gradient, ScalarType.Float64);
            for (int step = 0; step < steps; step++)
            {
                optimizer.step();
            }

            return weight.item<double>();
        }
    }
}
