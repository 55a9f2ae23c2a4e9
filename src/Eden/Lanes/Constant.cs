using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Eden;

/// <summary>A scalar of a step, narrowed once to <typeparamref name="T"/> and spread over the widest lane, so that loops read it
/// from memory as it is instead of spreading it for every element.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly struct Constant<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The scalar in every element.</summary>
    internal readonly Vector512<T> Spread;

    /// <summary>A scalar, which may round to 0.</summary>
    /// <param name="value">The scalar.</param>
    /// <param name="name">What it is, for the message of the exception; left out, the expression.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is infinite in <typeparamref name="T"/>, or NaN.</exception>
    public Constant(double value, [CallerArgumentExpression(nameof(value))] string name = "")
        : this(Require.Within<T>(value, name))
    {
    }

    private Constant(T value) => Spread = Vector512.Create(value);

    /// <summary>An option times a factor of the step, which keeps a division from being one by 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is infinite in <typeparamref name="T"/>, or 0 there where the option is not.</exception>
    /// <param name="option">The option, at least 0.</param>
    /// <param name="name">Its name, for the message of the exception.</param>
    /// <param name="factor">The factor, above 0.</param>
    public static Constant<T> NotVanishing(double option, string name, double factor = 1) => new(Require.NotVanishing<T>(option, name, factor));

    /// <summary>A scalar that may be infinite or NaN.</summary>
    internal static Constant<T> Unchecked(double value) => new(T.CreateTruncating(value));
}
