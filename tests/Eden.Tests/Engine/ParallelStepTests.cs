using Eden.Kernels;
using Eden.Tests.Support;

namespace Eden.Tests.Engine;

[Collection(AllocationsRunAlone.Name)]
public sealed class ParallelStepTests
{
    [Fact]
    public void Any_number_of_threads_and_any_width_give_the_same_bits()
    {
        (float[] Values, double Norm) expected = Train(threads: 1, Lanes.Widths[0]);
        foreach (LaneWidth width in Lanes.Widths)
        {
            for (int threads = 1; threads <= 16; threads++)
            {
                (float[] values, double norm) = Train(threads, width);
                Assert.Equal(expected.Norm, norm);
                Assert.True(expected.Values.AsSpan().SequenceEqual(values), $"{threads} threads, {width}");
            }
        }
    }

    [Fact]
    public void A_parallel_step_with_everything_on_allocates_nothing()
    {
        Parameter<float>[] parameters = Model(new Random(1));
        using AdamW<float> optimizer = new(parameters)
        {
            Engine = new EngineOptions { DegreeOfParallelism = 4, SingleThreadBelow = 0 },
            GradientOptions = new GradientOptions { MaxNorm = 1, NonFinite = NonFiniteGradients.SkipStep, ClearAfterStep = true },
        };
        void TakeSteps()
        {
            for (int i = 0; i < 200; i++)
            {
                optimizer.Step();
            }
        }

        TakeSteps();

        Assert.Equal(0, Allocations.WithStartedPool(TakeSteps));
    }

    [Fact]
    public void A_step_that_exchanges_with_other_processes_allocates_nothing()
    {
        using Lamb<float> optimizer = new(Model(new Random(1)))
        {
            Engine = new EngineOptions { DegreeOfParallelism = 1 },
            GradientOptions = new GradientOptions { MaxNorm = 1 },
            Communicator = new Alone(),
        };
        void TakeSteps()
        {
            for (int i = 0; i < 20; i++)
            {
                optimizer.Step();
                optimizer.Step(3, static _ => { });
            }
        }

        TakeSteps();

        Assert.Equal(0, Allocations.WithStartedPool(TakeSteps));
    }

    [Fact]
    public void A_busy_pool_is_not_given_more_work_with_every_step()
    {
        const int Blockers = 64;
        using ManualResetEventSlim released = new();
        using CountdownEvent ended = new(Blockers);
        for (int i = 0; i < Blockers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    released.Wait(CancellationToken.None);
                    ended.Signal();
                },
                null);
        }

        try
        {
            using AdamW<float> optimizer = new(Model(new Random(1))) { Engine = new EngineOptions { DegreeOfParallelism = 4, SingleThreadBelow = 0 } };
            for (int i = 0; i < 1000; i++)
            {
                optimizer.Step();
            }

            Assert.InRange(ThreadPool.PendingWorkItemCount, 0, Blockers + 10);
        }
        finally
        {
            released.Set();
            ended.Wait(CancellationToken.None);
        }
    }

    [Fact]
    public void Parameters_that_lose_their_gradient_between_steps_are_left_out_and_the_rest_is_shared_anew()
    {
        Parameter<float>[] parameters = Model(new Random(1));
        using AdamW<float> optimizer = new(parameters) { Engine = new EngineOptions { DegreeOfParallelism = 3, SingleThreadBelow = 0 } };
        optimizer.Step();
        float[] frozen = parameters[0].Value.ToArray();
        float[] moving = parameters[^1].Value.ToArray();
        parameters[0].HasGradient = false;
        optimizer.Step();
        Assert.Equal(frozen, parameters[0].Value.ToArray());
        Assert.DoesNotContain(true, moving.Zip(parameters[^1].Value.ToArray(), (before, after) => before == after));
        Assert.Equal(1, optimizer.GetStepCount(parameters[0]));
        Assert.Equal(2, optimizer.GetStepCount(parameters[^1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void A_degree_of_parallelism_out_of_range_is_refused(int threads) =>
        Assert.Contains("DegreeOfParallelism", Assert.Throws<ArgumentOutOfRangeException>(() => new EngineOptions { DegreeOfParallelism = threads }).Message, StringComparison.Ordinal);

    private static (float[] Values, double Norm) Train(int threads, LaneWidth width)
    {
        Random random = new(1);
        Parameter<float>[] parameters = Model(random);
        using AdamW<float> optimizer = new(parameters, new AdamWOptions { AmsGrad = true })
        {
            LaneWidth = width,
            Engine = new EngineOptions { DegreeOfParallelism = threads, SingleThreadBelow = 0 },
            GradientOptions = new GradientOptions { MaxNorm = 0.5 },
        };
        double norm = 0;
        for (int step = 0; step < 3; step++)
        {
            foreach (Parameter<float> parameter in parameters)
            {
                Fill(random, parameter.Gradient);
            }

            norm = optimizer.Step().GradientNorm!.Value;
        }

        return ([.. parameters.SelectMany(parameter => parameter.Value.ToArray())], norm);
    }

    private static Parameter<float>[] Model(Random random)
    {
        Parameter<float>[] parameters = [.. new long[] { 5, 4099, 1, 20_001, 64, 64, 333, 17 }.Select((length, i) => new Parameter<float>($"p{i}", length) { HasGradient = true })];
        foreach (Parameter<float> parameter in parameters)
        {
            Fill(random, parameter.Value);
            Fill(random, parameter.Gradient);
        }

        return parameters;
    }

    private static void Fill(Random random, Span<float> span)
    {
        foreach (ref float value in span)
        {
            value = random.NextSingle() - 0.5f;
        }
    }

    private sealed unsafe class Alone : ICommunicator
    {
        public int Rank => 0;

        public int Size => 1;

        public void Send(int rank, void* data, long bytes)
        {
        }

        public void Receive(int rank, void* data, long bytes)
        {
        }

        public void Complete(int left = 0)
        {
        }

        public void Sum(Span<double> values)
        {
        }
    }
}
