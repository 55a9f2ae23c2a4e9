using Eden.Lab;

namespace Eden.Cli.Tests;

public class FaultsTests
{
    [Fact]
    public void A_users_mistake_is_one_line_and_exit_code_2()
    {
        using StringWriter error = new();

        int code = Faults.Guard(() => throw new InputException("file.json: no such\nfile"), error);

        Assert.Equal($"eden: file.json: no such file{Environment.NewLine}", error.ToString());
        Assert.Equal(2, code);
    }

    [Fact]
    public void A_failure_of_the_system_is_no_fault_of_Edens()
    {
        using StringWriter error = new();

        int code = Faults.Guard(() => throw new IOException("Input/output error : '/x'"), error);

        Assert.Equal($"eden: Input/output error : '/x'{Environment.NewLine}", error.ToString());
        Assert.Equal(2, code);
    }

    [Fact]
    public void A_fault_of_Edens_own_is_one_line_that_says_how_to_report_it()
    {
        using StringWriter error = new();

        int code = Faults.Guard(() => throw new InvalidOperationException("Out\r\nof order"), error);

        Assert.Equal(
            $"eden: internal error: Out of order (InvalidOperationException). Please report it with your command and its output under EDEN_DEBUG=1.{Environment.NewLine}",
            error.ToString());
        Assert.Equal(70, code);
    }

    [Fact]
    public void The_value_that_the_library_refused_stays_on_the_line()
    {
        using StringWriter error = new();

        _ = Faults.Guard(() => throw new ArgumentOutOfRangeException("steps", 0, "steps is 0; it must be at least 1."), error);

        Assert.StartsWith("eden: internal error: steps is 0; it must be at least 1. (Parameter 'steps') Actual value was 0.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, error.ToString().Count(character => character == '\n'));
    }

    [Fact]
    public void A_cancelled_verb_says_so_in_one_line_and_is_exit_code_130()
    {
        using StringWriter error = new();

        int code = Faults.Guard(() => throw new OperationCanceledException(), error);

        Assert.Equal($"eden: stopped; nothing was written{Environment.NewLine}", error.ToString());
        Assert.Equal(130, code);
    }
}
