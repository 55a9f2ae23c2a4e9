using Eden.Lab.Data;

namespace Eden.Lab.Tests;

public sealed class CsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Columns_are_standardised_each_by_itself_and_a_constant_one_becomes_zero()
    {
        ClassificationData<double> data = Load("a,b,c,class\n1,100,7,x\n2,300,7,y\n3,500,7,x\n4,700,7,y\n");
        Assert.Equal((2, 3), (data.Classes, data.FeatureCount));
        for (int column = 0; column < 2; column++)
        {
            double[] values = [.. Enumerable.Range(0, data.Training.Count).Select(row => data.Training.Row(row)[column])];
            Assert.Equal(0, values.Average(), 1e-12);
            Assert.Equal(1, values.Average(value => value * value), 1e-12);
        }

        Assert.All(Enumerable.Range(0, data.Training.Count), row => Assert.Equal(0, data.Training.Row(row)[2]));
    }

    [Theory]
    [InlineData("1,2,setosa\n3,4,virginica\n5,6,setosa\n", null)]
    [InlineData("1;2;setosa\n3;4;virginica\n5;6;setosa\n", null)]
    [InlineData("1\t2\tsetosa\n3\t4\tvirginica\n\n5\t6\tsetosa\n", null)]
    [InlineData("x,y,kind\r\n1,2,setosa\r\n3,4,virginica\r\n5,6,setosa\r\n", null)]
    [InlineData("x,Class,y\n1,setosa,2\n3,virginica,4\n5,setosa,6\n", null)]
    [InlineData("\"kind\",\"x, the first\",\"y\"\n\"setosa\",\"1\",2\nvirginica,3,4\nsetosa,5,6\n", "kind")]
    [InlineData("setosa,1,2\nvirginica,3,4\nsetosa,5,6\n", "1")]
    public void The_label_column_is_found_by_name_number_or_place(string text, string? labelColumn)
    {
        ClassificationData<double> data = Load(text, labelColumn);
        Assert.Equal((2, 2, 3), (data.Classes, data.FeatureCount, data.Training.Count + data.Test.Count));
        Assert.Equal([0, 0, 1], data.Training.Labels.ToArray().Concat(data.Test.Labels.ToArray()).Order());
    }

    [Fact]
    public void Labels_that_are_numbers_count_in_their_order()
    {
        ClassificationData<double> data = Load("0,10\n0,9\n0,100\n0,9\n");
        Assert.Equal(3, data.Classes);
        Assert.Equal([0, 0, 1, 2], data.Training.Labels.ToArray().Concat(data.Test.Labels.ToArray()).Order());
    }

    [Theory]
    [InlineData("a,b,class\n1,2,x\n3,y\n", null, ", line 3: it has 2 columns, but the first line has 3")]
    [InlineData("a,b,class\n1,2,x\n3,two,y\n", null, ", line 3, column 'b': 'two' is not a number")]
    [InlineData("a,b,class\n1,NaN,x\n3,4,y\n", null, ", line 2, column 'b': 'NaN' is a missing value; fill it in, or remove the row")]
    [InlineData("a,b,class\n1,,x\n3,4,y\n", null, ", line 2, column 'b': the cell is empty; fill it in, or remove the row")]
    [InlineData("a,b,class\n1,2,\n3,4,y\n", null, ", line 2: the label in column 'class' is empty")]
    [InlineData("a,b,class\n1,2,x\n3,4,x\n", null, " has 2 rows of 1 class; a classifier needs at least 2 of both")]
    [InlineData("", null, " is empty or not a regular file; a pipe must be written to a file first")]
    [InlineData("a,b,class\n", null, " has 0 rows of 0 classes; a classifier needs at least 2 of both")]
    [InlineData("a\n1\n", null, " has a single column; it must have features and a label, separated by commas, semicolons or tabs")]
    [InlineData("a,b,class\n1,2,x\n", "kind", " has no column 'kind'; it has 'a', 'b', 'class'")]
    public void What_is_no_table_of_numbers_is_refused_with_its_line(string text, string? labelColumn, string problem)
    {
        string path = _folder.PathTo("table.csv");
        Assert.Equal($"'{path}'{problem}", Assert.Throws<InputException>(() => Load(text, labelColumn)).Message);
    }

    [Fact]
    public void A_column_of_measurements_is_not_taken_for_labels()
    {
        string text = string.Join('\n', Enumerable.Range(0, 1100).Select(row => $"1,{row}.5"));
        Assert.Equal($"'{_folder.PathTo("table.csv")}', line 1001, column '2': there are more than 1000 different labels; name the column of labels with --label-column", Assert.Throws<InputException>(() => Load(text)).Message);
    }

    [Fact]
    public void A_line_without_an_end_is_refused_before_memory_is()
    {
        string text = "a,b,class\n1,2,x\n" + new string('1', (1 << 24) + 1);
        Assert.Equal($"'{_folder.PathTo("table.csv")}', line 3: it has more than 16777216 characters; this is not a table", Assert.Throws<InputException>(() => Load(text)).Message);
    }

    [Fact]
    public void A_device_is_refused_unread()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files");
        Assert.Equal("'/dev/zero' is empty or not a regular file; a pipe must be written to a file first", Assert.Throws<InputException>(() => DataSets.Load<float>(new DataConfig { Source = "/dev/zero" })).Message);
    }

    [Fact]
    public void A_split_needs_a_sample_on_both_sides()
    {
        Assert.Equal("table.csv has 2 samples, too few for a test share of 0.2; both sets need at least one", Assert.Throws<InputException>(() => Load("1,0\n2,1\n")).Message);
    }

    private ClassificationData<double> Load(string text, string? labelColumn = null) =>
        DataSets.Load<double>(new DataConfig { Source = _folder.Write("table.csv", text), LabelColumn = labelColumn });
}
