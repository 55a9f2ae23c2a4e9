using System.Globalization;
using Eden.Lab;
using Eden.Lab.Checkpoints;
using Eden.Lab.Recordings;
using Spectre.Console;

namespace Eden.Cli.Output;

/// <summary>Draws the results of <c>eden checkpoint</c>; computes nothing.</summary>
internal sealed class CheckpointScreen(Screen screen)
{
    private const string Nothing = "-";

    private readonly int _width = Console.IsOutputRedirected ? int.MaxValue : Console.WindowWidth;

    public void Draw(CheckpointSummary summary)
    {
        TextTable table = new("tensor", "type", "shape", "elements>", "min>", "max>", "mean>", "norm>", "NaN>", "inf>");
        string[] shown = [];
        foreach (TensorSummary tensor in summary.Tensors)
        {
            string[] parts = tensor.Name.Split('.');
            int common = 0;
            while (common < Math.Min(shown.Length, parts.Length - 1) && shown[common] == parts[common])
            {
                common++;
            }

            for (; common < parts.Length - 1; common++)
            {
                table.Add("grey", [Indented(parts[common], common)]);
            }

            table.Add("default", [Indented(parts[^1], parts.Length - 1), tensor.Type, Shape(tensor.Shape), $"{tensor.Elements}", Number(tensor.Minimum), Number(tensor.Maximum), Number(tensor.Mean), Number(tensor.Norm), $"{tensor.NaNs}", $"{tensor.Infinities}"]);
            shown = parts;
        }

        DrawTable(table);
        if (summary.Values.Count > 0)
        {
            TextTable values = new("value", "");
            foreach ((string name, string text) in summary.Values)
            {
                values.Add("default", [Printable.Of(name), Printable.Of(text)]);
            }

            screen.Line();
            DrawTable(values);
        }

        screen.Line();
        screen.Line(Markup.Escape(Invariant($"{Printable.Of(summary.File, int.MaxValue)}: {summary.Format}, {summary.Tensors.Count} tensors, {summary.Elements:N0} elements, {summary.Bytes:N0} bytes")));
        screen.Line("min, max, mean and norm are of the finite elements");
        screen.Line(summary.IsSound switch
        {
            true => "the check sums hold",
            null => "the file has no check sums",
            false => Damaged(summary.Damage!),
        });
    }

    public void Draw(CheckpointDifference difference)
    {
        if (!difference.Tensors.All(tensor => tensor.IsEqual))
        {
            TextTable table = new("tensor", "differing>", "largest>", "relative>", "norm>", "");
            foreach (TensorDifference tensor in difference.Tensors.Where(tensor => !tensor.IsEqual))
            {
                string note = tensor.First is null ? $"only in the second file: {tensor.Second}"
                    : tensor.Second is null ? $"only in the first file: {tensor.First}"
                    : tensor.First != tensor.Second ? $"{tensor.First} and {tensor.Second}"
                    : "";
                table.Add("default", [Printable.Of(tensor.Name), tensor.Largest is null ? Nothing : $"{tensor.Differing}", Number(tensor.Largest), Number(tensor.Relative), Number(tensor.Norm), note]);
            }

            DrawTable(table);
            screen.Line();
        }

        if (difference.Values.Count > 0)
        {
            TextTable values = new("value", "first", "second");
            foreach (ValueDifference value in difference.Values)
            {
                values.Add("default", [Printable.Of(value.Name), Printable.Of(value.First ?? Nothing), Printable.Of(value.Second ?? Nothing)]);
            }

            DrawTable(values);
            screen.Line();
        }

        foreach (string damage in difference.Damages)
        {
            screen.Line(Damaged(damage));
        }

        int differing = difference.Tensors.Count(tensor => !tensor.IsEqual);
        screen.Line(differing == 0 && difference.Values.Count == 0
            ? $"[green]equal[/]: {difference.Tensors.Count} tensors and all values"
            : $"[red]different[/]: {differing} of {difference.Tensors.Count} tensors, {Phrase.Counted(difference.Values.Count, "value")}");
    }

    private void DrawTable(TextTable table)
    {
        (IReadOnlyList<string> lines, int columnsLeftOut) = table.Lay(_width);
        foreach (string line in lines)
        {
            screen.Line(line);
        }

        if (columnsLeftOut > 0)
        {
            screen.Line($"[grey]{columnsLeftOut} columns do not fit this window; a pipe or --json has them[/]");
        }
    }

    private static string Damaged(string what) => $"[red]damaged[/]: {Markup.Escape(what)}";

    private static string Indented(string name, int depth) => new string(' ', 2 * Math.Min(depth, 20)) + Printable.Of(name);

    private static string Shape(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape)}]";

    private static string Number(TensorValue? value) => value is { Whole: not null } whole ? whole.ToString() : Number(value?.Number);

    private static string Number(double? value) => value switch
    {
        null => Nothing,
        0 => "0",
        double number => Invariant($"{number:G4}"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
