using System.Globalization;
using Eden.Lab;
using Eden.Lab.Comparison;
using Eden.Lab.Recordings;

namespace Eden.Cli.Output;

/// <summary>Draws the result of <c>eden compare</c>; computes nothing.</summary>
internal sealed class CompareScreen(Screen screen)
{
    private const int WeightsShown = 4;
    private const int FirstEpochsShown = 20;
    private const int LastEpochsShown = 5;
    private const int HeadColumn = 20;
    private const int VerdictColumn = 10;

    /// <summary>The widest name of a model, two blanks before it and two after.</summary>
    private const int NameColumn = 31;

    /// <summary>A loss and two blanks.</summary>
    private const int LossColumn = 12;

    /// <summary>What stands before numbers below a name.</summary>
    private const int BelowMargin = 4;

    public void Draw(ComparisonResult result)
    {
        DrawHead(result);
        DrawEpochs(result);
        DrawVerdicts(result);
    }

    private void DrawHead(ComparisonResult result)
    {
        ComparisonConfig config = result.Config;
        screen.Line("[bold]Adam, Adam + L2 and AdamW from one start on the same inputs[/]");
        screen.Line();
        DrawFact("model", Invariant($"linear {config.InFeatures} → 1 without bias, loss = (Σ outputs)², {config.ElementType.Name()}"));
        DrawFact("options", Invariant($"lr {config.LearningRate}, weight decay {config.WeightDecay}, betas {config.Beta1} and {config.Beta2}, eps {config.Epsilon}"));
        DrawFact("epochs", Invariant($"{config.Epochs}, each one step on {Phrase.Counted(config.Batch, "row")}"));
        DrawFact("start and inputs", result.Origin);
        DrawFact("PyTorch", result.PyTorch ?? $"the recording does not apply ({result.PyTorchLeftOut}); --torch runs yours");
        DrawFact("Eden", $"{result.Stamp.Version}, {result.Stamp.Runtime}, {result.Stamp.Architecture}, lanes {result.Stamp.Lanes}");
        DrawFact("paper", "the papers' algorithms as printed, in double");
        screen.Line();
    }

    private void DrawFact(string name, string text) => screen.Line($"  [grey]{name.PadRight(HeadColumn - 2)}[/]{Markup.Escape(text)}", hang: HeadColumn - 2);

    private void DrawEpochs(ComparisonResult result)
    {
        // Where numbers have no room to the right of a name, they stand below it.
        bool isBelow = screen.Width < NameColumn + LossColumn + ListText(result.Initial, WeightsShown).Length;
        int room = screen.Width - LossColumn - (isBelow ? BelowMargin : NameColumn);
        string before = new(' ', isBelow ? BelowMargin : NameColumn);
        screen.Whole($"[grey]{before}      loss  weights after the step[/]");
        if (isBelow)
        {
            screen.Whole("start");
        }

        screen.Whole($"{(isBelow ? before : "start".PadRight(NameColumn))}{new string(' ', LossColumn)}{WeightsText(result.Initial, room)}");
        int epochs = result.Inputs.Count;
        int last = epochs - LastEpochsShown;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            if (epoch >= FirstEpochsShown && epoch < last)
            {
                screen.Line();
                screen.Line($"[grey]… epochs {epoch + 1} to {last}: --json has them[/]");
                epoch = last;
            }

            screen.Line();
            screen.Line($"[bold]epoch {epoch + 1}[/]");
            foreach (ComparedModel model in result.Models)
            {
                ExperimentStep step = model.Steps[epoch];
                string colour = ColourOf(model.Name);
                string numbers = $"{NumberText(step.Loss)}  {WeightsText(step.Weight, room)}";
                if (isBelow)
                {
                    screen.Whole($"  [{colour}]{model.Name}[/]");
                }

                screen.Whole(isBelow ? $"{before}[{colour}]{numbers}[/]" : $"  [{colour}]{model.Name.PadRight(NameColumn - 2)}{numbers}[/]");
            }
        }

        screen.Line();
    }

    private void DrawVerdicts(ComparisonResult result)
    {
        screen.Line("[bold]Verdicts[/]");
        screen.Line("Each step is judged from equal weights and gradients. Free runs use their own weights, so rounding drives them apart; they are not judged.");
        foreach (PairVerdict verdict in result.Verdicts)
        {
            (string word, string colour) = verdict switch
            {
                { Holds: false } => ("FAILS", "red bold"),
                { Found: Outcome.Agree } => ("agree", "green"),
                _ => ("differ", "yellow"),
            };
            string sign = verdict.Found == Outcome.Agree ? "=" : "≠";
            screen.Line();
            screen.Line($"  [{colour}]{word.PadRight(VerdictColumn - 2)}[/][bold]{verdict.Model} {sign} {verdict.ComparedWith}[/]", hang: VerdictColumn - 2);
            string blank = new(' ', VerdictColumn);
            screen.Line(blank + Markup.Escape(MeasureText(verdict)));
            screen.Line(blank + Markup.Escape(verdict.Meaning));
        }

        int failed = result.Verdicts.Count(verdict => !verdict.Holds);
        screen.Line();
        screen.Line(failed == 0
            ? $"[green]All {result.Verdicts.Count} verdicts are as expected.[/]"
            : $"[red bold]{failed} of {result.Verdicts.Count} verdicts fail.[/]");
    }

    private static string MeasureText(PairVerdict verdict)
    {
        string steps = verdict.LargestShare switch
        {
            0 => "every step equal to the last bit",
            < 0.01 => "every step within 1 % of the rounding allowed",
            <= 1 => Invariant($"every step within {Math.Ceiling(100 * verdict.LargestShare)} % of the rounding allowed"),
            < 1e6 => Invariant($"a step {verdict.Difference:0.0e+00} apart, {verdict.LargestShare:N0} times the rounding allowed"),
            _ => Invariant($"a step {verdict.Difference:0.0e+00} apart, {verdict.LargestShare:0.0e+00} times the rounding allowed"),
        };
        return verdict.FreeRunDistance == 0 ? $"{steps}; free runs equal too" : Invariant($"{steps}; free runs up to {verdict.FreeRunDistance:0.0e+00} apart");
    }

    /// <summary>Weights as PyTorch writes a tensor, or where that is too wide, as many numbers as fit.</summary>
    private static string WeightsText(IReadOnlyList<double> weights, int room)
    {
        string whole = $"tensor([[[[{ListText(weights, WeightsShown)}]]]])";
        return Markup.Remove(whole).Length <= room
            ? whole
            : Enumerable.Range(1, WeightsShown).Select(most => ListText(weights, most)).LastOrDefault(text => text.Length <= room, ListText(weights, 1));
    }

    private static string ListText(IReadOnlyList<double> weights, int most)
    {
        int shown = weights.Count <= most ? weights.Count : Math.Max(most - 1, 1);
        string more = shown < weights.Count ? Invariant($", … {weights.Count - shown} more") : "";
        return string.Join(", ", weights.Take(shown).Select(NumberText)) + more;
    }

    /// <summary>A number in ten columns, with as many digits as fit.</summary>
    private static string NumberText(double number) => number.ToString(
        Math.Abs(number) switch
        {
            < 10 => "F7",
            < 100 => "F6",
            < 1000 => "F5",
            _ => "0.000e+00",
        },
        CultureInfo.InvariantCulture).PadLeft(10);

    private static string ColourOf(string model) => model switch
    {
        ModelNames.PyTorchAdam or ModelNames.EdenAdam or ModelNames.PaperAdam => "cyan",
        ModelNames.PyTorchAdamW or ModelNames.EdenAdamW or ModelNames.PaperAdamW => "green",
        ModelNames.AdamWithL2 or ModelNames.AdamWithL2InLoss => "yellow",
        _ => "blue",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture).Replace("E-", "e-", StringComparison.Ordinal);
}
