using Eden.Lab.Data;

namespace Eden.Lab.Tests;

/// <summary>The rules by which cells, labels and headers are told.</summary>
public sealed class CsvRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1,12\"\n2,12\n3,12\"\n4,12\n", 2)]
    [InlineData("1,a\"b\"\n2,ab\n3,ab\n", 2)]
    [InlineData("1,\"a\"\"b\"\n2,a\"b\n3,ab\n", 2)]
    [InlineData("1,\" a\"\n2,a\n3, a \n", 2)]
    [InlineData("1,\"a,b\"\n2, \"a,b\" \n3,a\n", 2)]
    [InlineData("1,\"a\nb\"\n2,\"a\nb\"\n3,a\n", 2)]
    [InlineData("1,A\n2,a\n3,a\n", 2)]
    [InlineData("1,1\n2,1.0\n3,2\n4,+2.00\n5,20e-1\n", 2)]
    [InlineData("1,-0\n2,0\n3,0.0\n4,1\n", 2)]
    [InlineData("1,007\n2,7\n3,8\n", 2)]
    [InlineData("1,1\n2,1.0\n3,a\n", 3)]
    [InlineData("1,9007199254740993\n2,9007199254740992\n3,9007199254740993.0\n", 2)]
    [InlineData("1,1e-400\n2,0\n3,2e-400\n", 3)]
    [InlineData("1,1e99999999999\n2,0\n3,1\n", 3)]
    [InlineData("1,NA\n2,a\n3,b\n", 3)]
    [InlineData("1,inf\n2,Infinity\n3,1\n", 3)]
    public void Labels_are_compared_by_value_where_all_are_numbers_and_else_by_letter(string rows, int classes) =>
        Assert.Equal(classes, Load("x,class\n" + rows).Classes);

    [Theory]
    [InlineData("x,class\n1,a\n2,\"b\n3,c\n4,d\n", ", line 3, column 'class': the quote that opens here is never closed")]
    [InlineData("x,class\n1,a\n2,\"b", ", line 3, column 'class': the quote that opens here is never closed")]
    [InlineData("x,class\n\"1,a\n2,b\n", ", line 2, column 'x': the quote that opens here is never closed")]
    [InlineData("\"x,class\n1,a\n2,b\n", ", line 1, column '1': the quote that opens here is never closed")]
    [InlineData("x,class\n1,\"a\"b\n2,b\n", ", line 2, column 'class': text follows the quote that closes a cell; a quote within quotes is written twice")]
    [InlineData("x,class\n1,\"a\n2,\"b\"\n", ", line 3, column 'class': text follows the quote that closes a cell opened in line 2; a quote within quotes is written twice")]
    [InlineData("x,class\n1,\"a\n\nb\"\n2\n", ", line 5: it has 1 column, but the first line has 2")]
    [InlineData("x,class\n1,\"\"\n2,b\n", ", line 2: the label in column 'class' is empty")]
    [InlineData("a;b;class\n1,5;2;x\n2;3;y\n", ", line 2, column 'a': '1,5' has a decimal comma; write numbers with a point")]
    [InlineData("1,5;2,5;x\n2;3;y\n", ", line 1, column '1': '1,5' has a decimal comma; write numbers with a point")]
    [InlineData("a,b,class\n1,NA,x\n2,3,y\n", ", line 2, column 'b': 'NA' is a missing value; fill it in, or remove the row")]
    [InlineData("a,b,class\n1,1e400,x\n2,3,y\n", ", line 2, column 'b': '1e400' is not a finite number; the largest is 1.8e308")]
    [InlineData("a,b,class\n1,-inf,x\n2,3,y\n", ", line 2, column 'b': '-inf' is not a number")]
    [InlineData("1e400,2,x\n2,3,y\n", ", line 1, column '1': '1e400' is not a finite number; the largest is 1.8e308")]
    [InlineData("NA,2,x\n2,3,y\n", ", line 1, column '1': 'NA' is a missing value; fill it in, or remove the row")]
    [InlineData("a,class\n1,1\n2,2\n3,NA\n4,nan\n", ", line 4: the label 'NA' in column 'class' is a missing value; remove the row")]
    [InlineData("a,class\n1,?\n2,None\n", ", line 2: the label '?' in column 'class' is a missing value; remove the row")]
    [InlineData("label,x,target\n1,2,3\n2,3,4\n", " has several columns that could be the labels: 'label' (number 1), 'target' (number 3); choose one by --label-column with its number")]
    public void What_is_ambiguous_is_refused_with_its_place(string text, string problem) =>
        Assert.Equal($"'{_folder.PathTo("table.csv")}'{problem}", Assert.Throws<InputException>(() => Load(text)).Message);

    [Theory]
    [InlineData("x,y,class\r1,2,a\r3,4,b\r")]
    [InlineData("x,y,class\r\n1,2,a\r\n3,4,b\r\n\r\n\r\n")]
    [InlineData("\nx,y,class\n\n1,2,a\n3,4,b\n,,\n ,, \n")]
    [InlineData("x;y;class\n1;2;\"a, or b\"\n3;4;b\n")]
    [InlineData("x\ty\tclass\n1\t2\ta\n3\t4\tb c\n")]
    [InlineData("\"x, in m; or so\",y,class\n1,2,a\n3,4,b\n")]
    [InlineData("1,1e39,a\n3,4e-400,b")]
    public void Line_ends_separators_and_blank_lines_are_of_any_kind(string text)
    {
        ClassificationData<double> data = Load(text);
        Assert.Equal((2, 2, 2), (data.Classes, data.FeatureCount, data.Training.Count + data.Test.Count));
    }

    [Theory]
    [InlineData("0,1,2\n5,6,0\n7,8,1\n", HeaderRow.Auto, null, 2)]
    [InlineData("0,1,2\n5,6,0\n7,8,1\n", HeaderRow.No, null, 3)]
    [InlineData(",0,1,2\n0,5,6,0\n1,7,8,1\n", HeaderRow.Auto, null, 2)]
    [InlineData("0,1,2,species\n1,2,3,a\n4,5,6,b\n", HeaderRow.Auto, null, 2)]
    [InlineData("0,1,a\n4,5,b\n", HeaderRow.Auto, null, 2)]
    [InlineData("2019,2020,label\n1,2,a\n4,5,b\n", HeaderRow.Auto, null, 2)]
    [InlineData("2019,2020,kind\n1,2,a\n4,5,b\n", HeaderRow.Auto, "kind", 2)]
    [InlineData("2019,2020,kind\n1,2,a\n4,5,b\n", HeaderRow.Yes, null, 2)]
    [InlineData("2019,2020,kind\n1,2,a\n4,5,b\n", HeaderRow.Auto, null, 3)]
    [InlineData("id,2020,kind\n1,2,a\n4,5,b\n", HeaderRow.Auto, null, 2)]
    [InlineData("1,2,3\n4,5,6\n", HeaderRow.Yes, null, 1)]
    public void A_header_is_told_by_words_by_the_label_or_by_counting(string text, Enum header, string? labelColumn, int rows)
    {
        if (rows == 1)
        {
            Assert.EndsWith("has 1 row of 1 class; a classifier needs at least 2 of both", Assert.Throws<InputException>(() => Load(text, labelColumn, (HeaderRow)header)).Message, StringComparison.Ordinal);
            return;
        }

        ClassificationData<double> data = Load(text, labelColumn, (HeaderRow)header);
        Assert.Equal(rows, data.Training.Count + data.Test.Count);
    }

    [Fact]
    public void Without_a_header_words_are_no_numbers() =>
        Assert.Equal($"'{_folder.PathTo("table.csv")}', line 1, column '1': 'x' is not a number; if this line is the header, add --header yes", Assert.Throws<InputException>(() => Load("x,class\n1,a\n2,b\n", header: HeaderRow.No)).Message);

    [Theory]
    [InlineData("kind", "; if line 1 is the header, add --header yes")]
    [InlineData("4", "")]
    public void A_column_that_is_not_there_is_named(string labelColumn, string advice) =>
        Assert.Equal($"'{_folder.PathTo("table.csv")}' has no column '{labelColumn}'; it has '1', '2', '3'{advice}", Assert.Throws<InputException>(() => Load("1,2,a\n3,4,b\n", labelColumn)).Message);

    [Fact]
    public void Two_columns_of_the_name_that_is_asked_for_are_refused() =>
        Assert.Equal($"'{_folder.PathTo("table.csv")}' has several columns that could be the labels: 'a' (number 1), 'a' (number 2); choose one by --label-column with its number", Assert.Throws<InputException>(() => Load("a,a,b\n1,2,3\n4,5,6\n", "a")).Message);

    [Theory]
    [InlineData("id,x,class\n1,5,a\n2,6,b\n3,5,a\n4,6,b\n", ": column 'id' counts the rows; if it is an index, remove it, for it says nothing about a new sample")]
    [InlineData(",x,class\n0,5,a\n1,6,b\n2,5,a\n3,6,b\n", ": column '1' counts the rows; if it is an index, remove it, for it says nothing about a new sample")]
    [InlineData("x,y,price\n3,5,10.5\n3,6,11\n5,5,12\n4,6,13\n", ": column 'price' has 4 classes in 4 rows; it may be a measurement, which a classifier cannot predict; choose the column of labels with --label-column")]
    [InlineData("x,y,name\n3,5,Ann\n3,6,Bob\n5,5,Eve\n4,6,Eve\n", ": column 'name' has 3 classes in 4 rows; it may name the samples; choose the column of labels with --label-column")]
    [InlineData("0,1,2\n5,6,0\n7,8,1\n5,6,0\n7,8,1\n", ", line 1 counts the columns and is taken for a header; if it is a row, add --header no")]
    [InlineData("2019,2020,kind\n1,2,a\n4,5,b\n1,2,a\n4,5,b\n1,2,a\n4,5,b\n", ", line 1 is taken for a row, and no other has its label 'kind'; if it is the header, add --header yes")]
    [InlineData("x,y,class\n4,2,a\n4,5,n/a\n4,5,a\n1,2,b\n4,5,b\n1,2,b\n", ", line 3: the label 'n/a' is taken for a class; if it marks a missing value, leave such rows out")]
    [InlineData("x,y,class\n4,2,setosa\n4,5,virginica\n1,2,setosa\n4,5,virginica\n1,2,setosa\n4,5,virgin", " does not end with a line end, and no other row has the last label 'virgin'; the file may be cut off")]
    public void What_is_likely_a_mistake_is_warned_of(string text, string warning) =>
        Assert.Equal([$"'{_folder.PathTo("table.csv")}'{warning}"], Load(text).Warnings);

    [Theory]
    [InlineData("x,y,class\n4,2,a\n4,5,b\n1,2,a\n4,5,b")]
    [InlineData("4,2,a\n4,5,b\n1,2,a\n4,5,b\n")]
    [InlineData("class,x\n1,2\n2,5\n1,2\n2,5\n")]
    public void What_is_sound_is_not(string text) => Assert.Empty(Load(text).Warnings);

    [Theory]
    [InlineData("1", "1E0")]
    [InlineData("-1.50", "-15E-1")]
    [InlineData("+0012.3400e5", "1234E3")]
    [InlineData(".5", "5E-1")]
    [InlineData("5.", "5E0")]
    [InlineData("-0.000e17", "0")]
    public void A_number_has_one_exact_value(string text, string value) => Assert.Equal(value, CsvNumber.ExactValue(text));

    private ClassificationData<double> Load(string text, string? labelColumn = null, HeaderRow header = HeaderRow.Auto) =>
        DataSets.Load<double>(new DataConfig { Source = _folder.Write("table.csv", text), LabelColumn = labelColumn, Header = header, TestShare = 0.4 });
}
