using System.Numerics;
using Eden.Lab.Recordings;
using Eden.Reference;

namespace Eden.Lab.Comparison;

/// <summary>Changes what a model's step did, so that tests can put a wrong optimizer in the place of a right one.</summary>
/// <param name="model">One of <see cref="ModelNames"/>.</param>
/// <param name="before">The weights before the step.</param>
/// <param name="after">The weights after it, to be changed in place.</param>
internal delegate void Distortion(string model, double[] before, double[] after);

/// <summary>Makes the models that run here, by name: Eden's in the element type, the papers' in double.</summary>
internal sealed class Contestants(ComparisonConfig config, double[] initial, Distortion? distortion)
{
    private readonly AdamOptions _adam = new()
    {
        LearningRate = config.LearningRate,
        Beta1 = config.Beta1,
        Beta2 = config.Beta2,
        Epsilon = config.Epsilon,
    };

    private readonly AdamWOptions _adamW = new()
    {
        LearningRate = config.LearningRate,
        Beta1 = config.Beta1,
        Beta2 = config.Beta2,
        Epsilon = config.Epsilon,
        WeightDecay = config.WeightDecay,
    };

    /// <summary>Runs every model of Eden once on nothing, so that its code is compiled.</summary>
    public static void WarmUp(ComparisonConfig config)
    {
        Contestants contestants = new(config, [0], distortion: null);
        foreach (string name in ModelNames.Fused)
        {
            using IContestant contestant = contestants.Create(name);
            _ = contestant.Differentiate([0]);
            contestant.Step();
        }
    }

    /// <summary>Makes a model at the start.</summary>
    public IContestant Create(string name)
    {
        IContestant contestant = config.ElementType == ElementType.Bits32 ? Create<float>(name) : Create<double>(name);
        contestant.Place(initial);
        return distortion is null ? contestant : new Distorted(name, contestant, distortion);
    }

    /// <summary>The paper's Adam with L2, which only the first step asks for.</summary>
    public IContestant CreatePaperAdamWithL2()
    {
        PaperContestant contestant = MakeAlgorithm2(DecayVariant.L2, config.WeightDecay);
        contestant.Place(initial);
        return contestant;
    }

    /// <summary>What decay took from the weights of a run.</summary>
    public AppliedDecay MeasureDecay(string name, IReadOnlyList<ExperimentStep> steps)
    {
        using IContestant plain = MakeAlgorithm1();
        using IContestant shrunk = name == ModelNames.AdamWithL2 ? MakeAlgorithm2(DecayVariant.L2, config.WeightDecay) : MakeAlgorithm2(DecayVariant.Decoupled, config.LearningRate * config.WeightDecay);
        plain.Place(initial);
        shrunk.Place(initial);
        double[][] amounts = new double[steps.Count][];
        for (int epoch = 0; epoch < amounts.Length; epoch++)
        {
            amounts[epoch] = plain.Follow(steps[epoch].Gradient);
            double[] left = shrunk.Follow(steps[epoch].Gradient);
            for (int i = 0; i < left.Length; i++)
            {
                amounts[epoch][i] -= left[i];
            }
        }

        return new AppliedDecay(name, amounts);
    }

    private IContestant Create<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => name switch
        {
            ModelNames.EdenAdam => FusedAdam<T>(_adam),
            ModelNames.EdenAdamW => FusedAdamW<T>(_adamW),
            ModelNames.AdamWithL2 => FusedAdam<T>(_adam with { L2Penalty = config.WeightDecay }),
            ModelNames.AdamWithL2InLoss => FusedAdam<T>(_adam, config.WeightDecay),
            ModelNames.PaperAdam => MakeAlgorithm1(),
            ModelNames.PaperAdamW => MakeAlgorithm2(DecayVariant.Decoupled, config.LearningRate * config.WeightDecay),
            ModelNames.SgdWithDecay => MakeGradientDescent(DecayVariant.Decoupled, config.LearningRate * config.WeightDecay),
            ModelNames.SgdWithL2 => MakeGradientDescent(DecayVariant.L2, config.WeightDecay),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "This model does not run here."),
        };

    private EdenContestant<T> FusedAdam<T>(AdamOptions options, double penalty = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(initial.Length, (value, gradient, m, v, step) => Fused.Adam(value, gradient, m, v, step, options), penalty);

    private EdenContestant<T> FusedAdamW<T>(AdamWOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(initial.Length, (value, gradient, m, v, step) => Fused.AdamW(value, gradient, m, v, step, options), penalty: 0);

    private PaperContestant MakeAlgorithm1()
    {
        KingmaBaAdam adam = new(initial.Length) { Alpha = config.LearningRate, Beta1 = config.Beta1, Beta2 = config.Beta2, Epsilon = config.Epsilon };
        return new(initial.Length, adam.Step, () => new Moments(adam.FirstMoment.ToArray(), adam.SecondMoment.ToArray()));
    }

    private PaperContestant MakeAlgorithm2(DecayVariant variant, double lambda)
    {
        LoshchilovHutterAdam adam = new(initial.Length, variant)
        {
            Alpha = config.LearningRate,
            Beta1 = config.Beta1,
            Beta2 = config.Beta2,
            Epsilon = config.Epsilon,
            Lambda = lambda,
        };
        return new(initial.Length, (theta, gradient) => adam.Step(theta, gradient), () => new Moments(adam.FirstMoment.ToArray(), adam.SecondMoment.ToArray()));
    }

    private PaperContestant MakeGradientDescent(DecayVariant variant, double lambda)
    {
        GradientDescent descent = new(initial.Length, variant) { Alpha = config.LearningRate, Lambda = lambda };
        return new(initial.Length, (theta, gradient) => descent.Step(theta, gradient));
    }

    private sealed class Distorted(string name, IContestant contestant, Distortion distortion) : IContestant
    {
        public double[] Weight => contestant.Weight;

        public double[] Gradient => contestant.Gradient;

        public Moments? Moments => contestant.Moments;

        public void Place(IReadOnlyList<double> weight) => contestant.Place(weight);

        public void TakeMoments(Moments moments) => contestant.TakeMoments(moments);

        public void TakeGradient(IReadOnlyList<double> gradient) => contestant.TakeGradient(gradient);

        public double Differentiate(double[] input) => contestant.Differentiate(input);

        public void Step()
        {
            double[] before = contestant.Weight;
            contestant.Step();
            double[] after = contestant.Weight;
            distortion(name, before, after);
            contestant.Place(after);
        }

        public void Dispose() => contestant.Dispose();
    }
}
