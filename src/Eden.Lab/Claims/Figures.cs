using System.Globalization;

namespace Eden.Lab.Claims;

/// <summary>How numbers of evidence are written.</summary>
internal static class Figures
{
    /// <summary>A number in two or three digits: 0, 12.3, 0.05, 7.1e-5.</summary>
    public static string Of(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 0.001 and < 999.5 => value.ToString("G3", CultureInfo.InvariantCulture),
        double.PositiveInfinity => value > 0 ? "∞" : "−∞",
        double.NaN => "NaN",
        _ => value.ToString("0.0e+0", CultureInfo.InvariantCulture),
    };

    /// <summary>A number with a fixed count of decimals.</summary>
    public static string Fixed(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
