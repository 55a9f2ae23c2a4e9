namespace Eden.Playground.Pages;

/// <summary>A line in a chart. Where it has no place, as at NaN, it is broken.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Style">Which colour and dashes, the same for the same thing in all charts.</param>
/// <param name="Points">From point to point.</param>
internal sealed record Line(Words Name, int Style, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A line of equal height on a plane, as pieces from point to point.</summary>
/// <param name="Level">From 0, the lowest, to 1.</param>
/// <param name="Pieces">In no order.</param>
internal sealed record Contour(double Level, IReadOnlyList<(double X0, double Y0, double X1, double Y1)> Pieces);

/// <summary>A point that the reader can drag: it sets two settings.</summary>
internal sealed record Handle(string SettingX, string SettingY, double X, double Y, Words Label);

/// <summary>A plane of values from 0 to 1, rows from the bottom.</summary>
internal sealed record Field(int Columns, int Rows, IReadOnlyList<double> Shares);

/// <summary>A sample of one of two classes.</summary>
internal sealed record Sample(double X, double Y, bool IsSecond);

/// <summary>A chart.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Description">What the data say, for those who cannot see them.</param>
/// <param name="X">The axis to the right.</param>
/// <param name="Y">The axis upwards.</param>
/// <param name="Lines">At most one of a style.</param>
internal sealed record Chart(Words Title, Words Description, Axis X, Axis Y, IReadOnlyList<Line> Lines)
{
    public IReadOnlyList<Contour> Contours { get; init; } = [];

    public Field? Field { get; init; }

    public IReadOnlyList<Sample> Samples { get; init; } = [];

    public Handle? Handle { get; init; }

    /// <summary>Whether it is a plane: about as high as wide, with the ends of its lines marked.</summary>
    public bool IsPlane { get; init; }
}

/// <summary>A table; the first column holds names.</summary>
internal sealed record Table(Words Title, IReadOnlyList<Words> Columns, IReadOnlyList<IReadOnlyList<Words>> Rows);

/// <summary>What a view shows.</summary>
/// <param name="Summary">The result in a sentence.</param>
/// <param name="Charts">From top to bottom.</param>
/// <param name="Tables">Below them.</param>
/// <param name="Code">The lines of C# that do the same.</param>
internal sealed record Picture(Words Summary, IReadOnlyList<Chart> Charts, IReadOnlyList<Table> Tables, string Code)
{
    /// <summary>A hash of the weights' bits after every step, or null where a view has none.</summary>
    public string? Bits { get; init; }

    /// <summary>How many steps the lines can be played through, 0 for none.</summary>
    public int Steps { get; init; }

    /// <summary>Whether another picture follows when the training goes on.</summary>
    public bool GoesOn { get; init; }
}
