using System.Text;
using Eden.Lab.Data;

namespace Eden.Lab.Tests;

public sealed class CsvEncodingTests : IDisposable
{
    private const string Advice = " cannot be UTF-8; name the encoding with --encoding (gbk, shift_jis, windows-1252, …), or convert the file: iconv -f GBK -t UTF-8 in.csv > out.csv";
    private const string Animals = "x,y,label\n1,2,狗\n2,3,鱼\n3,4,鸟\n4,5,牛\n1,2,狗\n2,3,鱼\n3,4,鸟\n4,5,牛\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gbk", Animals, ", line 2, column 'label': the byte B9")]
    [InlineData("gb18030", Animals, ", line 2, column 'label': the byte B9")]
    [InlineData("shift_jis", "x,y,label\n1,2,犬\n2,3,魚\n3,4,鳥\n4,5,牛\n", ", line 2, column 'label': the byte 8C")]
    [InlineData("latin1", "x,y,label\n1,2,a\n2,3,é\n3,4,è\n", ", line 3, column 'label': the byte E9")]
    [InlineData("latin1", "x,größe,label\n1,2,a\n2,3,b\n", ", line 1, column '2': the byte F6")]
    [InlineData("latin1", "x,y,label\n1,2,a\n2,3,é", ", line 3, column 'label': the byte E9")]
    public void Another_encoding_is_refused_with_its_place_and_read_by_its_name(string encoding, string text, string problem)
    {
        string path = _folder.Write("table.csv", Bytes(encoding, text));
        string message = Assert.Throws<InputException>(() => Load(null)).Message;
        Assert.Equal($"'{path}'{problem}{Advice}", message);
        string[] labels = [.. text.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')[2]).Distinct()];
        Assert.Equal(labels.Length, Load(encoding).Classes);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    public void Unicode_is_read_with_its_mark(string name, bool hasMark)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        _folder.Write("table.csv", [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Animals)]);
        Assert.Equal((4, 2), (Load(null).Classes, Load(null).FeatureCount));
        Assert.Equal(4, Load(name).Classes);
    }

    [Theory]
    [InlineData("utf-16", "utf-16LE")]
    [InlineData("utf-16BE", "utf-16BE")]
    public void Utf_16_without_a_mark_is_read_by_its_name_alone(string name, string option)
    {
        string path = _folder.Write("table.csv", Encoding.GetEncoding(name).GetBytes(Animals));
        Assert.Equal($"'{path}', line 1, column '1': a zero byte is not text; if the file is UTF-16, add --encoding utf-16LE, or convert it: iconv -f UTF-16LE -t UTF-8 in.csv > out.csv", Assert.Throws<InputException>(() => Load(null)).Message);
        Assert.Equal(4, Load(option).Classes);
    }

    [Fact]
    public void Half_a_unit_of_utf_16_is_refused()
    {
        string path = _folder.Write("table.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Animals).AsSpan()[..^3]]);
        Assert.Equal($"'{path}', line 9, column 'label': the byte 5B cannot be utf-16; give --encoding another name, or convert the file: iconv -f NAME -t UTF-8 in.csv > out.csv", Assert.Throws<InputException>(() => Load(null)).Message);
    }

    [Theory]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void Utf_32_is_refused(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        string path = _folder.Write("table.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes(Animals)]);
        Assert.Equal($"'{path}', line 1, column 1: it begins with the mark of UTF-32; convert it: iconv -f UTF-32 -t UTF-8 in.csv > out.csv", Assert.Throws<InputException>(() => Load(null)).Message);
    }

    [Theory]
    [InlineData("gbk", new byte[] { 0xFF }, "a byte here")]
    [InlineData("gbk", new byte[] { 0xB9, 0x20 }, "the bytes B920")]
    [InlineData("windows-1252", new byte[] { 0x81 }, "a byte here")]
    [InlineData("latin1", new byte[] { 0x80 }, "a byte here")]
    [InlineData("us-ascii", new byte[] { 0xE9 }, "the byte E9")]
    [InlineData("utf-8", new byte[] { 0xC0, 0x80 }, "the byte C0")]
    [InlineData("utf-8", new byte[] { 0xED, 0xA0, 0x80 }, "the byte ED")]
    public void What_is_no_text_of_the_given_encoding_is_refused(string encoding, byte[] label, string what)
    {
        string path = _folder.Write("table.csv", [.. "1,2,a\n3,4,"u8, .. label, .. "\n"u8]);
        Assert.StartsWith($"'{path}', line 2, column '3': {what} cannot be ", Assert.Throws<InputException>(() => Load(encoding)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_and_another_encoding_are_refused()
    {
        string path = _folder.Write("table.csv", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Animals)]);
        Assert.Equal($"'{path}', line 1, column 1: it begins with the mark of utf-8, not with gbk; remove --encoding", Assert.Throws<InputException>(() => Load("gbk")).Message);
    }

    [Theory]
    [InlineData("klingon")]
    [InlineData("utf-7")]
    [InlineData("cp0")]
    [InlineData("cp99999999")]
    [InlineData("")]
    public void An_unknown_encoding_is_refused_before_the_file_is_read(string name) =>
        Assert.Equal($"--encoding does not know '{name}'; it takes utf-8, utf-16, gbk, gb18030, big5, shift_jis, euc-jp, euc-kr, windows-1251, windows-1252 or latin1", Assert.Throws<InputException>(() => DataSets.Load<float>(new DataConfig { Source = "no/such", Encoding = name })).Message);

    [Theory]
    [InlineData("cp936")]
    [InlineData("GB2312")]
    public void An_encoding_has_several_names(string name)
    {
        _folder.Write("table.csv", Bytes("gbk", Animals));
        Assert.Equal(4, Load(name).Classes);
    }

    [Fact]
    public void Characters_at_the_border_of_a_buffer_are_whole()
    {
        string text = string.Concat(Enumerable.Range(0, 30_000).Select(row => $"1,2,{(row % 2 == 0 ? "猫" : "狗🐶")}\n"));
        _folder.Write("table.csv", text);
        Assert.Equal((2, 30_000), (Load(null).Classes, Load(null).Training.Count + Load(null).Test.Count));
    }

    [Theory]
    [InlineData("utf8", "utf-8")]
    [InlineData("UTF8", "utf-8")]
    [InlineData("utf-8-sig", "utf-8")]
    [InlineData("utf16", "utf-16")]
    [InlineData("latin-1", "iso-8859-1")]
    public void Pythons_names_are_known(string name, string encoding) =>
        Assert.Equal(encoding, TextEncoding.Find(name, DecoderFallback.ExceptionFallback).WebName);

    [Theory]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 20, 0, 6, 0 }, "a zip file, perhaps an Excel workbook; save the table as CSV")]
    [InlineData(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0 }, "an old Office file, perhaps an Excel workbook; save the table as CSV")]
    [InlineData(new byte[] { 0x50, 0x41, 0x52, 0x31, 0x15, 4 }, "a Parquet file; save the table as CSV")]
    [InlineData(new byte[] { 0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0 }, "compressed by bzip2; decompress it, or compress it by gzip")]
    [InlineData(new byte[] { 0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0 }, "compressed by xz; decompress it, or compress it by gzip")]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 4 }, "compressed by zstd; decompress it, or compress it by gzip")]
    public void A_file_of_another_format_is_refused_by_name(byte[] start, string format) =>
        Assert.Equal($"'{_folder.Write("table.csv", start)}' is {format}", Assert.Throws<InputException>(() => Load(null)).Message);

    [Fact]
    public void A_file_compressed_twice_is_refused() =>
        Assert.Equal($"'{_folder.Write("table.csv", GzipTests.Compress(GzipTests.Compress(Encoding.UTF8.GetBytes(Animals))))}' is compressed by gzip twice; decompress it once", Assert.Throws<InputException>(() => Load(null)).Message);

    [Fact]
    public void A_name_that_begins_like_a_format_is_a_name()
    {
        _folder.Write("table.csv", "BZh9,class\n1,a\n2,b\n3,a\n");
        Assert.Equal(2, Load(null).Classes);
    }

    [Fact]
    public void It_is_for_tables_alone() =>
        Assert.Equal("'digits' is not a CSV file; remove --encoding", Assert.Throws<InputException>(() => DataSets.Load<float>(new DataConfig { Encoding = "gbk" })).Message);

    private static byte[] Bytes(string encoding, string text) => TextEncoding.Find(encoding, DecoderFallback.ExceptionFallback).GetBytes(text);

    private ClassificationData<float> Load(string? encoding) => DataSets.Load<float>(new DataConfig { Source = _folder.PathTo("table.csv"), Encoding = encoding, TestShare = 0.4 });
}
