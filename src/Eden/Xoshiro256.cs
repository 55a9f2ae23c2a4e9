using System.Numerics;

namespace Eden;

/// <summary>
/// Pseudo-random numbers: xoshiro256** 1.0 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021)
/// seeded by SplitMix64, as its authors advise. A seed means the same numbers for ever and on every platform; only
/// <see cref="NextNormal"/> may differ in the last digit between platforms, because it calls their logarithm.
/// </summary>
/// <remarks>Not for cryptography, and not safe for use by several threads at a time.</remarks>
public sealed class Xoshiro256
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts the sequence of a seed.</summary>
    /// <param name="seed">Any number; neighbouring seeds give unrelated sequences.</param>
    public Xoshiro256(ulong seed)
    {
        _s0 = SplitMix64(ref seed);
        _s1 = SplitMix64(ref seed);
        _s2 = SplitMix64(ref seed);
        _s3 = SplitMix64(ref seed);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number in [0, 1), a multiple of 2⁻⁵³, each equally likely.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from the uniform distribution over [low, high): <c>low + (high − low)·NextDouble()</c>, whose
    /// rounding may reach <paramref name="high"/>.</summary>
    /// <param name="low">The lower bound, finite.</param>
    /// <param name="high">The upper bound, finite and at least <paramref name="low"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is infinite or NaN, or the bounds are the wrong way
    /// round.</exception>
    public double NextUniform(double low, double high)
    {
        Require.Finite(low, nameof(low));
        Require.Finite(high, nameof(high));
        ArgumentOutOfRangeException.ThrowIfLessThan(high, low);
        return low + ((high - low) * NextDouble());
    }

    /// <summary>A whole number in [0, exclusiveMax), each equally likely (Lemire, "Fast Random Integer Generation in an
    /// Interval", 2019).</summary>
    /// <param name="exclusiveMax">The upper bound, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="exclusiveMax"/> is below 1.</exception>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);
        ulong range = (ulong)exclusiveMax;
        ulong high = Math.BigMul(NextUInt64(), range, out ulong low);
        if (low < range)
        {
            ulong biased = (0 - range) % range;
            while (low < biased)
            {
                high = Math.BigMul(NextUInt64(), range, out low);
            }
        }

        return (int)high;
    }

    /// <summary>A number from the normal distribution of mean 0 and standard deviation 1, by Marsaglia's polar
    /// method.</summary>
    /// <remarks>The method makes numbers in pairs; the second is dropped, so that the state is the generator's alone.</remarks>
    public double NextNormal()
    {
        double x;
        double squaredRadius;
        do
        {
            x = (2 * NextDouble()) - 1;
            double y = (2 * NextDouble()) - 1;
            squaredRadius = (x * x) + (y * y);
        }
        while (squaredRadius is 0 or >= 1);

        return x * Math.Sqrt(-2 * Math.Log(squaredRadius) / squaredRadius);
    }

    /// <summary>Puts the items in random order, every order equally likely (Fisher and Yates, from the end).</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The items, permuted in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
