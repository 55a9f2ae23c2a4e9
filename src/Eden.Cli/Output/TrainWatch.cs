using System.Diagnostics;
using System.Globalization;
using Eden.Lab.Training;

namespace Eden.Cli.Output;

/// <summary>Shows a training as it goes: a line per epoch, and below it how far it is.</summary>
internal sealed class TrainWatch : ITrainingObserver, IDisposable
{
    private const double Smoothing = 0.98;

    /// <summary>The columns with the widest numbers that are usual.</summary>
    private static readonly (string Header, bool IsOfValidation, string Widest, Func<EpochRecord, string> Cell)[] AllColumns =
    [
        ("epoch>", false, "9999", epoch => Invariant($"{epoch.Epoch}")),
        ("training loss>", false, "9.999E-99", epoch => Invariant($"{epoch.TrainingLoss:G4}")),
        ("validation loss>", true, "9.999E-99", epoch => Invariant($"{epoch.ValidationLoss:G4}")),
        ("accuracy>", true, "100.00 %", epoch => Invariant($"{100 * epoch.ValidationAccuracy:F2} %")),
        ("test loss>", false, "9.999E-99", epoch => Invariant($"{epoch.TestLoss:G4}")),
        ("test accuracy>", false, "100.00 %", epoch => Invariant($"{100 * epoch.TestAccuracy:F2} %")),
        ("weight norm>", false, "9.999E+99", epoch => Invariant($"{epoch.WeightNorm:G4}")),
        ("learning rate ×>", false, "9.99E-99", epoch => Invariant($"{epoch.Multiplier:G3}")),
    ];

    private readonly TrainLog? _log;
    private readonly bool _isQuiet;
    private readonly StatusLine _status;
    private (string Header, bool IsOfValidation, string Widest, Func<EpochRecord, string> Cell)[] _columns = AllColumns;
    private TableLayout? _table;
    private long _steps;
    private long _firstStep;
    private long _step;
    private int _epochs;
    private int _samplesPerStep;
    private long _start;
    private double _loss = double.NaN;

    /// <summary>Starts the clock.</summary>
    /// <param name="log">Where lines of JSON go.</param>
    /// <param name="isQuiet">Whether standard output is not for people.</param>
    public TrainWatch(TrainLog? log, bool isQuiet)
    {
        (_log, _isQuiet) = (log, isQuiet);
        _status = new StatusLine(Status);
    }

    public void OnStart(TrainingStart start)
    {
        _log?.Begin(start.Epochs, start.EpochsBefore);
        (_firstStep, _step) = (start.FirstStep, start.FirstStep);
        (_epochs, _samplesPerStep) = (start.Epochs, start.SamplesPerStep);
        _start = Stopwatch.GetTimestamp();
        Volatile.Write(ref _steps, start.Steps);
        foreach (string warning in start.Warnings)
        {
            _status.Tell($"eden: warning: {warning}");
        }

        if (start.FirstStep == start.Steps)
        {
            Print(Paragraph.Wrap($"the training had already finished; --epochs above {start.Epochs} makes it longer", TerminalWidth.OfText));
        }

        if (start.PlanChange is string change)
        {
            _status.Tell($"eden: {change}");
        }

        _columns = [.. AllColumns.Where(column => start.HasValidation || !column.IsOfValidation)];
        PrintHead();
    }

    public void OnStep(long steps, double loss)
    {
        Volatile.Write(ref _loss, double.IsNaN(_loss) ? loss : (_loss * Smoothing) + (loss * (1 - Smoothing)));
        Volatile.Write(ref _step, steps);
    }

    public void OnEpoch(EpochRecord epoch)
    {
        _log?.Write(epoch);
        Print(_table!.Row("default", [.. _columns.Select(column => column.Cell(epoch))]));
    }

    public void Dispose() => _status.Dispose();

    private void PrintHead()
    {
        string[] headers = [.. _columns.Select(column => column.Header)];
        _table = TableLayout.Fit(headers, [[.. _columns.Select(column => column.Widest)]], [.. Enumerable.Range(0, headers.Length)], TerminalWidth.OfTable);
        if (headers.Length - _table.Columns.Count is int left and > 0)
        {
            Print(Paragraph.Wrap(TableLayout.LeftOut(left), TerminalWidth.OfText));
        }

        Print(_table.Head());
    }

    private void Print(IEnumerable<string> lines)
    {
        if (!_isQuiet)
        {
            foreach (string line in lines)
            {
                _status.Print(Markup.Remove(line));
            }
        }
    }

    private IReadOnlyList<string> Status()
    {
        if (Volatile.Read(ref _steps) == 0)
        {
            return ["reading the data"];
        }

        long step = Volatile.Read(ref _step);
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        double rate = (step - _firstStep) / seconds;
        TimeSpan left = TimeSpan.FromSeconds(rate > 0 ? Math.Min((_steps - step) / rate, 1e9) : 0);
        double share = (double)step / _steps;
        return
        [
            Invariant($"epoch {Math.Min((int)(share * _epochs) + 1, _epochs)} of {_epochs}"),
            Invariant($"{StatusLine.Bar(share)}{100 * share:F0} %"),
            $"{StatusLine.Duration(left)} left",
            Invariant($"loss {Volatile.Read(ref _loss):G3}"),
            Invariant($"{rate * _samplesPerStep:N0} samples/s"),
        ];
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
