namespace Eden.Lab.Charts;

/// <summary>A table of a result: the first cell of a row is its name.</summary>
/// <param name="Title">What the table shows.</param>
/// <param name="Columns">The headers, that of the names first.</param>
/// <param name="Rows">The rows, each with a cell for every header.</param>
internal sealed record DataTable(Phrase Title, IReadOnlyList<Phrase> Columns, IReadOnlyList<DataRow> Rows);

/// <summary>A row of a table.</summary>
/// <param name="Cells">The cells after the name, as they are to be shown.</param>
internal sealed record DataRow(Phrase Name, IReadOnlyList<string> Cells);
