using System.Numerics;

namespace Eden.Tests.Support;

/// <summary>Equality to the last bit. A NaN equals every NaN: which of them an operation gives is the processor's affair.</summary>
internal static class Bits
{
    public static void AssertEqual<T>(Outcome<T> expected, Outcome<T> actual, object problem, string way)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Values.Count, actual.Values.Count);
        Assert.Equal(expected.States.Count, actual.States.Count);
        for (int t = 0; t < expected.Values.Count; t++)
        {
            AssertEqual<T>(expected.Values[t], actual.Values[t], problem, $"{way}, values after step {t + 1}");
        }

        for (int i = 0; i < expected.States.Count; i++)
        {
            AssertEqual<T>(expected.States[i], actual.States[i], problem, $"{way}, state {i}");
        }
    }

    public static void AssertEqual<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, object problem, string way)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!AreEqual(expected[i], actual[i]))
            {
                Assert.Fail($"{problem}, {way}: at {i} {actual[i]:R} instead of {expected[i]:R}");
            }
        }
    }

    // The sign tells −0 from 0; everything else that == holds equal has equal bits.
    private static bool AreEqual<T>(T x, T y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (T.IsNaN(x) && T.IsNaN(y)) || (x == y && T.IsNegative(x) == T.IsNegative(y));
}
