using Eden.Checkpoints;
using Eden.Kernels;
using Eden.Tests.Checkpoints;

namespace Eden.Tests.Storage;

public sealed unsafe class SmallCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(StateStorage.BFloat16)]
    [InlineData(StateStorage.Float8)]
    public void A_run_goes_on_bit_for_bit_from_the_small_form(StateStorage storage)
    {
        string path = _folder.File("small.safetensors");
        using Optimizer<float> through = Make(storage, out Parameter<float>[] expected);
        Train(through, 0, 3);
        through.Save(path);
        Train(through, 3, 6);
        using Optimizer<float> resumed = Make(storage, out Parameter<float>[] actual);
        resumed.Load(path);
        Train(resumed, 3, 6);

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Value.ToArray(), pair.Second.Value.ToArray()));
        Assert.All(expected, parameter => Assert.Equal(through.GetState(parameter.Name), resumed.GetState(parameter.Name)));
    }

    [Fact]
    public void The_tensors_of_8_bit_floats_are_codes_and_exponents()
    {
        string path = _folder.File("small.safetensors");
        using Optimizer<float> optimizer = Make(StateStorage.Float8, out _);
        Train(optimizer, 0, 1);
        optimizer.Save(path);
        using Checkpoint checkpoint = SafetensorsFile.Open(path);

        Assert.Equal(
            ["long F32 [5000]", "long.exp_avg U8 [5000]", "long.exp_avg.exponents U8 [160]", "long.exp_avg_sq U8 [5000]", "long.exp_avg_sq.exponents U8 [160]", "short F32 [10]", "short.exp_avg F32 [10]", "short.exp_avg_sq F32 [10]"],
            checkpoint.Tensors.Select(tensor => tensor.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void State_in_full_is_rounded_as_it_is_loaded()
    {
        string path = _folder.File("full.safetensors");
        using Optimizer<float> full = Make(StateStorage.Full, out _);
        Train(full, 0, 3);
        full.Save(path);
        using Optimizer<float> small = Make(StateStorage.Float8, out _);
        small.Load(path);

        float[] exact = full.GetState("long")["exp_avg_sq"], rounded = small.GetState("long")["exp_avg_sq"];
        Assert.Equal(Rounded(exact, new UnsignedFloat8Format(), 3), rounded);
        Assert.Equal(full.GetState("short"), small.GetState("short"));
    }

    [Fact]
    public void What_does_not_fit_is_named_before_anything_changes()
    {
        string path = _folder.File("small.safetensors");
        using Optimizer<float> small = Make(StateStorage.Float8, out _);
        Train(small, 0, 2);
        small.Save(path);
        foreach (StateStorage storage in (StateStorage[])[StateStorage.Full, StateStorage.BFloat16])
        {
            using Optimizer<float> other = Make(storage, out Parameter<float>[] parameters);
            CheckpointException exception = Assert.Throws<CheckpointException>(() => other.Load(path));
            Assert.Contains("'long.exp_avg' is U8 [5000] in the checkpoint", exception.Message, StringComparison.Ordinal);
            Assert.Equal(0, other.StepCount);
            Assert.All(parameters[0].Value.ToArray(), value => Assert.Equal(0, value));
        }

        using Checkpoint checkpoint = SafetensorsFile.Open(path);
        Assert.Contains("8-bit floats", Assert.Throws<CheckpointException>(() => PyTorchFile.Write(_folder.File("small.pt"), checkpoint, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_a_run_of_no_steps_clears_small_state()
    {
        string path = _folder.File("new.safetensors");
        using Optimizer<float> fresh = Make(StateStorage.Float8, out _);
        fresh.Save(path);
        using Optimizer<float> trained = Make(StateStorage.Float8, out _);
        Train(trained, 0, 2);
        trained.Load(path);

        Assert.All(trained.GetState("long").Values, state => Assert.All(state, number => Assert.Equal(0, number)));
    }

    private static Optimizer<float> Make(StateStorage storage, out Parameter<float>[] parameters)
    {
        parameters = [new("long", 5000) { HasGradient = true }, new("short", 10) { HasGradient = true }];
        return new Optimizer<float>(new ParameterGroup<float>(parameters, new AdamWOptions()) { Storage = new() { State = storage } });
    }

    private static void Train(Optimizer<float> optimizer, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            foreach (Parameter<float> parameter in optimizer.Parameters)
            {
                Xoshiro256 random = new((ulong)step);
                foreach (ref float gradient in parameter.Gradient)
                {
                    gradient = (float)random.NextNormal();
                }
            }

            optimizer.Step();
        }
    }

    private static float[] Rounded(float[] numbers, StorageFormat<float> format, uint step)
    {
        byte[] stored = new byte[format.BytesFor(numbers.Length) + 64];
        float[] rounded = new float[numbers.Length];
        float* tile = stackalloc float[Tile<float>.Length];
        fixed (byte* start = stored)
        {
            for (int first = 0; first < numbers.Length; first += Tile<float>.Length)
            {
                Span<float> part = numbers.AsSpan(first, Math.Min(Tile<float>.Length, numbers.Length - first));
                part.CopyTo(new Span<float>(tile, part.Length));
                format.Encode(tile, start, numbers.Length, first, part.Length, step);
            }

            fixed (float* destination = rounded)
            {
                format.DecodeAll(start, numbers.Length, new Block(0, numbers.Length), destination);
            }
        }

        return rounded;
    }
}
