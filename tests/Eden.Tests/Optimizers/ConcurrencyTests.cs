using Eden.Rules;

namespace Eden.Tests.Optimizers;

/// <summary>One optimizer serves one thread at a time.</summary>
public class ConcurrencyTests
{
    [Fact]
    public async Task A_step_during_a_step_of_another_thread_is_refused_and_changes_nothing()
    {
        Parameter<float> parameter = Filled(1);
        using HookedOptimizer optimizer = new(parameter);
        Exception? step = null;
        Exception? dispose = null;
        optimizer.DuringStep = () =>
        {
            optimizer.DuringStep = null;
            Task.Run(() => step = Record.Exception(() => optimizer.Step()), CancellationToken.None).Wait(CancellationToken.None);
            Task.Run(() => dispose = Record.Exception(optimizer.Dispose), CancellationToken.None).Wait(CancellationToken.None);
        };
        await Task.Run(() => optimizer.Step(), TestContext.Current.CancellationToken);
        Assert.IsType<InvalidOperationException>(step);
        Assert.IsType<InvalidOperationException>(dispose);
        Assert.Equal(1, optimizer.GetStepCount(parameter));
        Assert.Equal([0.5f], parameter.Value);
    }

    [Fact]
    public void A_step_from_within_a_step_is_refused()
    {
        Parameter<float> parameter = Filled(1);
        using HookedOptimizer optimizer = new(parameter);
        optimizer.DuringStep = () => optimizer.Step();
        Assert.Throws<InvalidOperationException>(() => optimizer.Step());
        Assert.Equal(0, optimizer.GetStepCount(parameter));
        Assert.Equal([1f], parameter.Value);
    }

    [Fact]
    public void An_optimizer_can_be_used_after_a_step_that_failed()
    {
        Parameter<float> parameter = Filled(1);
        using HookedOptimizer optimizer = new(parameter);
        optimizer.DuringStep = () => throw new TimeoutException();
        Assert.Throws<TimeoutException>(() => optimizer.Step());
        optimizer.DuringStep = null;
        optimizer.Step();
        Assert.Equal(1, optimizer.GetStepCount(parameter));
    }

    [Fact]
    public void Threads_that_compete_for_an_optimizer_leave_what_one_thread_would()
    {
        const int Attempts = 300;
        Parameter<float> contested = Filled(20_000);
        using AdamW<float> optimizer = new([contested]);
        int successes = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            for (int i = 0; i < Attempts; i++)
            {
                try
                {
                    optimizer.Step();
                    Interlocked.Increment(ref successes);
                }
                catch (InvalidOperationException)
                {
                    // Another thread was in a step.
                }
            }
        });

        Parameter<float> alone = Filled(20_000);
        using AdamW<float> replay = new([alone]);
        for (int i = 0; i < successes; i++)
        {
            replay.Step();
        }

        Assert.InRange(successes, 1, 4 * Attempts);
        Assert.Equal(successes, optimizer.GetStepCount(contested));
        Assert.Equal(alone.Value, contested.Value);
        Assert.Equal(replay.State(alone, 1), optimizer.State(contested, 1));
    }

    private static Parameter<float> Filled(int length)
    {
        Parameter<float> parameter = new("p", length) { HasGradient = true };
        parameter.Value.Fill(1);
        parameter.Gradient.Fill(1);
        return parameter;
    }

    /// <summary>Gradient descent that stops by in the middle of a step.</summary>
    private sealed class HookedOptimizer(Parameter<float> parameter)
        : Optimizer<float, HookedOptions>([new ParameterGroup<float, HookedOptions>([parameter], new())])
    {
        public Action? DuringStep
        {
            get => Groups[0].Options.Hook.Action;
            set => Groups[0].Options.Hook.Action = value;
        }
    }

    private sealed class Hook
    {
        public Action? Action { get; set; }
    }

    private sealed record HookedOptions : DirectionOptions
    {
        public Hook Hook { get; } = new();

        protected internal override ReadOnlySpan<string> StateNames => [];

        protected override void SelectDirection<T, TSink>(double learningRate, long t, TSink sink)
        {
            Hook.Action?.Invoke();
            sink.Use(new SgdDirection<T>(0.5));
        }
    }
}
