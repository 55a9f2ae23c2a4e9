using System.Runtime.InteropServices;
using Eden.Tests.Support;

namespace Eden.Tests.Optimizers;

/// <summary>Steps over memory that others own and move.</summary>
[Collection(AllocationsRunAlone.Name)]
public unsafe class BoundStepTests
{
    private static readonly (long[] Shape, OptimizerOptions Options)[] Model =
    [
        ([3, 5], new AdamWOptions()), ([70], new AdamWOptions { Cautious = true }), ([9], new LionOptions()), ([4, 6], new AdafactorOptions()),
        ([1], new AdanOptions()), ([], new SgdOptions()), ([100_000], new LambOptions()), ([100_000], new AdamWOptions()), ([0], new AdamWOptions()),
    ];

    [Fact]
    public void Steps_are_those_of_an_optimizer_wherever_the_memory_lies()
    {
        foreach (int threads in (int[])[1, 4])
        {
            GradientOptions gradients = new() { MaxNorm = 2, NonFinite = NonFiniteGradients.SkipStep };
            Parameter<float>[] parameters = [.. Model.Select((row, i) => new Parameter<float>($"p{i}", row.Shape) { HasGradient = true })];
            using Optimizer<float> optimizer = new([.. parameters.Select((parameter, i) => new ParameterGroup<float>([parameter], Model[i].Options) { ScheduleMultiplier = 0.5 })])
            {
                GradientOptions = gradients,
                LossScale = 4,
            };
            BoundStep<float> bound = new() { Engine = new() { DegreeOfParallelism = threads, SingleThreadBelow = 0 } };
            Memory memory = new();
            for (int step = 1; step <= 6; step++)
            {
                memory.Move();
                bound.Clear();
                for (int i = 0; i < Model.Length; i++)
                {
                    Xoshiro256 random = new((ulong)(step * 100) + (ulong)i);
                    for (int k = 0; k < parameters[i].Length; k++)
                    {
                        parameters[i].Gradient[k] = memory.Gradients[i][k] = step == 4 && i == 2 ? float.NaN : (float)random.NextNormal();
                    }

                    bound.Add($"p{i}", Model[i].Options, step < 5 ? step : step - 1, Model[i].Shape, memory.Values[i], memory.Gradients[i], memory.States(i), 0.5);
                }

                Assert.Equal(optimizer.Step(), bound.Take(gradients, 4));
            }

            for (int i = 0; i < Model.Length; i++)
            {
                Assert.Equal(parameters[i].Value.ToArray(), new Span<float>(memory.Values[i], (int)parameters[i].Length).ToArray());
            }

            memory.Free();
        }
    }

    [Fact]
    public void A_step_as_the_one_before_allocates_nothing()
    {
        Memory memory = new();
        BoundStep<float> bound = new() { Engine = new() { DegreeOfParallelism = 1 } };
        Take(1);
        Take(2);
        Assert.Equal(0, Allocations.InEveryRound(() => Take(3)));
        memory.Free();

        void Take(long step)
        {
            bound.Clear();
            for (int i = 0; i < Model.Length; i++)
            {
                bound.Add("p", Model[i].Options, step, Model[i].Shape, memory.Values[i], memory.Gradients[i], memory.States(i));
            }

            bound.Take();
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_named()
    {
        BoundStep<float> bound = new();
        float* memory = stackalloc float[8];
        nint[] two = [(nint)(memory + 4), (nint)(memory + 6)];
        AdamWOptions options = new();
        Assert.StartsWith("There is nothing to step", Assert.Throws<InvalidOperationException>(() => bound.Take()).Message, StringComparison.Ordinal);
        Assert.StartsWith("'w' comes with 1 state arrays; its options keep 2.", Assert.Throws<ArgumentException>(() => bound.Add("w", options, 1, [2], memory, memory + 2, two.AsSpan(1))).Message, StringComparison.Ordinal);
        Assert.StartsWith("'w' has a null address.", Assert.Throws<ArgumentNullException>(() => bound.Add("w", options, 1, [2], memory, null, two)).Message, StringComparison.Ordinal);
        Assert.StartsWith("'w' has an address that is not aligned to 4 bytes.", Assert.Throws<ArgumentException>(() => bound.Add("w", options, 1, [1], (float*)((byte*)memory + 1), memory + 2, two)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("step", () => bound.Add("w", options, 0, [2], memory, memory + 2, two));
        Assert.Throws<ArgumentOutOfRangeException>("scheduleMultiplier", () => bound.Add("w", options, 1, [2], memory, memory + 2, two, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("shape", () => bound.Add("w", options, 1, [-1], memory, memory + 2, two));
        Assert.Contains("is larger than any memory", Assert.Throws<ArgumentException>(() => bound.Add("w", new SgdOptions(), 1, [1L << 32, 1L << 32], memory, memory + 2, [])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("shape", () => options.DescribeState([-1]));
        Assert.Throws<NotSupportedException>(() => new BoundStep<Half>());
        bound.Add("w", options, 1, [2], memory, memory + 2, two);
        memory[2] = float.NaN;
        Assert.Contains("The gradient of 'w' is infinite or NaN at index 0.", Assert.Throws<NotFiniteNumberException>(() => bound.Take(new() { NonFinite = NonFiniteGradients.Throw })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_over_native_memory_can_be_bound_to_other_memory()
    {
        double* memory = stackalloc double[6] { 1, 1, 10, 10, 7, 0 };
        using Parameter<double> parameter = Parameter<double>.Wrap("p", memory, memory + 1, 1);
        using Sgd<double> optimizer = new([parameter], new() { LearningRate = 1 });
        optimizer.Step();
        parameter.Bind(memory + 2, memory + 4);
        optimizer.Step();
        parameter.Bind(memory + 3, null);

        Assert.False(parameter.HasGradient);
        Assert.Equal([0, 1, 3, 10, 7, 0], new Span<double>(memory, 6));
        Assert.StartsWith("Parameter 'q' does not wrap native memory", Assert.Throws<InvalidOperationException>(() => new Parameter<double>("q", 1).Bind(memory, null)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => parameter.Bind(null, memory));
        Assert.Throws<ArgumentException>(() => parameter.Bind((double*)((byte*)memory + 4), null));
    }

    /// <summary>Values, gradients and state of the model in native memory.</summary>
    private sealed class Memory
    {
        private readonly nint[][] _states;

        public Memory()
        {
            Values = new float*[Model.Length];
            Gradients = new float*[Model.Length];
            _states = new nint[Model.Length][];
            for (int i = 0; i < Model.Length; i++)
            {
                long length = Model[i].Shape.Aggregate(1L, (x, y) => x * y);
                Values[i] = Allocate(length);
                Gradients[i] = Allocate(length);
                _states[i] = [.. Model[i].Options.DescribeState(Model[i].Shape).Select(array => (nint)Allocate(array.Length))];
            }
        }

        public float*[] Values { get; }

        public float*[] Gradients { get; }

        public nint[] States(int index) => _states[index];

        /// <summary>Moves everything to other addresses.</summary>
        public void Move()
        {
            for (int i = 0; i < Model.Length; i++)
            {
                long length = Model[i].Shape.Aggregate(1L, (x, y) => x * y);
                Values[i] = Moved(Values[i], length);
                Gradients[i] = Moved(Gradients[i], length);
                _states[i] = [.. _states[i].Zip(Model[i].Options.DescribeState(Model[i].Shape), (state, array) => (nint)Moved((float*)state, array.Length))];
            }
        }

        public void Free()
        {
            for (int i = 0; i < Model.Length; i++)
            {
                NativeMemory.Free(Values[i]);
                NativeMemory.Free(Gradients[i]);
                Array.ForEach(_states[i], state => NativeMemory.Free((void*)state));
            }
        }

        private static float* Allocate(long length) => (float*)NativeMemory.AllocZeroed((nuint)Math.Max(length, 1), sizeof(float));

        private static float* Moved(float* from, long length)
        {
            float* to = Allocate(length);
            new Span<float>(from, (int)length).CopyTo(new Span<float>(to, (int)length));
            NativeMemory.Free(from);
            return to;
        }
    }
}
