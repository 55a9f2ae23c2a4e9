namespace Eden;

/// <summary>How a value goes from one level to the next.</summary>
public enum Annealing
{
    /// <summary>Along half a cosine wave: flat at both ends.</summary>
    Cosine,

    /// <summary>Along a straight line.</summary>
    Linear,
}
