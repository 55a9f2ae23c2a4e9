using System.Numerics.Tensors;
using System.Text.Json;
using Eden.Autograd;
using Eden.Lab.Data;
using Eden.Testing;

namespace Eden.Lab.Tests;

/// <summary>The script of docs/migration.md: what stands there is what runs here, and it does what the script in Python did.</summary>
public class MigrationTests
{
    private const int Micro = 4;

    [Fact]
    public void The_losses_and_the_accuracy_are_those_of_the_script_in_Python()
    {
        JsonElement recorded = Read();
        (List<double> losses, double accuracy) = Train(recorded.GetProperty("initial"));

        double[] expected = [.. recorded.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble())];
        Assert.Equal(120, expected.Length);
        for (int step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[step], losses[step], 2e-4 * expected[step]);
        }

        Assert.Equal(recorded.GetProperty("accuracy").GetDouble(), accuracy, 2.0 / Digits.Count);
    }

    [Fact]
    public void The_code_in_CSharp_is_the_one_that_runs_here()
    {
        string[] here = [.. File.ReadAllLines(Repository.PathTo("tests", "Eden.Lab.Tests", "MigrationTests.cs")).SkipWhile(line => line.Trim() != "// script").TakeWhile(line => line.Trim() != "// end").Select(line => line.Trim())];
        string[] lines = DocumentedCode.Lines("migration.md");

        Assert.True(lines.Length > 30);
        Assert.All(lines, line => Assert.Contains(line, here));
    }

    [Fact]
    public void Every_line_of_the_training_in_Python_is_on_the_page()
    {
        string[] script = [.. File.ReadAllLines(Repository.PathTo("tools", "train_digits.py")).Select(line => line.Trim())];
        string[] lines = DocumentedCode.Lines("migration.md", "python");

        Assert.All(lines, line => Assert.Contains(line, script));
        string[] training = [.. script.SkipWhile(line => !line.StartsWith("def train", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith("return", StringComparison.Ordinal))];
        Assert.Empty(training.Except([.. lines, "losses = []"]));
    }

    private static (List<double> Losses, double Accuracy) Train(JsonElement initial)
    {
        List<double> losses = [];
        double accuracy;
        Xoshiro256 random = new(1);

        // script
        Sequential<float> model = new(new Linear<float>("0", 64, 32, random), new Relu<float>(), new Linear<float>("2", 32, 10, random));
        Start(model, initial);
        AdamWOptions options = new() { LearningRate = 3e-3, Beta2 = 0.99, WeightDecay = 0.05 };
        using AdamW<float> optimizer = new(Decay.Split(model.Parameters, options))
        {
            GradientOptions = new GradientOptions { MicroBatches = Micro, MaxNorm = 1, ClearAfterStep = true },
        };
        Schedule schedule = Schedule.Linear(20, start: 0.1).Then(20, Schedule.Cosine(100, minimum: 0.01));
        using ExponentialAverage<float> average = new(model.Parameters, new ExponentialAverageOptions { Decay = 0.9 });
        for (int step = 0; step < 120; step++)
        {
            foreach (ParameterGroup<float, AdamWOptions> group in optimizer.Groups)
            {
                group.ScheduleMultiplier = schedule.At(step);
            }

            double total = 0;
            for (int micro = 0; micro < Micro; micro++)
            {
                (float[] features, int[] labels) = Rows((step * 64) + (micro * 16), 16);
                Variable<float> loss = model.Forward(Variable<float>.Constant(features, 16, 64)).CrossEntropy(labels);
                loss.Backward();
                total += loss.Item() / Micro;
            }

            optimizer.Step();
            average.Update();
            losses.Add(total);
        }

        using (average.Evaluate())
        {
            (float[] features, int[] labels) = Rows(0, Digits.Count);
            Variable<float> scores = model.Forward(Variable<float>.Constant(features, Digits.Count, 64));
            accuracy = Enumerable.Range(0, Digits.Count).Average(row => ArgMax(scores.Value.Slice(row * 10, 10)) == labels[row] ? 1.0 : 0.0);
        }

        // end
        return (losses, accuracy);
    }

    /// <summary>The weights that PyTorch started from.</summary>
    private static void Start(Sequential<float> model, JsonElement initial)
    {
        foreach (Parameter<float> parameter in model.Parameters)
        {
            float[] values = [.. initial.GetProperty(parameter.Name).EnumerateArray().Select(value => value.GetSingle())];
            values.CopyTo(parameter.Value);
        }
    }

    private static (float[] Features, int[] Labels) Rows(int first, int count)
    {
        float[] features = new float[count * Digits.Pixels];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            int row = (first + i) % Digits.Count;
            labels[i] = Digits.Labels[row];
            for (int pixel = 0; pixel < Digits.Pixels; pixel++)
            {
                features[(i * Digits.Pixels) + pixel] = (float)(Digits.Features[(row * Digits.Pixels) + pixel] / 16);
            }
        }

        return (features, labels);
    }

    private static int ArgMax(ReadOnlySpan<float> scores) => TensorPrimitives.IndexOfMax(scores);

    private static JsonElement Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathTo("tests", "golden-migration", "train-digits.json")));
        return document.RootElement.Clone();
    }
}
