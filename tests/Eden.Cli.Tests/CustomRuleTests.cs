using System.Numerics;

namespace Eden.Cli.Tests;

/// <summary>Files of a program with a rule of its own, which <c>eden checkpoint</c> does not have.</summary>
public sealed class CustomRuleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-custom").FullName;
    private readonly string _file;

    public CustomRuleTests()
    {
        _file = Path.Combine(_folder, "run.safetensors");
        Parameter<float> weight = new("w", 3) { HasGradient = true };
        using Optimizer<float> optimizer = new([weight], new SlowOptions());
        optimizer.Step();
        optimizer.Save(_file);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_inspected_copied_and_compared()
    {
        string copy = Path.Combine(_folder, "copy.safetensors");
        EdenResult inspected = EdenProcess.Run("checkpoint", "inspect", _file);

        Assert.Equal((0, ""), (inspected.ExitCode, inspected.Error));
        Assert.Matches(@"(?m)^eden\.optimizer\.groups\.0\.kind +Eden\.Cli\.Tests\.CustomRuleTests\+SlowOptions\r?$", inspected.Output);
        Assert.Matches(@"(?m)^eden\.optimizer\.groups\.0\.unmapped\.Slowness +10\r?$", inspected.Output);
        Assert.Equal(0, EdenProcess.Run("checkpoint", "convert", _file, copy).ExitCode);
        Assert.Equal(0, EdenProcess.Run("checkpoint", "diff", _file, copy).ExitCode);
    }

    [Fact]
    public void It_is_not_converted_for_PyTorch()
    {
        EdenResult result = EdenProcess.Run("checkpoint", "convert", _file, Path.Combine(_folder, "run.pt"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("PyTorch has no Eden.Cli.Tests.CustomRuleTests+SlowOptions; it has Adam, ", result.Error, StringComparison.Ordinal);
    }

    private sealed record SlowOptions : DirectionOptions
    {
        private static readonly string[] AllStateNames = ["trail"];

        public double Slowness { get; init; } = 10;

        protected override ReadOnlySpan<string> StateNames => AllStateNames;

        protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink) => sink.Use(new Slow<T>(learningRate / Slowness));
    }

    private readonly struct Slow<T>(double learningRate) : IDirection<Slow<T>, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Constant<T> _learningRate = new(learningRate);

        public static int StateCount => 1;

        public TLane Update<TLane>(TLane g, ref TLane trail, ref TLane unused1, ref TLane unused2, ref TLane unused3)
            where TLane : struct, ILane<TLane, T>
        {
            trail += g;
            return TLane.Broadcast(_learningRate) * trail;
        }
    }
}
