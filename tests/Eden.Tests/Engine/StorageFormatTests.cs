using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Engine;

/// <summary>State and values in formats of their own: the contract, proven with bfloat16 and with a format that the engine does not
/// know, with one scale per group of 32.</summary>
[Trait(Suite.Trait, Suite.Kernels)]
public unsafe class StorageFormatTests
{
    private static readonly int[] Lengths = [0, 1, 31, 33, 1000, 1023, 1024, 1025, 40_000];

    private static readonly OptimizerOptions[] Algorithms =
    [
        new AdamWOptions(), new AdamWOptions { AmsGrad = true }, new AdamWOptions { Cautious = true, WeightDecay = 0.1 }, new AdamOptions { L2Penalty = 0.1 }, new LionOptions { Cautious = true },
        new SgdOptions { Momentum = 0.9 }, new AdanOptions(), new LambOptions(), new RmsPropOptions { Centered = true },
    ];

    [Fact]
    public void A_format_that_keeps_every_bit_changes_none()
    {
        foreach (OptimizerOptions options in Algorithms)
        {
            foreach (int length in Lengths)
            {
                float[][] plain = Run(options, length, null, LaneWidth.Scalar, 1);
                Assert.Equal(plain, Run(options, length, new Shuffled(), Lanes.CurrentWidth, 1));
                Assert.Equal(plain, Run(options, length, new Shuffled(), Lanes.CurrentWidth, 4));
            }
        }
    }

    [Fact]
    public void Values_and_gradients_have_formats_too()
    {
        Shuffled format = new();
        foreach (OptimizerOptions options in Algorithms.Where(options => options is not LambOptions))
        {
            foreach (int length in Lengths.Where(length => length > 0))
            {
                float[] plain = new float[length], shuffled = new float[length];
                Fill(plain, 1);
                Shuffle(plain, shuffled);
                float[] gradients = new float[length], shuffledGradients = new float[length];
                using Optimizer<float> expected = Make(plain, gradients, null);
                using Optimizer<float> actual = Make(shuffled, shuffledGradients, new() { Value = format, Gradient = format });
                for (int step = 0; step < 4; step++)
                {
                    Fill(gradients, step + 2);
                    gradients[^1] = step == 2 ? float.NaN : gradients[^1];
                    Shuffle(gradients, shuffledGradients);
                    Assert.Equal(expected.Step(), actual.Step());
                    Assert.All(shuffledGradients, g => Assert.Equal(0, g));
                }

                float[] read = new float[length];
                Shuffle(shuffled, read);
                Assert.Equal(plain, read);
            }

            Optimizer<float> Make(float[] values, float[] gradients, SegmentStorage<float>? storage) =>
                new(new ParameterGroup<float>([Parameter<float>.Wrap("p", values, gradients.AsMemory())], options) { Formats = storage })
                {
                    GradientOptions = new() { MaxNorm = 1, NonFinite = NonFiniteGradients.SkipStep, ClearAfterStep = true },
                };
        }

        static void Shuffle(float[] from, float[] to)
        {
            for (int i = 0; i < from.Length; i++)
            {
                to[i] = BitConverter.UInt32BitsToSingle(uint.RotateLeft(BitConverter.SingleToUInt32Bits(from[i]), 16));
            }
        }
    }

    [Fact]
    public void Widths_and_threads_change_no_bit_of_any_format()
    {
        foreach (StorageFormat<float> format in (StorageFormat<float>[])[new BFloat16Format(), new Grouped()])
        {
            foreach (OptimizerOptions options in Algorithms)
            {
                foreach (int length in Lengths)
                {
                    float[][] expected = Run(options, length, format, LaneWidth.Scalar, 1);
                    Assert.All(Lanes.Widths.ToArray(), width => Assert.Equal(expected, Run(options, length, format, width, 1)));
                    Assert.Equal(expected, Run(options, length, format, Lanes.CurrentWidth, 3));
                }
            }
        }
    }

    [Fact]
    public void A_step_uses_decoded_moments_and_stores_rounded_ones()
    {
        foreach (StorageFormat<float> format in (StorageFormat<float>[])[new BFloat16Format(), new Grouped()])
        {
            const int Length = 333;
            float[][] actual = Run(new AdamWOptions(), Length, format, Lanes.CurrentWidth, 1);

            // The same with plain state that is rounded by the format after each step.
            using Parameter<float> parameter = new("p", Length) { HasGradient = true };
            using AdamW<float> optimizer = new([parameter]);
            Fill(parameter.Value, 1);
            for (int step = 0; step < 4; step++)
            {
                Fill(parameter.Gradient, step + 2);
                optimizer.Step();
                for (int i = 0; i < 2; i++)
                {
                    byte[] bytes = new byte[format.BytesFor(Length)];
                    fixed (byte* stored = bytes)
                    {
                        for (int first = 0; first < Length; first += Tile<float>.Length)
                        {
                            int count = Math.Min(Tile<float>.Length, Length - first);
                            format.Encode(optimizer.StatePointer(parameter, i) + first, stored, Length, first, count, (uint)step + 1);
                            format.Decode(stored, Length, first, count, optimizer.StatePointer(parameter, i) + first);
                        }
                    }
                }
            }

            Assert.Equal(parameter.Value.ToArray(), actual[0]);
            Assert.Equal(optimizer.GetState(parameter).Values, actual[1..]);
        }
    }

    [Fact]
    public void Groups_of_different_formats_are_one_step_and_a_copy_has_them()
    {
        Parameter<float>[] parameters = [new("a", 300) { HasGradient = true }, new("b", 300) { HasGradient = true }];
        using Optimizer<float> optimizer = new(
            new ParameterGroup<float>([parameters[0]], new AdamWOptions()) { Formats = new() { States = [new BFloat16Format(), new Grouped()] } },
            new ParameterGroup<float>([parameters[1]], new AdamWOptions()));
        optimizer.GradientOptions = new() { MaxNorm = 1, ClearAfterStep = true };
        Fill(parameters[0].Gradient, 1);
        Fill(parameters[1].Gradient, 1);
        optimizer.Step();
        using Optimizer<float> copy = optimizer.CopyFor([new("a", 300), new("b", 300)]);

        Assert.Equal(optimizer.GetState("a"), copy.GetState("a"));
        Assert.NotEqual(optimizer.GetState("a")["exp_avg"], optimizer.GetState("b")["exp_avg"]);
        Assert.Equal(parameters[0].Value.ToArray(), parameters[1].Value.ToArray());
        Assert.All(parameters[0].Gradient.ToArray(), g => Assert.Equal(0, g));
        Assert.Throws<NotSupportedException>(() => optimizer.Save("never"));
        foreach (OptimizerOptions options in (OptimizerOptions[])[new AdafactorOptions(), new AdagradOptions { InitialAccumulator = 1 }])
        {
            Assert.Throws<NotSupportedException>(() => new Optimizer<float>(new ParameterGroup<float>([new("c", 5)], options) { Formats = new() { States = [new BFloat16Format()] } }));
        }

        Assert.Throws<NotSupportedException>(() => new Optimizer<float>(new ParameterGroup<float>([new("d", 5)], new LambOptions()) { Formats = new() { Value = new Shuffled() } }));
    }

    [Fact]
    public void Neighbours_with_the_same_options_and_other_formats_are_kept_apart()
    {
        AdamWOptions shared = new();
        foreach (bool isFirst in (bool[])[true, false])
        {
            SegmentStorage<float> storage = new() { States = [new BFloat16Format(), new BFloat16Format()] };
            Parameter<float>[] parameters = [new("a", 300) { HasGradient = true }, new("b", 300) { HasGradient = true }];
            using Optimizer<float> optimizer = new(
                new ParameterGroup<float>([parameters[0]], shared) { Formats = isFirst ? storage : null },
                new ParameterGroup<float>([parameters[1]], shared) { Formats = isFirst ? null : storage });
            Fill(parameters[0].Gradient, 1);
            Fill(parameters[1].Gradient, 1);
            optimizer.Step();

            Assert.Equal(parameters[0].Value.ToArray(), parameters[1].Value.ToArray());
            Assert.NotEqual(optimizer.GetState("a")["exp_avg"], optimizer.GetState("b")["exp_avg"]);
        }
    }

    private static float[][] Run(OptimizerOptions options, int length, StorageFormat<float>? format, LaneWidth width, int threads)
    {
        using Parameter<float> parameter = new("p", length) { HasGradient = true };
        SegmentStorage<float>? storage = format is null ? null : new() { States = [.. Enumerable.Repeat(format, options.StateCount)] };
        using Optimizer<float> optimizer = new(new ParameterGroup<float>([parameter], options) { Formats = storage }) { LaneWidth = width, Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 } };
        Fill(parameter.Value, 1);
        for (int step = 0; step < 4; step++)
        {
            Fill(parameter.Gradient, step + 2);
            optimizer.Step();
        }

        return [parameter.Value.ToArray(), .. optimizer.GetState(parameter).Values];
    }

    private static void Fill(Span<float> values, int seed)
    {
        Xoshiro256 random = new((ulong)seed);
        foreach (ref float value in values)
        {
            value = (float)random.NextNormal();
        }
    }

    /// <summary>Plain numbers with their bits turned over, so that who forgets to decode is found out. Zero stays zero.</summary>
    private sealed class Shuffled : StorageFormat<float>
    {
        public override long BytesFor(long length) => 4 * length;

        public override void Decode(byte* source, long length, long first, int count, float* destination)
        {
            for (int i = 0; i < count; i++)
            {
                destination[i] = BitConverter.UInt32BitsToSingle(uint.RotateLeft(((uint*)source)[first + i], 16));
            }
        }

        public override void Encode(float* source, byte* destination, long length, long first, int count, uint step)
        {
            for (int i = 0; i < count; i++)
            {
                ((uint*)destination)[first + i] = uint.RotateLeft(BitConverter.SingleToUInt32Bits(source[i]), 16);
            }
        }
    }

    /// <summary>Bytes with one scale for 32 elements, the scales behind all bytes; the last group may have fewer.</summary>
    private sealed class Grouped : StorageFormat<float>
    {
        private const int Group = 32;

        public override long BytesFor(long length) => Scales(length) + (4 * ((length + Group - 1) / Group));

        public override void Decode(byte* source, long length, long first, int count, float* destination)
        {
            for (int i = 0; i < count; i++)
            {
                destination[i] = ((sbyte*)source)[first + i] * ScalesOf(source, length)[(first + i) / Group];
            }
        }

        public override void Encode(float* source, byte* destination, long length, long first, int count, uint step)
        {
            Assert.Equal(0, first % Group);
            Assert.True(count % Group == 0 || first + count == length);
            for (int start = 0; start < count; start += Group)
            {
                int end = Math.Min(start + Group, count);
                float largest = 0;
                for (int i = start; i < end; i++)
                {
                    largest = Math.Max(largest, Math.Abs(source[i]));
                }

                float scale = largest / 127;
                ScalesOf(destination, length)[(first + start) / Group] = scale;
                for (int i = start; i < end; i++)
                {
                    ((sbyte*)destination)[first + i] = (sbyte)(scale > 0 ? MathF.Round(source[i] / scale) : 0);
                }
            }
        }

        private static long Scales(long length) => (length + 3) / 4 * 4;

        private static float* ScalesOf(byte* array, long length) => (float*)(array + Scales(length));
    }
}
