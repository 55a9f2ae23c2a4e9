using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Eden.Autograd;
using Eden.Lab.Data;
using Eden.Testing;

namespace Eden.Lab.Tests;

/// <summary>The whole chain, data to optimizer, against a training run that PyTorch recorded.</summary>
public sealed class DigitsTrainingTests
{
    [Fact]
    public void Training_in_double_has_every_loss_of_PyTorch() => AssertLosses<double>("mlp-digits-adamw-f64.json", 1e-9);

    [Fact]
    public void Training_in_float_has_every_loss_of_PyTorch() => AssertLosses<float>("mlp-digits-adamw-f32.json", 2e-4);

    private static void AssertLosses<T>(string file, double relativeTolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathTo("tests", "golden", file)));
        JsonElement recording = document.RootElement;
        Xoshiro256 random = new(0);
        Sequential<T> model = new(new Linear<T>("0", 64, 32, random), new Relu<T>(), new Linear<T>("2", 32, 10, random));
        foreach (Parameter<T> parameter in model.Parameters)
        {
            T[] initial = [.. recording.GetProperty("initial").GetProperty(parameter.Name).EnumerateArray().Select(value => T.CreateChecked(value.GetDouble()))];
            initial.CopyTo(parameter.Value);
        }

        using AdamW<T> optimizer = new([.. recording.GetProperty("groups").EnumerateArray().Select(group => MakeGroup(group, recording.GetProperty("lr").GetDouble(), model))]);
        int step = 0;
        foreach (JsonElement recorded in recording.GetProperty("loss_per_step").EnumerateArray())
        {
            (T[] features, int[] labels) = MakeBatch<T>(step, recording.GetProperty("batch").GetInt32());
            Variable<T> loss = model.Forward(Variable<T>.Constant(features, labels.Length, Digits.Pixels)).CrossEntropy(labels);
            double expected = recorded.GetDouble();
            double actual = double.CreateChecked(loss.Item());
            Assert.True(Math.Abs(actual - expected) <= relativeTolerance * Math.Abs(expected), string.Create(CultureInfo.InvariantCulture, $"Step {step}: the loss is {actual:R} and was {expected:R}."));

            optimizer.ZeroGradients();
            loss.Backward();
            optimizer.Step();
            step++;
        }

        Assert.Equal(120, step);
    }

    private static ParameterGroup<T, AdamWOptions> MakeGroup<T>(JsonElement group, double learningRate, Module<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool matrices = group.GetProperty("params").ValueEquals("ndim > 1");
        return new(
            model.Parameters.Where(parameter => parameter.Shape.Length > 1 == matrices),
            new AdamWOptions { LearningRate = learningRate, WeightDecay = group.GetProperty("weight_decay").GetDouble() });
    }

    private static (T[] Features, int[] Labels) MakeBatch<T>(int step, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] features = new T[size * Digits.Pixels];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++)
        {
            int row = ((step * size) + i) % Digits.Count;
            labels[i] = Digits.Labels[row];
            for (int pixel = 0; pixel < Digits.Pixels; pixel++)
            {
                features[(i * Digits.Pixels) + pixel] = T.CreateChecked(Digits.Features[(row * Digits.Pixels) + pixel] / 16);
            }
        }

        return (features, labels);
    }
}
