namespace Eden.Lab.Data;

/// <summary>A table of numbers with a column of labels.</summary>
internal sealed class CsvFile
{
    private readonly string _file;
    private readonly CsvReader _reader;
    private readonly CsvHeader _header;
    private readonly CsvLabels _labels = new();
    private readonly List<double> _features = [];
    private readonly int _firstLine;
    private bool _countsRows;
    private int _missingLine;

    private CsvFile(string file, CsvReader reader, CsvHeader header, int firstLine)
    {
        (_file, _reader, _header, _firstLine) = (file, reader, header, firstLine);
        _countsRows = header.Label != 0;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It is no such table.</exception>
    public static RawData<double> Read(string path, DataConfig config) => DataFile.Read(path, stream =>
    {
        string file = DataFile.Quote(path);
        CsvReader reader = new(new TextSource(stream, file, config.Encoding), file);
        IReadOnlyList<string> first = reader.ReadRecord() ?? throw TooFew(file, 0, 0);
        CsvHeader header = CsvHeader.Of(file, first, config);
        reader.Names = header.Names;
        return new CsvFile(file, reader, header, reader.Line).Read(header.IsThere ? null : first, Path.GetFileName(path));
    });

    private static InputException TooFew(string file, int rows, int classes) =>
        new($"{file} has {Phrase.Counted(rows, "row")} of {Phrase.Counted(classes, "class", "classes")}; a classifier needs at least 2 of both");

    private RawData<double> Read(IReadOnlyList<string>? first, string name)
    {
        for (IReadOnlyList<string>? cells = first ?? _reader.ReadRecord(); cells is not null; cells = _reader.ReadRecord())
        {
            AddRow(cells);
        }

        if (_labels.AreNumbersWithGaps)
        {
            throw new InputException($"{_file}, line {_missingLine}: the label {DataFile.Quote(_labels.Missing!)} in column {DataFile.Quote(_header.Names[_header.Label])} is a missing value; remove the row");
        }

        (int[] labels, int classes) = _labels.ToClasses();
        return classes >= 2
            ? new(name, new(_features.ToArray(), labels), null, classes, IsImage: false) { Warnings = [.. Warn(classes)] }
            : throw TooFew(_file, labels.Length, classes);
    }

    private void AddRow(IReadOnlyList<string> cells)
    {
        if (cells.Count != _header.Names.Count)
        {
            throw new InputException($"{_file}, line {_reader.Line}: it has {Phrase.Counted(cells.Count, "column")}, but the first line has {_header.Names.Count}");
        }

        for (int column = 0; column < cells.Count; column++)
        {
            if (column == _header.Label)
            {
                AddLabel(cells[column]);
            }
            else if (CsvNumber.TryParse(cells[column], out double value))
            {
                _countsRows &= column > 0 || _features.Count == 0 || value == _features[0] + _features.Count / (cells.Count - 1);
                _features.Add(value);
            }
            else
            {
                string advice = _reader.Line == _firstLine && CsvNumber.IsWord(cells[column]) ? "; if this line is the header, add --header yes" : "";
                throw _reader.Fail(column, CsvNumber.Explain(cells[column]) + advice);
            }
        }

        if (_features.Count > Array.MaxLength - cells.Count)
        {
            throw new InputException($"{_file} has more numbers than one array can hold; use fewer rows");
        }
    }

    private void AddLabel(string label)
    {
        if (label.Length == 0)
        {
            throw new InputException($"{_file}, line {_reader.Line}: the label in column {DataFile.Quote(_header.Names[_header.Label])} is empty");
        }

        if (_labels.Missing is null && CsvNumber.IsMissing(label))
        {
            _missingLine = _reader.Line;
        }

        if (!_labels.TryAdd(label))
        {
            throw _reader.Fail(_header.Label, $"there are more than {CsvLabels.Most} different labels; name the column of labels with --label-column");
        }
    }

    /// <summary>What is allowed, and likely a mistake.</summary>
    private IEnumerable<string> Warn(int classes)
    {
        if (_header.IsCount)
        {
            yield return $"{_file}, line {_firstLine} counts the columns and is taken for a header; if it is a row, add --header no";
        }
        else if (!_header.IsThere && _labels.IsAlone(0) && !_labels.AreNumbers)
        {
            yield return $"{_file}, line {_firstLine} is taken for a row, and no other has its label {DataFile.Quote(_labels.At(0))}; if it is the header, add --header yes";
        }

        if (!_reader.HasLineEnd && _labels.IsAlone(_labels.Rows - 1) && _header.Label == _header.Names.Count - 1)
        {
            yield return $"{_file} does not end with a line end, and no other row has the last label {DataFile.Quote(_labels.At(_labels.Rows - 1))}; the file may be cut off";
        }

        if (_labels.Missing is string missing)
        {
            yield return $"{_file}, line {_missingLine}: the label {DataFile.Quote(missing)} is taken for a class; if it marks a missing value, leave such rows out";
        }

        if (_countsRows)
        {
            yield return $"{_file}: column {DataFile.Quote(_header.Names[0])} counts the rows; if it is an index, remove it, for it says nothing about a new sample";
        }

        if (classes > 2 && 2 * classes > _labels.Rows)
        {
            yield return $"{_file}: column {DataFile.Quote(_header.Names[_header.Label])} has {classes} classes in {_labels.Rows} rows; {(_labels.AreNumbers ? "it may be a measurement, which a classifier cannot predict" : "it may name the samples")}; choose the column of labels with --label-column";
        }
    }
}
