using System.Globalization;
using Eden.Lab;
using Eden.Lab.Checkpoints;

namespace Eden.Cli.Output;

/// <summary>Draws the results of <c>eden checkpoint</c>; computes nothing.</summary>
internal sealed class CheckpointScreen(Screen screen)
{
    private const string Nothing = "-";

    private const int LongestValue = 200;

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

        screen.FirstColumns(table);
        if (summary.Values.Count > 0)
        {
            screen.Line();
            DrawValues("values", summary.Values.Select(value => (value.Key, Short(value.Value))));
        }

        screen.Line();
        screen.Data(Markup.Escape(Invariant($"{Printable.Of(summary.File, int.MaxValue)}: {summary.Format}, {summary.Tensors.Count} tensors, {summary.Elements:N0} elements, {summary.Bytes:N0} bytes")));
        screen.Line("min, max, mean and norm count finite elements only");
        screen.Data(summary.IsSound switch
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

            screen.Table(table);
            screen.Line();
        }

        if (difference.Values.Count > 0)
        {
            DrawValues("values: first → second", difference.Values.Select(value => (value.Name, $"{Short(value.First ?? Nothing)} → {Short(value.Second ?? Nothing)}")));
            screen.Line();
        }

        foreach (string damage in difference.Damages)
        {
            screen.Data(Damaged(damage));
        }

        int differing = difference.Tensors.Count(tensor => !tensor.IsEqual);
        screen.Line(differing == 0 && difference.Values.Count == 0
            ? $"[green]equal[/]: {difference.Tensors.Count} tensors and all values"
            : $"[red]different[/]: {differing} of {difference.Tensors.Count} tensors, {Phrase.Counted(difference.Values.Count, "value")}");
    }

    private void DrawValues(string heading, IEnumerable<(string Name, string Text)> values)
    {
        (string Name, string Text)[] list = [.. values.Select(value => (Printable.Of(value.Name), value.Text))];
        screen.Line($"[grey]{heading}[/]");
        foreach (string line in TextList.Lay(list, screen.TableWidth, TextList.ColumnOf(list)))
        {
            screen.Whole(Markup.Escape(line));
        }
    }

    private static string Damaged(string what) => $"[red]damaged[/]: {Markup.Escape(what)}";

    /// <summary>A value on one line.</summary>
    private string Short(string text) => TextWidth.Cut(Printable.Of(text, LongestValue), screen.TableWidth - TextList.BelowMargin);

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
