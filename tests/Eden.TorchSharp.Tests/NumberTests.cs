using System.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>The numbers, against TorchSharp's own optimizers and Eden's over arrays.</summary>
public class NumberTests
{
    private const int Steps = 20;

    [Theory]
    [MemberData(nameof(ArgumentCase.Names), MemberType = typeof(ArgumentCase))]
    public void Steps_are_TorchSharps_within_rounding(string name, ScalarType type)
    {
        ArgumentCase one = ArgumentCase.Of(name);

        // PyTorch keeps NAdam's product of momenta in float32 whatever the parameter, TorchSharp in float64.
        if (one.TorchSharp is null || (name == "NAdam" && type == ScalarType.Float64))
        {
            return;
        }

        TorchParameter[] ours = Model.Parameters(type), theirs = Model.Parameters(type);
        using OptimizerHelper eden = one.Eden(ours), torch = one.TorchSharp(theirs);
        double epsilon = type == ScalarType.Float32 ? MathF.BitIncrement(1) - 1 : double.BitIncrement(1) - 1;
        for (int step = 1; step <= Steps; step++)
        {
            double[][] before = Model.Values(theirs);
            Model.Copy(theirs, ours);
            Model.SetGradients(ours, step);
            Model.SetGradients(theirs, step);
            eden.step();
            torch.step();
            double[][] expected = Model.Values(theirs), actual = Model.Values(ours);
            for (int p = 0; p < expected.Length; p++)
            {
                double largestChange = expected[p].Zip(before[p], (x, y) => Math.Abs(x - y)).DefaultIfEmpty().Max();
                for (int i = 0; i < expected[p].Length; i++)
                {
                    double allowed = 8 * epsilon * (Math.Abs(before[p][i]) + largestChange);
                    Assert.InRange(actual[p][i], expected[p][i] - allowed, expected[p][i] + allowed);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(ArgumentCase.Names), MemberType = typeof(ArgumentCase))]
    public void Steps_have_the_bits_of_Eden_over_arrays(string name, ScalarType type)
    {
        if (type == ScalarType.Float32)
        {
            Compare<float>(ArgumentCase.Of(name), type);
        }
        else
        {
            Compare<double>(ArgumentCase.Of(name), type);
        }
    }

    private static void Compare<T>(ArgumentCase one, ScalarType type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TorchParameter[] tensors = Model.Parameters(type);
        Parameter<T>[] arrays = [.. tensors.Where(tensor => tensor.numel() > 0).Select((tensor, i) => new Parameter<T>($"{i}", tensor.shape))];
        TorchParameter[] filled = [.. tensors.Where(tensor => tensor.numel() > 0)];
        for (int i = 0; i < filled.Length; i++)
        {
            filled[i].data<T>().ToArray().CopyTo(arrays[i].Value);
        }

        using OptimizerHelper eden = one.Eden(tensors);
        using Optimizer<T> plain = new(arrays, one.Options);
        for (int step = 1; step <= Steps; step++)
        {
            Model.SetGradients(tensors, step);
            for (int i = 0; i < filled.Length; i++)
            {
                arrays[i].HasGradient = true;
                filled[i].grad!.data<T>().ToArray().CopyTo(arrays[i].Gradient);
            }

            eden.step();
            plain.Step();
            for (int i = 0; i < filled.Length; i++)
            {
                Assert.Equal(arrays[i].Value.ToArray(), filled[i].data<T>().ToArray());
            }
        }
    }
}
