using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>
/// The experiment of the Adam-versus-AdamW articles, put right: one linear layer, one start, the same inputs for every
/// optimizer, and a verdict on each pair that is said to be equal or not.
/// </summary>
internal static class ArticleExperiment
{
    /// <summary>Has the runtime compile the models on another thread, so that a run at the start of a program need not wait for
    /// that.</summary>
    public static void WarmUp() => new Thread(CompileModels) { IsBackground = true }.Start();

    /// <summary>Runs the experiment beside the recording of PyTorch that is part of Eden; its models are left out when the
    /// configuration is another than the recorded one.</summary>
    /// <param name="progress">Is told how many epochs are done.</param>
    /// <exception cref="InputException">The configuration cannot be run.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is out of its range.</exception>
    public static ComparisonResult Run(ComparisonConfig config, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        Run(config, distortion: null, progress, cancellation);

    /// <summary>Runs the experiment beside the user's own PyTorch.</summary>
    /// <param name="pyTorch">Runs the models of PyTorch on a start and inputs.</param>
    /// <param name="progress">Is told how many epochs are done.</param>
    /// <exception cref="InputException">The configuration cannot be run, or PyTorch fails.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is out of its range.</exception>
    public static async Task<ComparisonResult> RunAsync(ComparisonConfig config, PyTorch.PyTorchRecorder pyTorch, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(pyTorch);
        config.Validate();
        ExperimentProblem problem = ExperimentProblem.Create(config, EmbeddedRecording.Open(config.ElementType));
        ExperimentRecording live = await LivePyTorch.RecordAsync(config, problem, pyTorch, cancellation).ConfigureAwait(false);
        ComparisonResult result = Run(config, problem, live.Epochs, distortion: null, progress, cancellation);
        return result with { PyTorch = $"{live.Origin}, run live by {pyTorch.Python}" };
    }

    private static void CompileModels()
    {
        try
        {
            Contestants.WarmUp(new ComparisonConfig());
        }
        catch (InvalidOperationException)
        {
            // EDEN_LANES names what this processor does not have; the run says so.
        }
    }

    internal static ComparisonResult Run(ComparisonConfig config, Distortion? distortion, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();

        ExperimentRecording recording = EmbeddedRecording.Open(config.ElementType);
        string? misfit = RecordingFit.FindMisfit(config, recording);
        ExperimentProblem problem = ExperimentProblem.Create(config, recording);
        ComparisonResult result = Run(config, problem, misfit is null ? recording.Epochs : null, distortion, progress, cancellation);
        return misfit is null
            ? result with { PyTorch = $"{recording.Origin}, recorded" }
            : result with { PyTorchLeftOut = misfit };
    }

    private static ComparisonResult Run(
        ComparisonConfig config,
        ExperimentProblem problem,
        IReadOnlyList<ExperimentEpoch>? pyTorch,
        Distortion? distortion,
        IProgress<int>? progress,
        CancellationToken cancellation)
    {
        RunStamp stamp = RunStamp.Take();
        Contestants contestants = new(config, problem.Initial, distortion);
        using SideBySide run = new(contestants, config.ElementType, problem.Initial, pyTorch);
        for (int epoch = 1; epoch <= problem.Inputs.Length; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            run.RunEpoch(epoch, problem.Inputs[epoch - 1]);
            progress?.Report(epoch);
        }

        FirstStep firstStep = Measure(contestants, problem, run);
        Explanations explanations = new(config, firstStep);
        return new ComparisonResult
        {
            Config = config,
            Stamp = stamp,
            Origin = problem.Origin,
            Seed = problem.Seed,
            Initial = problem.Initial,
            Inputs = problem.Inputs,
            Models = run.Models,
            FirstStep = firstStep,
            AppliedDecays = [contestants.MeasureDecay(ModelNames.EdenAdamW, run.StepsOf(ModelNames.EdenAdamW)), contestants.MeasureDecay(ModelNames.AdamWithL2, run.StepsOf(ModelNames.AdamWithL2))],
            Verdicts = [.. run.Judges.Select(judge => Conclude(judge, run, explanations))],
        };
    }

    private static FirstStep Measure(Contestants contestants, ExperimentProblem problem, SideBySide run)
    {
        using IContestant withL2 = contestants.CreatePaperAdamWithL2();
        _ = withL2.Differentiate(problem.Inputs[0]);
        withL2.Step();
        IReadOnlyList<double> adam = run.StepsOf(ModelNames.PaperAdam)[0].Weight;
        return new FirstStep(
            Distances.Largest(problem.Initial, adam),
            Distances.Largest(withL2.Weight, adam),
            Distances.Largest(run.StepsOf(ModelNames.PaperAdamW)[0].Weight, adam));
    }

    private static PairVerdict Conclude(PairJudge judge, SideBySide run, Explanations explanations)
    {
        double[] distances = Distances.AfterEach(run.StepsOf(judge.Pair.Judged), run.StepsOf(judge.Pair.ComparedWith));
        double largest = 0;
        foreach (double distance in distances)
        {
            largest = Math.Max(largest, distance);
        }

        PairVerdict verdict = new()
        {
            Model = judge.Pair.Judged,
            ComparedWith = judge.Pair.ComparedWith,
            Expected = judge.Pair.Expected,
            Found = judge.LargestShare <= 1 ? Outcome.Agree : Outcome.Differ,
            LargestShare = judge.LargestShare,
            Difference = judge.Difference,
            Epoch = judge.Epoch,
            Weight = judge.Weight,
            EpochsJudged = judge.EpochsJudged,
            FreeRunDistance = largest,
            FreeRunDistances = distances,
            Meaning = "",
        };
        return verdict with { Meaning = explanations.Explain(verdict) };
    }
}
