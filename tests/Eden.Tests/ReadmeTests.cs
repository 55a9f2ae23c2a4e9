using Eden.Testing;

namespace Eden.Tests;

public sealed class ReadmeTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void The_example_is_the_code_that_runs_here(string readme)
    {
        string[] example = [.. CodeBlock(readme).Where(line => line.Length > 0 && line != "using Eden;")];
        string[] here = [.. File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Eden.Tests", "ReadmeTests.cs")).SkipWhile(line => line.Trim() != "// example").Skip(1).TakeWhile(line => line.Trim() != "// end").Where(line => line.Length > 0)];
        Assert.Equal(here.Select(Code), example.Select(Code));
    }

    [Fact]
    public void The_example_finds_the_line()
    {
        TextWriter before = Console.Out;
        using StringWriter printed = new();
        try
        {
            Console.SetOut(printed);
            Example();
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Equal("y = 2.00 x + 1.00", printed.ToString().Trim());
    }

    private static void Example()
    {
#pragma warning disable IDE0047, IDE0048, CA1305 // The example is written as a reader would write it.
        // example
        float[] weights = [0, 0], gradient = [0, 0];
        Parameter<float> line = Parameter<float>.Wrap("line", weights, gradient);
        using AdamW<float> optimizer = new([line], new AdamWOptions { LearningRate = 0.05, WeightDecay = 0 });
        for (int step = 0; step < 2000; step++)
        {
            float x = step % 10 / 10f, error = weights[0] * x + weights[1] - (2 * x + 1);
            (gradient[0], gradient[1]) = (2 * error * x, 2 * error);
            optimizer.Step();
        }

        Console.WriteLine($"y = {weights[0]:F2} x + {weights[1]:F2}");
        // end
#pragma warning restore IDE0047, IDE0048, CA1305
    }

    private static IEnumerable<string> CodeBlock(string readme) =>
        File.ReadAllLines(Path.Combine(Repository.Root, readme)).SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```");

    private static string Code(string line) => line.Split("//")[0].Trim();
}
