using Eden.Playground.Pages;

namespace Eden.Playground.Functions;

/// <summary>Lines of equal height by marching squares. Between two neighbouring lines lies the same area, so that bowls, valleys and
/// saddles all show.</summary>
internal static class ContourLines
{
    private const int Cells = 64;
    private const int Levels = 14;

    public static IReadOnlyList<Contour> Of(Expression function, Axis x, Axis y)
    {
        double[] xs = Grid(x), ys = Grid(y);
        double[,] heights = new double[Cells + 1, Cells + 1];
        for (int row = 0; row <= Cells; row++)
        {
            for (int column = 0; column <= Cells; column++)
            {
                heights[row, column] = function.At(xs[column], ys[row]).Value;
            }
        }

        double[] sorted = [.. heights.Cast<double>().Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? [] :
        [
            .. Enumerable.Range(0, Levels)
                .Select(level => (Share: (level + 0.5) / Levels, Height: sorted[(int)((level + 0.5) / Levels * (sorted.Length - 1))]))
                .Select(level => new Contour(level.Share, Pieces(heights, level.Height, xs, ys))),
        ];
    }

    private static double[] Grid(Axis axis) =>
        [.. Enumerable.Range(0, Cells + 1).Select(place => axis.Least + ((axis.Greatest - axis.Least) * place / Cells))];

    private static List<(double X0, double Y0, double X1, double Y1)> Pieces(double[,] heights, double height, double[] xs, double[] ys)
    {
        List<(double, double, double, double)> pieces = [];
        List<(double X, double Y)> crossings = new(4);
        for (int row = 0; row < Cells; row++)
        {
            for (int column = 0; column < Cells; column++)
            {
                crossings.Clear();
                Cross(column, row, column + 1, row);
                Cross(column + 1, row, column + 1, row + 1);
                Cross(column + 1, row + 1, column, row + 1);
                Cross(column, row + 1, column, row);
                for (int i = 0; i + 1 < crossings.Count; i += 2)
                {
                    pieces.Add((crossings[i].X, crossings[i].Y, crossings[i + 1].X, crossings[i + 1].Y));
                }
            }
        }

        return pieces;

        void Cross(int column, int row, int toColumn, int toRow)
        {
            (double from, double to) = (heights[row, column], heights[toRow, toColumn]);
            if ((from < height) != (to < height) && double.IsFinite(from) && double.IsFinite(to))
            {
                double share = (height - from) / (to - from);
                crossings.Add((xs[column] + (share * (xs[toColumn] - xs[column])), ys[row] + (share * (ys[toRow] - ys[row]))));
            }
        }
    }
}
