using System.Globalization;
using System.Numerics;
using System.Text;

namespace Eden.Lab.Data;

/// <summary>A table of numbers with a column of labels. Columns are separated by commas, semicolons or tabs, whichever the first
/// line has most of; cells may stand in quotes. A first line with a cell that is no number, beside the label, is the header.</summary>
internal static class CsvFile
{
    private const int MostClasses = 1000;

    /// <summary>Beyond any table, and far from what memory holds.</summary>
    private const int LongestLine = 1 << 24;

    private static readonly char[] Separators = [',', ';', '\t'];

    private static readonly string[] UsualLabelNames = ["label", "class", "target"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelColumn">The name or number, from 1, of the label's column; see <see cref="DataConfig.LabelColumn"/>.</param>
    /// <exception cref="InputException">It is no such table.</exception>
    public static RawData<T> Read<T>(string path, string? labelColumn)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        DataFile.Read(path, stream =>
        {
            using StreamReader reader = new(stream, Encoding.UTF8);
            return new Reader<T>(DataFile.Quote(path), labelColumn).Read(reader, Path.GetFileName(path));
        });

    private static string[] SplitLine(string line, char separator)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (c == separator && !isQuoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString().Trim());
        return [.. cells];
    }

    private static bool TryParse(string cell, out double value) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>The state of one reading.</summary>
    private sealed class Reader<T>(string file, string? labelColumn)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly List<T> _features = [];
        private readonly List<string> _labels = [];
        private readonly HashSet<string> _classes = new(StringComparer.Ordinal);
        private readonly StringBuilder _line = new();
        private char _separator;
        private string[] _names = [];
        private int _labelIndex;

        public RawData<T> Read(StreamReader reader, string name)
        {
            int number = 0;
            while (ReadLine(reader, number + 1) is string line)
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                if (_names.Length == 0)
                {
                    _separator = Separators.MaxBy(separator => line.Count(c => c == separator));
                    string[] cells = SplitLine(line, _separator);
                    if (Begin(cells))
                    {
                        continue;
                    }
                }

                AddRow(SplitLine(line, _separator), number);
            }

            if (_labels.Count < 2 || _classes.Count < 2)
            {
                throw new InputException($"{file} has {_labels.Count} rows of {_classes.Count} classes; a classifier needs at least 2 of both");
            }

            Dictionary<string, int> classOf = OrderClasses();
            return new(name, new Samples<T>([.. _features], [.. _labels.Select(label => classOf[label])], _names.Length - 1), null, classOf.Count, IsImage: false);
        }

        /// <summary>The next line: a file that is no table may have no end of it.</summary>
        private string? ReadLine(StreamReader reader, int number)
        {
            _line.Clear();
            int next;
            while ((next = reader.Read()) is not (-1 or '\n' or '\r'))
            {
                if (_line.Length == LongestLine)
                {
                    throw new InputException($"{file}, line {number}: it has more than {LongestLine} characters; this is no table");
                }

                _line.Append((char)next);
            }

            if (next == '\r' && reader.Peek() == '\n')
            {
                reader.Read();
            }

            return next < 0 && _line.Length == 0 ? null : _line.ToString();
        }

        /// <summary>Takes the first line.</summary>
        /// <returns>Whether it was a header.</returns>
        private bool Begin(string[] cells)
        {
            if (cells.Length < 2)
            {
                throw new InputException($"{file} has a single column; it must have features and a label, separated by commas, semicolons or tabs");
            }

            bool hasNames = cells.Count(cell => !TryParse(cell, out _)) > 1 || (labelColumn is not null && Array.IndexOf(cells, labelColumn) >= 0 && !TryParse(labelColumn, out _));
            _names = hasNames ? cells : [.. Enumerable.Range(1, cells.Length).Select(number => string.Create(CultureInfo.InvariantCulture, $"{number}"))];
            _labelIndex = FindLabel();
            return hasNames;
        }

        private int FindLabel()
        {
            if (labelColumn is null)
            {
                int usual = Array.FindIndex(_names, name => UsualLabelNames.Contains(name, StringComparer.OrdinalIgnoreCase));
                return usual >= 0 ? usual : _names.Length - 1;
            }

            int index = Array.IndexOf(_names, labelColumn);
            if (index < 0 && int.TryParse(labelColumn, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= _names.Length)
            {
                index = number - 1;
            }

            return index >= 0
                ? index
                : throw new InputException($"{file} has no column {DataFile.Quote(labelColumn)}; it has {string.Join(", ", _names.Take(10).Select(DataFile.Quote))}{(_names.Length > 10 ? $" and {_names.Length - 10} more" : "")}");
        }

        private void AddRow(string[] cells, int number)
        {
            if (cells.Length != _names.Length)
            {
                throw new InputException($"{file}, line {number}: it has {cells.Length} columns, but the first line has {_names.Length}");
            }

            for (int column = 0; column < cells.Length; column++)
            {
                if (column == _labelIndex)
                {
                    AddLabel(cells[column], number);
                }
                else if (TryParse(cells[column], out double value) && T.IsFinite(T.CreateTruncating(value)))
                {
                    _features.Add(T.CreateTruncating(value));
                }
                else
                {
                    throw new InputException($"{file}, line {number}, column {DataFile.Quote(_names[column])}: {DataFile.Quote(cells[column])} is not a number");
                }
            }

            if (_features.Count > Array.MaxLength - cells.Length)
            {
                throw new InputException($"{file} has more numbers than memory can hold in one piece; take fewer rows");
            }
        }

        private void AddLabel(string label, int number)
        {
            if (label.Length == 0)
            {
                throw new InputException($"{file}, line {number}: the label in column {DataFile.Quote(_names[_labelIndex])} is empty");
            }

            if (_classes.Add(label) && _classes.Count > MostClasses)
            {
                throw new InputException($"{file}, line {number}: column {DataFile.Quote(_names[_labelIndex])} has more than {MostClasses} different labels; name the column of labels with --label-column");
            }

            _labels.Add(label);
        }

        /// <summary>Classes count in the order of their numbers, or of their names where one is no number.</summary>
        private Dictionary<string, int> OrderClasses()
        {
            bool areNumbers = _classes.All(label => TryParse(label, out _));
            IEnumerable<string> ordered = areNumbers
                ? _classes.OrderBy(label => double.Parse(label, CultureInfo.InvariantCulture)).ThenBy(label => label, StringComparer.Ordinal)
                : _classes.Order(StringComparer.Ordinal);
            return ordered.Select((label, index) => (label, index)).ToDictionary(StringComparer.Ordinal);
        }
    }
}
