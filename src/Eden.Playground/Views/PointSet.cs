namespace Eden.Playground.Views;

/// <summary>Points of two classes in the square from −1.5 to 1.5.</summary>
/// <param name="Points">x and y of each.</param>
/// <param name="IsSecond">Whether it is of the second class.</param>
internal sealed record PointSet(float[] Points, bool[] IsSecond)
{
    /// <summary>Makes points, as many of each class.</summary>
    /// <param name="shape">Rings, moons or squares.</param>
    /// <param name="count">How many.</param>
    /// <param name="noise">How far they are scattered.</param>
    /// <param name="seed">Another seed makes other points of the same shape.</param>
    public static PointSet Make(string shape, int count, double noise, ulong seed)
    {
        Xoshiro256 random = new(seed);
        float[] points = new float[2 * count];
        bool[] isSecond = new bool[count];
        for (int i = 0; i < count; i++)
        {
            isSecond[i] = i % 2 == 1;
            (double x, double y) = shape switch
            {
                "moons" => Moon(isSecond[i], random),
                "squares" => Square(isSecond[i], random),
                _ => Ring(isSecond[i], random),
            };
            points[2 * i] = (float)(x + (noise * Noise.Next(random)));
            points[(2 * i) + 1] = (float)(y + (noise * Noise.Next(random)));
        }

        return new(points, isSecond);
    }

    private static (double X, double Y) Ring(bool isSecond, Xoshiro256 random)
    {
        (double x, double y) = Circle(random.NextDouble() * 4);
        double radius = isSecond ? 1.1 : 0.5 * Math.Sqrt(random.NextDouble());
        return (radius * x, radius * y);
    }

    private static (double X, double Y) Moon(bool isSecond, Xoshiro256 random)
    {
        (double x, double y) = Circle(random.NextDouble() * 2);
        return isSecond ? (0.5 - (0.8 * x), 0.3 - (0.8 * y)) : ((0.8 * x) - 0.4, (0.8 * y) - 0.2);
    }

    private static (double X, double Y) Square(bool isSecond, Xoshiro256 random)
    {
        double x = random.NextUniform(-1.2, 1.2);
        double y = random.NextUniform(0.1, 1.2);
        return (x, x > 0 != isSecond ? y : -y);
    }

    /// <summary>A point of the circle of radius 1.</summary>
    /// <param name="quarters">The angle in right angles.</param>
    private static (double X, double Y) Circle(double quarters) => (Math.Cos(quarters * Math.PI / 2), Math.Sin(quarters * Math.PI / 2));
}
