namespace Eden.Playground.Views;

/// <summary>Numbers of mean 0 and variance 1. A sum of twelve uniform ones, which needs no logarithm: those differ between platforms
/// in their last bit.</summary>
internal static class Noise
{
    public static double Next(Xoshiro256 random)
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
        {
            sum += random.NextDouble();
        }

        return sum;
    }
}
