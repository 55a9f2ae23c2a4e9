using Eden.Lab.Bench;
using Eden.Lab.Recordings;

namespace Eden.Cli.Tests;

public class BenchTests
{
    [Theory]
    [InlineData(2.0, 1.0, false)]
    [InlineData(1.0, 1.0, false)]
    [InlineData(1.0, 1.1, true)]
    public void A_share_of_the_roof_above_1_is_called_noise(double stepSeconds, double roofSeconds, bool expected)
    {
        BenchRow row = new("m", ElementType.Bits32, 1, 1, 1, 1, stepSeconds, roofSeconds);

        Assert.Equal(expected, BenchCommand.NoteOn([row])?.StartsWith("A share above 1 is noise", StringComparison.Ordinal) ?? false);
    }
}
