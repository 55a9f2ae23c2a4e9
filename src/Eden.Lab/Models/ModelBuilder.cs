using System.Globalization;
using System.Numerics;
using Eden.Autograd;

namespace Eden.Lab.Models;

/// <summary>Builds models from their configurations.</summary>
internal static class ModelBuilder
{
    /// <summary>Builds a perceptron of random start. Parameters are named by position as in PyTorch's <c>nn.Sequential</c>:
    /// <c>0.weight</c>, <c>0.bias</c>, <c>2.weight</c>.</summary>
    /// <param name="classes">Its outputs: a score per class.</param>
    /// <param name="random">Where the start comes from.</param>
    /// <exception cref="InputException">The configuration is out of range.</exception>
    public static Network<T> Build<T>(ModelConfig config, int features, int classes, Xoshiro256 random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        List<Module<T>> modules = [];
        List<Dropout<T>> dropouts = [];
        int inputs = features;
        foreach (int width in config.Hidden)
        {
            modules.Add(new Linear<T>(NameOf(modules.Count), inputs, width, random));
            modules.Add(config.Activation switch
            {
                Activation.Tanh => new Tanh<T>(),
                Activation.Gelu => new Gelu<T>(),
                _ => new Relu<T>(),
            });
            if (config.Dropout > 0)
            {
                dropouts.Add(new Dropout<T>(config.Dropout));
                modules.Add(dropouts[^1]);
            }

            inputs = width;
        }

        modules.Add(new Linear<T>(NameOf(modules.Count), inputs, classes, random));
        return new Network<T>(new Sequential<T>(modules), dropouts);
    }

    private static string NameOf(int position) => position.ToString(CultureInfo.InvariantCulture);
}
