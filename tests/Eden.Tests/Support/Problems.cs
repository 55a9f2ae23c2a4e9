using FsCheck;
using FsCheck.Fluent;

namespace Eden.Tests.Support;

/// <summary>Random problems that mix all options.</summary>
internal static class Problems
{
    private static readonly Gen<double> Rates = Gen.Elements(0, 1e-6, 1e-3, 0.02, 0.5);
    private static readonly Gen<double> Decays = Gen.Elements(0, 1e-4, 0.01, 0.3);
    private static readonly Gen<double> Epsilons = Gen.Elements(1e-8, 1e-8, 1e-3, 1e-16);
    private static readonly Gen<bool> Coins = Gen.Elements(false, true);

    // Lengths around the multiples of every width, with and without a tail.
    private static readonly Gen<int> Lengths = Gen.OneOf(Gen.Choose(0, 257), Gen.Elements(511, 512, 513, 1023, 1024, 1025));

    private static readonly Gen<OptimizerOptions> Adams =
        from rate in Rates
        from beta1 in Gen.Elements(0.9, 0.9, 0.0, 0.5, 0.99)
        from beta2 in Gen.Elements(0.999, 0.999, 0.0, 0.9, 0.9999)
        from epsilon in Epsilons
        from penalty in Decays
        from amsgrad in Coins
        from maximize in Coins
        select (OptimizerOptions)new AdamOptions
        {
            LearningRate = rate,
            Beta1 = beta1,
            Beta2 = beta2,
            Epsilon = epsilon,

            // Divided by the gradient alone, a gradient that the penalty all but cancels makes any rounding large.
            L2Penalty = beta2 == 0 ? 0 : penalty,
            AmsGrad = amsgrad,
            Maximize = maximize,
        };

    private static readonly Gen<OptimizerOptions> AdamWs =
        from adam in Adams
        from decay in Decays
        from scaling in Gen.Elements(DecayScaling.LearningRate, DecayScaling.ScheduleOnly)
        let same = (AdamOptions)adam
        select (OptimizerOptions)new AdamWOptions
        {
            LearningRate = same.LearningRate,
            Beta1 = same.Beta1,
            Beta2 = same.Beta2,
            Epsilon = same.Epsilon,
            AmsGrad = same.AmsGrad,
            Maximize = same.Maximize,
            WeightDecay = decay,
            DecayScaling = scaling,
        };

    private static readonly Gen<OptimizerOptions> Sgds =
        from rate in Rates
        from momentum in Gen.Elements(0, 0.5, 0.9)
        from nesterov in Coins
        from dampening in Gen.Elements(0, 0.1, 1, -0.5)
        from decay in Decays
        from decoupled in Coins
        from maximize in Coins
        select (OptimizerOptions)new SgdOptions
        {
            LearningRate = rate,
            Momentum = momentum,
            Nesterov = nesterov && momentum > 0,
            Dampening = nesterov && momentum > 0 ? 0 : dampening,
            L2Penalty = decoupled ? 0 : decay,
            WeightDecay = decoupled ? decay : 0,
            Maximize = maximize,
        };

    private static readonly Gen<Problem> All =
        from options in Gen.OneOf(Adams, AdamWs, Sgds)
        from length in Lengths
        from steps in Gen.Choose(1, 8)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Problem(options, length, steps, (ulong)seed);

    /// <summary>Checks a property on many problems, the same in every run; a failure is shown with the smallest length and
    /// number of steps that still fails.</summary>
    public static void Check(int count, Action<Problem> property) =>
        Prop.ForAll(Arb.From(All, Smaller), property).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(count).WithReplay(2_015, 2_019));

    private static IEnumerable<Problem> Smaller(Problem problem)
    {
        if (problem.Steps > 1)
        {
            yield return problem with { Steps = problem.Steps - 1 };
        }

        if (problem.Length > 0)
        {
            yield return problem with { Length = problem.Length / 2 };
            yield return problem with { Length = problem.Length - 1 };
        }
    }
}
