using System.Reflection;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch.Tests;

/// <summary>Where TorchSharp's own optimizers are not PyTorch's, and Eden's are, by its recordings of PyTorch: the table of
/// docs/torchsharp.md.</summary>
public class DifferenceTests
{
    [Fact]
    public void AdamW_decays_by_default_and_TorchSharps_does_not()
    {
        (double ours, double theirs) = Run(p => new AdamW(p), p => torch.optim.AdamW(p), gradient: 0, steps: 1);
        Assert.Equal(1 - (1e-3 * 0.01), ours, 1e-15);
        Assert.Equal(1, theirs);
    }

    [Fact]
    public void SGD_with_maximize_decays_values_and_TorchSharps_grows_them()
    {
        (double ours, double theirs) = Run(
            p => new SGD(p, 0.1, weight_decay: 0.5, maximize: true),
            p => torch.optim.SGD(p, 0.1, weight_decay: 0.5, maximize: true),
            gradient: 0,
            steps: 1);
        Assert.Equal(0.95, ours, 1e-15);
        Assert.Equal(1.05, theirs, 1e-15);
    }

    [Fact]
    public void RAdam_multiplies_by_the_rate_once_and_TorchSharps_twice()
    {
        (double ours, double theirs) = Run(p => new RAdam(p, 0.01), p => torch.optim.RAdam(p, 0.01), gradient: 1, steps: 5);
        Assert.Equal(theirs, ours, 1e-12);
        (double oursLater, double theirsLater) = Run(p => new RAdam(p, 0.01), p => torch.optim.RAdam(p, 0.01), gradient: 1, steps: 6);
        Assert.Equal(0.01, (theirs - theirsLater) / (ours - oursLater), 1e-9);
    }

    [Fact]
    public void Rprop_trains_in_both()
    {
        Assert.Equal(3, Minimize(p => new FusedOptimizer(p, new RpropOptions())), 1e-3);
        Assert.Equal(3, Minimize(p => torch.optim.Rprop(p)), 1e-3);

        static double Minimize(Func<TorchParameter[], OptimizerHelper> make)
        {
            TorchParameter weight = new(ones(1, ScalarType.Float64));
            using OptimizerHelper optimizer = make([weight]);
            for (int step = 0; step < 300; step++)
            {
                weight.grad = 2 * (weight.detach() - 3);
                optimizer.step();
            }

            return weight.item<double>();
        }
    }

    [Fact]
    public void Tied_weights_are_stepped_once_and_by_TorchSharp_twice()
    {
        (double ours, double theirs) = Run(p => new SGD([p[0], p[0]], 0.25), p => torch.optim.SGD([p[0], p[0]], 0.25), gradient: 1, steps: 1);
        Assert.Equal((0.75, 0.5), (ours, theirs));
    }

    [Theory]
    [InlineData("AdamW", "weight_decay", 0, 0.01)]
    [InlineData("RAdam", "lr", 2e-3, 1e-3)]
    [InlineData("ASGD", "lr", 1e-3, 1e-2)]
    [InlineData("Adamax", "lr", 2e-3, 2e-3)]
    [InlineData("NAdam", "lr", 2e-3, 2e-3)]
    [InlineData("Rprop", "lr", 1e-2, 1e-2)]
    [InlineData("Adadelta", "lr", 1, 1)]
    public void Defaults_are_those_that_the_page_names(string name, string argument, double theirs, double ours)
    {
        OptimizerOptions options = name switch
        {
            "AdamW" => new AdamWOptions(),
            "RAdam" => new RAdamOptions(),
            "ASGD" => new AsgdOptions(),
            "Adamax" => new AdamaxOptions(),
            "NAdam" => new NAdamOptions(),
            "Rprop" => new RpropOptions(),
            _ => new AdadeltaOptions(),
        };
        Assert.Equal(ours, argument == "lr" ? options.LearningRate : ((AdamWOptions)options).WeightDecay);
        Assert.All(Methods(name), method => Assert.Equal(theirs, Convert.ToDouble(Argument(method, argument)!.DefaultValue, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void LBFGS_starts_at_another_rate_than_PyTorchs_1_and_searches_no_line()
    {
        Assert.All(Methods("LBFGS"), method =>
        {
            Assert.Equal(0.01, Argument(method, "lr")!.DefaultValue);
            Assert.Null(Argument(method, "line_search_fn"));
        });
    }

    [Fact]
    public void What_the_page_calls_absent_is_absent()
    {
        HashSet<string> names = [.. typeof(torch).Assembly.GetExportedTypes().SelectMany(type => type.GetMembers().Select(member => member.Name).Append(type.Name))];
        Assert.Contains("CosineAnnealingLR", names);
        Assert.DoesNotContain(names, name => name is "SparseAdam" or "Adafactor" or "Muon" or "CosineAnnealingWarmRestarts" or "SWALR" or "AveragedModel" or "GradScaler");
    }

    private static MethodInfo[] Methods(string name)
    {
        MethodInfo[] methods = [.. typeof(torch.optim).GetMethods().Where(method => method.Name == name)];
        Assert.NotEmpty(methods);
        return methods;
    }

    private static ParameterInfo? Argument(MethodInfo method, string name) => method.GetParameters().SingleOrDefault(parameter => parameter.Name == name);

    private static (double Ours, double Theirs) Run(Func<TorchParameter[], OptimizerHelper> eden, Func<TorchParameter[], OptimizerHelper> torch, double gradient, int steps)
    {
        return (Final(eden), Final(torch));

        double Final(Func<TorchParameter[], OptimizerHelper> make)
        {
            TorchParameter weight = new(full(1, 1.0, ScalarType.Float64));
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
