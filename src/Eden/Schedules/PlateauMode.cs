namespace Eden;

/// <summary>Which way a metric gets better.</summary>
public enum PlateauMode
{
    /// <summary>The smaller the better: a loss.</summary>
    Minimize,

    /// <summary>The larger the better: an accuracy.</summary>
    Maximize,
}
