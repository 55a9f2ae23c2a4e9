using System.Diagnostics;
using System.Globalization;
using Eden.Lab.Training;

namespace Eden.Cli.Output;

/// <summary>Shows a training as it goes: a line per epoch, and below it how far it is.</summary>
/// <param name="log">Where lines of JSON go.</param>
/// <param name="isQuiet">Whether standard output is not for people.</param>
internal sealed class TrainWatch(TrainLog? log, bool isQuiet) : ITrainingObserver, IDisposable
{
    private const double Smoothing = 0.98;

    private static readonly (string Header, bool IsOfValidation, Func<EpochRecord, string> Cell)[] AllColumns =
    [
        ("epoch", false, epoch => Invariant($"{epoch.Epoch}")),
        ("training loss", false, epoch => Invariant($"{epoch.TrainingLoss:G4}")),
        ("validation loss", true, epoch => Invariant($"{epoch.ValidationLoss:G4}")),
        ("accuracy", true, epoch => Invariant($"{100 * epoch.ValidationAccuracy:F2} %")),
        ("test loss", false, epoch => Invariant($"{epoch.TestLoss:G4}")),
        ("test accuracy", false, epoch => Invariant($"{100 * epoch.TestAccuracy:F2} %")),
        ("weight norm", false, epoch => Invariant($"{epoch.WeightNorm:G4}")),
        ("learning rate ×", false, epoch => Invariant($"{epoch.Multiplier:G3}")),
    ];

    private (string Header, bool IsOfValidation, Func<EpochRecord, string> Cell)[] _columns = AllColumns;
    private StatusLine? _status;
    private long _steps;
    private long _firstStep;
    private long _step;
    private int _epochs;
    private int _samplesPerStep;
    private long _start;
    private double _loss = double.NaN;

    public void OnStart(TrainingStart start)
    {
        log?.Begin(start.Epochs, start.EpochsBefore);
        (_steps, _firstStep, _step) = (start.Steps, start.FirstStep, start.FirstStep);
        (_epochs, _samplesPerStep) = (start.Epochs, start.SamplesPerStep);
        _start = Stopwatch.GetTimestamp();
        _status = new StatusLine(Text);
        foreach (string warning in start.Warnings)
        {
            _status.Tell($"eden: warning: {warning}");
        }

        if (start.FirstStep == start.Steps && !isQuiet)
        {
            _status.Print($"the training was finished before; --epochs with more than {start.Epochs} makes it longer");
        }

        if (start.PlanChange is string change)
        {
            _status.Tell($"eden: {change}");
        }

        _columns = [.. AllColumns.Where(column => start.HasValidation || !column.IsOfValidation)];
        PrintRow(column => column.Header);
    }

    public void OnStep(long steps, double loss)
    {
        Volatile.Write(ref _loss, double.IsNaN(_loss) ? loss : (_loss * Smoothing) + (loss * (1 - Smoothing)));
        Volatile.Write(ref _step, steps);
    }

    public void OnEpoch(EpochRecord epoch)
    {
        log?.Write(epoch);
        PrintRow(column => column.Cell(epoch));
    }

    public void Dispose() => _status?.Dispose();

    private void PrintRow(Func<(string Header, bool IsOfValidation, Func<EpochRecord, string> Cell), string> text)
    {
        if (!isQuiet)
        {
            _status!.Print(string.Join("   ", _columns.Select(column => text(column).PadLeft(column.Header.Length))));
        }
    }

    private string Text()
    {
        long step = Volatile.Read(ref _step);
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        double rate = (step - _firstStep) / seconds;
        TimeSpan left = TimeSpan.FromSeconds(rate > 0 ? Math.Min((_steps - step) / rate, 1e9) : 0);
        double share = (double)step / _steps;
        return string.Create(CultureInfo.InvariantCulture, $"epoch {Math.Min((int)(share * _epochs) + 1, _epochs)} of {_epochs} {StatusLine.Bar(share)} {100 * share:F0} %  loss {Volatile.Read(ref _loss):G3}  {rate * _samplesPerStep:N0} samples/s  {StatusLine.Duration(left)} left");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
