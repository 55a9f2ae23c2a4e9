using System.Globalization;
using System.Text;

namespace Eden.Lab.Data;

/// <summary>Splits a text into records by RFC 4180. Cells may be separated by semicolons or tabs too, and lines may end in any way;
/// spaces around a cell do not count, but those within quotes do; a quote that does not begin a cell is a character like any
/// other.</summary>
/// <param name="file">The file's name in quotes, for messages.</param>
internal sealed class CsvReader(TextSource text, string file)
{
    /// <summary>Beyond any table, and far from what memory holds.</summary>
    private const int LongestRecord = 1 << 24;

    private const char Quote = '"';

    /// <summary>Where a line has as many of two of them, the first: a comma may be a decimal point.</summary>
    private static readonly char[] Separators = [';', '\t', ','];

    private readonly List<string> _cells = [];
    private readonly StringBuilder _cell = new();
    private readonly char _separator = FindSeparator(text.Ahead);
    private int _line = 1;
    private int _length;

    /// <summary>The line in which the last record begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Whether the last record is followed by the end of a line.</summary>
    public bool HasLineEnd { get; private set; }

    /// <summary>What the columns are called.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>Reads the next record that has anything in it.</summary>
    /// <returns>Its cells, valid until the next call; <see langword="null"/> after the last.</returns>
    /// <exception cref="InputException">It cannot be decoded or split.</exception>
    public IReadOnlyList<string>? ReadRecord()
    {
        while (text.Peek() >= 0)
        {
            Line = _line;
            _length = 0;
            _cells.Clear();
            _cells.Add(ReadCell());
            while (text.Peek() == _separator)
            {
                Take();
                _cells.Add(ReadCell());
            }

            HasLineEnd = text.Peek() >= 0;
            TakeLineEnd();
            if (_cells.Exists(cell => cell.Length > 0))
            {
                return _cells;
            }
        }

        return null;
    }

    /// <summary>An error in the last record.</summary>
    /// <param name="column">The index of its cell.</param>
    /// <param name="problem">What is wrong.</param>
    public InputException Fail(int column, string problem) => Fail(Line, column, problem);

    private InputException Fail(int line, int column, string problem)
    {
        string name = column < Names.Count ? Names[column] : NumberOf(column);
        return new($"{file}, line {line}, column {DataFile.Quote(name)}: {problem}");
    }

    /// <summary>What a column without a name is called.</summary>
    public static string NumberOf(int column) => (column + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The separator that the first line has most of, quotes left out.</summary>
    private static char FindSeparator(ReadOnlySpan<char> start)
    {
        int[] counts = new int[Separators.Length];
        bool isQuoted = false;
        char before = Separators[0];
        foreach (char c in start.TrimStart("\r\n "))
        {
            if (!isQuoted && c is '\n' or '\r')
            {
                break;
            }

            int separator = Array.IndexOf(Separators, c);
            isQuoted = isQuoted ? c != Quote : c == Quote && (Separators.Contains(before) || before == Quote);
            counts[Math.Max(separator, 0)] += separator >= 0 && !isQuoted ? 1 : 0;
            before = c == ' ' ? before : c;
        }

        return Separators[Array.IndexOf(counts, counts.Max())];
    }

    private string ReadCell()
    {
        _cell.Clear();
        SkipBlanks();
        if (text.Peek() == Quote)
        {
            ReadQuoted();
            return _cell.ToString();
        }

        while (!IsCellEnd(text.Peek()))
        {
            _cell.Append(Take());
        }

        while (_cell.Length > 0 && IsBlank(_cell[^1]))
        {
            _cell.Length--;
        }

        return _cell.ToString();
    }

    private void ReadQuoted()
    {
        int opened = _line;
        Take();
        while (true)
        {
            if (text.Peek() < 0 || _length == LongestRecord)
            {
                throw Fail(opened, _cells.Count, "the quote that opens here is never closed");
            }

            char c = Take();
            if (c != Quote)
            {
                _cell.Append(c);
            }
            else if (text.Peek() == Quote)
            {
                _cell.Append(Take());
            }
            else
            {
                break;
            }
        }

        SkipBlanks();
        if (!IsCellEnd(text.Peek()))
        {
            throw Fail(_line, _cells.Count, $"text follows the quote that closes a cell{(opened < _line ? $" opened in line {opened}" : "")}; a quote within quotes is written twice");
        }
    }

    private void SkipBlanks()
    {
        while (text.Peek() is int next and >= 0 && IsBlank((char)next))
        {
            Take();
        }
    }

    private void TakeLineEnd()
    {
        if (text.Peek() >= 0 && Take() == '\r' && text.Peek() == '\n')
        {
            text.Read();
        }
    }

    /// <summary>Takes a character that is there.</summary>
    private char Take()
    {
        char c = (char)text.Read();
        if (text.FindFault(c) is string fault)
        {
            throw Fail(_line, _cells.Count, fault);
        }

        if (++_length > LongestRecord)
        {
            throw new InputException($"{file}, line {Line}: it has more than {LongestRecord} characters; this is not a table");
        }

        _line += c == '\n' || (c == '\r' && text.Peek() != '\n') ? 1 : 0;
        return c;
    }

    private bool IsBlank(char c) => c == ' ' || (c == '\t' && _separator != '\t');

    private bool IsCellEnd(int next) => next is -1 or '\n' or '\r' || next == _separator;
}
