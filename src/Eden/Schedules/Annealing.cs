namespace Eden;

/// <summary>The curve between two levels.</summary>
public enum Annealing
{
    /// <summary>Along half a cosine wave: flat at both ends.</summary>
    Cosine,

    /// <summary>Along a straight line.</summary>
    Linear,
}
