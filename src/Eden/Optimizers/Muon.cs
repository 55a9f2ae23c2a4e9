using System.Numerics;

namespace Eden;

/// <summary>Makes optimizers of Muon and AdamW together.</summary>
public static class Muon
{
    /// <summary>Parts of names of embeddings and heads.</summary>
    private static readonly string[] NotHidden = ["wte", "wpe", "head", "lm_head", "classifier"];

    /// <summary>Makes an optimizer that splits parameters as Muon's authors do: Muon for the matrices of hidden layers, AdamW for
    /// embeddings, heads, vectors and all else.</summary>
    /// <remarks><see cref="Optimizer{T}.DescribeGroups"/> gives a table of who got what.</remarks>
    /// <param name="parameters">The parameters, at least one.</param>
    /// <param name="muon">Options of Muon; left out, its defaults with <see cref="RateAdjustment.MatchRmsAdamW"/>, as Moonlight and Kimi K2
    /// have it.</param>
    /// <param name="adamW">Options of AdamW; left out, its defaults with Muon's learning rate and decay.</param>
    /// <param name="isHidden">Which parameters get Muon; left out, those of two dimensions, unless their name has <c>embed</c> in it or one of
    /// its parts between dots is <c>wte</c>, <c>wpe</c>, <c>head</c>, <c>lm_head</c> or <c>classifier</c>.</param>
    /// <exception cref="ArgumentException">There are no parameters, one is null, given twice or shares a name or memory with another, or
    /// <paramref name="isHidden"/> chose one of other than two dimensions.</exception>
    public static Optimizer<T> WithAdamW<T>(IEnumerable<Parameter<T>> parameters, MuonOptions? muon = null, AdamWOptions? adamW = null, Func<Parameter<T>, bool>? isHidden = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        muon ??= new MuonOptions { RateAdjustment = RateAdjustment.MatchRmsAdamW };
        adamW ??= muon.ForOtherShapes;
        isHidden ??= IsHidden;

        // A null goes to the group, which refuses it.
        ILookup<bool, Parameter<T>> byAlgorithm = parameters.ToLookup(parameter => parameter is not null && isHidden(parameter));
        return new Optimizer<T>([.. Group(muon, byAlgorithm[true]), .. Group(adamW, byAlgorithm[false])]);
    }

    private static bool IsHidden<T>(Parameter<T> parameter)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        parameter.Shape.Length == 2
        && !parameter.Name.Contains("embed", StringComparison.OrdinalIgnoreCase)
        && !parameter.Name.Split('.', '/').Any(part => NotHidden.Contains(part, StringComparer.OrdinalIgnoreCase));

    private static IEnumerable<ParameterGroup<T>> Group<T>(OptimizerOptions options, IEnumerable<Parameter<T>> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => parameters.Any() ? [new(parameters, options)] : [];
}
