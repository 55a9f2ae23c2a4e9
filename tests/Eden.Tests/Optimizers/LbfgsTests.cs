using System.Globalization;
using Eden.Checkpoints;

namespace Eden.Tests.Optimizers;

public sealed class LbfgsTests
{
    [Theory]
    [InlineData(LineSearch.None)]
    [InlineData(LineSearch.StrongWolfe)]
    public void It_fits_a_curve_to_points_that_lie_on_one(LineSearch search)
    {
        using Parameter<double> curve = new("curve", 3) { HasGradient = true };
        Lbfgs<double> optimizer = new([curve], new() { LineSearch = search, LearningRate = search == LineSearch.None ? 0.5 : 1 });
        for (int i = 0; i < 20; i++)
        {
            optimizer.Step(() => Fit(curve));
        }

        Assert.All(curve.Value.ToArray().Zip((double[])[0.5, -2, 3]), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
    }

    [Theory]
    [InlineData(".safetensors")]
    [InlineData(".pt")]
    public void A_run_goes_on_from_a_file_with_the_same_bits_in_both_types(string ending)
    {
        GoOn<double>(ending);
        GoOn<float>(ending);
    }

    [Fact]
    public void What_the_function_throws_leaves_values_and_memory_as_they_were()
    {
        using Parameter<double> curve = new("curve", 3) { HasGradient = true };
        Lbfgs<double> optimizer = new([curve], new() { LineSearch = LineSearch.StrongWolfe, MaxIterations = 3 });
        optimizer.Step(() => Fit(curve));
        double[] values = curve.Value.ToArray();
        (long evaluations, long iterations) = (optimizer.Evaluations, optimizer.Iterations);
        int calls = 0;
        Assert.Throws<NotSupportedException>(() => optimizer.Step(() => ++calls == 3 ? throw new NotSupportedException() : Fit(curve)));
        Assert.Equal(values, curve.Value.ToArray());
        Assert.Equal((evaluations, iterations), (optimizer.Evaluations, optimizer.Iterations));
        Assert.Throws<InvalidOperationException>(() => optimizer.Step(() => optimizer.Step(() => 0)));
    }

    [Fact]
    public void A_frozen_parameter_stays_and_a_flat_start_is_one_evaluation()
    {
        using Parameter<double> frozen = new("frozen", 2) { HasGradient = true, IsFrozen = true };
        frozen.Gradient.Fill(1);
        Lbfgs<double> optimizer = new([frozen]);
        Assert.Equal(7, optimizer.Step(() => 7));
        Assert.Equal((1, 0), (optimizer.Evaluations, optimizer.Iterations));
        Assert.Equal([0, 0], frozen.Value.ToArray());
    }

    [Fact]
    public void What_cannot_be_optimized_or_loaded_is_refused_by_name()
    {
        using Parameter<double> parameter = new("p", 2) { HasGradient = true };
        Assert.Throws<ArgumentException>(() => new Lbfgs<double>([]));
        Assert.Contains("'p'", Assert.Throws<ArgumentException>(() => new Lbfgs<double>([parameter, parameter])).Message, StringComparison.Ordinal);
        string path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"eden-{Guid.NewGuid():N}.safetensors"));
        try
        {
            new Lbfgs<double>([parameter]).Save(path);
            using Parameter<double> longer = new("p", 3);
            Assert.Contains("shape", Assert.Throws<CheckpointException>(() => new Lbfgs<double>([longer]).Load(path)).Message, StringComparison.Ordinal);
            new Sgd<double>([parameter]).Save(path);
            Assert.EndsWith("holds no state of LBFGS", Assert.Throws<CheckpointException>(() => new Lbfgs<double>([parameter]).Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void GoOn<T>(string ending)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        string path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"eden-{Guid.NewGuid():N}{ending}"));
        LbfgsOptions options = new() { MaxIterations = 2, HistorySize = 3, LineSearch = LineSearch.StrongWolfe };
        try
        {
            using Parameter<T> curve = new("curve", 3) { HasGradient = true };
            Lbfgs<T> optimizer = new([curve], options);
            optimizer.Step(() => Fit(curve));
            optimizer.Step(() => Fit(curve));
            optimizer.Save(path);
            using Parameter<T> other = new("curve", 3) { HasGradient = true };
            Lbfgs<T> resumed = new([other], options);
            resumed.Load(path);
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(optimizer.Step(() => Fit(curve)), resumed.Step(() => Fit(other)));
                Assert.Equal(curve.Value.ToArray(), other.Value.ToArray());
            }

            Assert.Equal((optimizer.Evaluations, optimizer.Iterations), (resumed.Evaluations, resumed.Iterations));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Half the squared distance of ax² + bx + c from points on ½x² − 2x + 3.</summary>
    private static double Fit<T>(Parameter<T> curve)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        double[] c = Array.ConvertAll(curve.Value.ToArray(), double.CreateTruncating);
        double[] gradient = new double[3];
        double loss = 0;
        for (double x = -2; x <= 2; x += 0.5)
        {
            double miss = (c[0] * x * x) + (c[1] * x) + c[2] - ((0.5 * x * x) - (2 * x) + 3);
            loss += miss * miss / 2;
            (gradient[0], gradient[1], gradient[2]) = (gradient[0] + (miss * x * x), gradient[1] + (miss * x), gradient[2] + miss);
        }

        for (int i = 0; i < 3; i++)
        {
            curve.Gradient[i] = T.CreateTruncating(gradient[i]);
        }

        return loss;
    }
}
