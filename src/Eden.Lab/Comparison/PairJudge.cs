using Eden.Lab.Recordings;

namespace Eden.Lab.Comparison;

/// <summary>Two models that are judged against each other.</summary>
/// <param name="Judged">The model that is judged.</param>
/// <param name="ComparedWith">The model that it is compared with.</param>
/// <param name="Leader">Which of the two runs on its own weights; the other follows: before each step it takes the leader's
/// weights, and its moments where they are known.</param>
/// <param name="Expected">What theory says.</param>
/// <param name="FollowerDifferentiates">Whether the follower computes its gradient from those weights itself, because its
/// loss is another one, instead of taking the leader's.</param>
/// <param name="InDouble">Whether both compute in double, whatever the element type is.</param>
internal sealed record Pair(string Judged, string ComparedWith, string Leader, Outcome Expected, bool FollowerDifferentiates = false, bool InDouble = false)
{
    public static IReadOnlyList<Pair> All { get; } =
    [
        new(ModelNames.EdenAdam, ModelNames.PaperAdam, ModelNames.PaperAdam, Outcome.Agree),
        new(ModelNames.EdenAdamW, ModelNames.PaperAdamW, ModelNames.PaperAdamW, Outcome.Agree),
        new(ModelNames.EdenAdam, ModelNames.PyTorchAdam, ModelNames.PyTorchAdam, Outcome.Agree),
        new(ModelNames.EdenAdamW, ModelNames.PyTorchAdamW, ModelNames.PyTorchAdamW, Outcome.Agree),
        new(ModelNames.AdamWithL2, ModelNames.AdamWithL2InLoss, ModelNames.AdamWithL2, Outcome.Agree, FollowerDifferentiates: true),
        new(ModelNames.SgdWithDecay, ModelNames.SgdWithL2, ModelNames.SgdWithDecay, Outcome.Agree, InDouble: true),
        new(ModelNames.EdenAdamW, ModelNames.AdamWithL2, ModelNames.EdenAdamW, Outcome.Differ),
    ];

    /// <summary>The model that follows.</summary>
    public string Follower => Leader == Judged ? ComparedWith : Judged;
}

/// <summary>Judges a pair, step by step, from equal weights and an equal gradient, and from equal moments where the leader's
/// are known: all but PyTorch's. There each keeps its own. (Float32 narrows β₂, which after a thousand steps is 1e-5 of v:
/// more than one step may differ, and shared by Eden and PyTorch but not by the papers.)</summary>
/// <param name="leader">The model that leads, at the start; <see langword="null"/> when it does not run here.</param>
/// <param name="follower">The model that follows, at the start.</param>
/// <param name="elementType">The type in which the narrower of both computes.</param>
internal sealed class PairJudge(Pair pair, IContestant? leader, IContestant follower, ElementType elementType) : IDisposable
{
    private readonly Agreement _agreement = new(elementType);
    private Moments? _moments = leader?.Moments;
    private bool _overflowed;

    public Pair Pair => pair;

    public double LargestShare { get; private set; }

    public double Difference { get; private set; }

    public int Epoch { get; private set; }

    public int Weight { get; private set; }

    public int EpochsJudged { get; private set; }

    /// <summary>Judges the step of one epoch, which the leader has just taken.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="before">The leader's weights before the step.</param>
    /// <param name="step">The leader's step.</param>
    public void Judge(int epoch, double[] input, IReadOnlyList<double> before, ExperimentStep step)
    {
        // Past this, the second moment of the narrower type is infinite, and neither model means anything.
        _overflowed |= !step.Gradient.All(gradient => double.IsFinite(gradient * gradient) && elementType.Holds(gradient * gradient));
        if (_overflowed)
        {
            return;
        }

        follower.Place(before);
        if (_moments is not null)
        {
            follower.TakeMoments(_moments);
            _moments = leader!.Moments;
        }

        if (pair.FollowerDifferentiates)
        {
            _ = follower.Differentiate(input);
        }
        else
        {
            follower.TakeGradient(step.Gradient);
        }

        follower.Step();
        IReadOnlyList<double> after = follower.Weight;
        (IReadOnlyList<double> expected, IReadOnlyList<double> actual) = pair.Leader == pair.Judged ? (after, step.Weight) : (step.Weight, after);
        Compare(epoch, before, expected, actual);
    }

    public void Dispose() => follower.Dispose();

    private void Compare(int epoch, IReadOnlyList<double> before, IReadOnlyList<double> expected, IReadOnlyList<double> actual)
    {
        EpochsJudged = epoch;
        for (int i = 0; i < before.Count; i++)
        {
            _agreement.Observe(before[i], expected[i]);
        }

        for (int i = 0; i < before.Count; i++)
        {
            double share = _agreement.Share(before[i], expected[i], actual[i]);
            if (share > LargestShare)
            {
                (LargestShare, Difference, Epoch, Weight) = (share, Distances.Between(expected[i], actual[i]), epoch, i);
            }
        }
    }
}
