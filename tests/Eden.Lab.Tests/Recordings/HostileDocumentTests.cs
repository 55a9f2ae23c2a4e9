using System.Text;
using Eden.Lab.Recordings;
using Eden.Lab.Verification;

namespace Eden.Lab.Tests.Recordings;

public class HostileDocumentTests
{
    public static TheoryData<string> OfEveryFormat => [Documents.Trace, Documents.Trace2, Documents.Experiment, Documents.Digits, Documents.Schedules, Documents.Plateau];

    [Theory]
    [InlineData("", "bad.json: the JSON is cut off at line 1, byte 1")]
    [InlineData("hello", "bad.json: not valid JSON at line 1, byte 1: 'h' is an invalid start of a value.")]
    [InlineData("[]", "bad.json: expected an object, found an array")]
    [InlineData("null", "bad.json: expected an object, found null")]
    [InlineData("\"text\"", "bad.json: expected an object, found the text 'text'")]
    [InlineData("{}", "bad.json: format: missing")]
    [InlineData("{\"format\": {\"format\": 1}}", "bad.json: format: expected text, found an object")]
    [InlineData("{\"form", "bad.json: the JSON is cut off at line 1, byte 7")]
    [InlineData("{\n\"a\": 1.5", "bad.json: the JSON is cut off at line 2, byte 9")]
    [InlineData("{\"a\": 1,}", "bad.json: not valid JSON at line 1, byte 9: The JSON object contains a trailing comma at the end which is not supported in this mode. Change the reader options.")]
    [InlineData("{// no\n}", "bad.json: not valid JSON at line 1, byte 2: '/' is invalid after a value. Expected either ',', '}', or ']'.")]
    public void What_is_no_recording_is_refused(string json, string complaint) => Assert.Equal(complaint, Documents.Complaint(json));

    [Fact]
    public void What_follows_the_end_is_refused() =>
        Assert.Contains("'{' is invalid after a single JSON value", Documents.Complaint(Documents.Trace + "{}"), StringComparison.Ordinal);

    [Fact]
    public void A_field_that_is_given_twice_is_refused() =>
        Assert.Equal("bad.json: dtype: given twice", Documents.Complaint(Documents.Trace.Replace("\"dtype\"", "\"dtype\": \"float64\", \"dtype\"", StringComparison.Ordinal)));

    [Fact]
    public void A_parameter_that_is_given_twice_in_a_step_is_refused() =>
        Assert.Equal("bad.json: steps[0].grads.bias: given twice", Documents.Complaint(Documents.Trace.Replace("\"bias\": null", "\"bias\": null, \"bias\": [1]", StringComparison.Ordinal)));

    [Fact]
    public void A_number_beyond_float64_is_refused_at_its_place() =>
        Assert.Equal(
            "bad.json: steps[0].grads.weight[1]: the number is too large for float64; infinity is written \"Infinity\"",
            Documents.Complaint(Documents.Trace.Replace("\"grads\": { \"weight\": [1, 2,", "\"grads\": { \"weight\": [1, 1e999,", StringComparison.Ordinal)));

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{\"a\":", 100_000)]
    public void Deep_nesting_is_refused(string opening, int depth)
    {
        string json = $"{{\"format\": \"optimizer-trace/1\", \"extra\": {string.Concat(Enumerable.Repeat(opening, depth))}";

        Assert.Contains("maximum configured depth", Documents.Complaint(json), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_of_any_length_is_cut_in_the_complaint() =>
        Assert.Equal(
            $"bad.json: dtype: '{new string('x', 200)}…' is not supported; supported are float32 and float64",
            Documents.Complaint(Documents.Edit(Documents.Trace, "dtype", $"\"{new string('x', 3_000_000)}\"")));

    [Fact]
    public void Texts_and_gaps_that_cross_the_reader_s_blocks_are_whole()
    {
        string name = new('n', 500_000);
        string json = Documents.Trace.Replace("weight\"", name + "\"", StringComparison.Ordinal).Replace("\"steps\"", new string(' ', 500_000) + "\"steps\"", StringComparison.Ordinal);

        Assert.Equal(name, ((TraceRecording)Documents.Parse(json)).Parameters[0].Name);
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        byte[] json = Encoding.UTF8.GetBytes(Documents.Trace.Replace("\"bias\"", "\"\u0001\"", StringComparison.Ordinal).Replace("\u0001", "#", StringComparison.Ordinal));
        json[Array.IndexOf(json, (byte)'#')] = 0xFF;

        Assert.Contains("not valid UTF-8", Assert.Throws<InputException>(() => Documents.Parse(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_line_breaks_and_escapes_keep_the_complaint_on_one_line() =>
        Assert.Equal(
            "bad.json: groups[1].params[0]: there is no parameter 'a\\u000a\\u001b[31m\\u2028b' in params",
            Documents.Complaint(Documents.Edit(Documents.Trace, "groups/1/params", "[\"a\\n\\u001b[31m\\u2028b\"]")));

    [Fact]
    public void A_byte_order_mark_is_allowed() => Assert.IsType<TraceRecording>(Documents.Parse("\uFEFF" + Documents.Trace));

    [Theory]
    [MemberData(nameof(OfEveryFormat))]
    public void A_document_that_ends_too_early_is_refused_wherever_it_ends(string document)
    {
        byte[] json = Encoding.UTF8.GetBytes(document);
        int step = Math.Max(1, json.Length / 700);
        for (int length = 0; length < json.Length; length += step)
        {
            InputException exception = Assert.Throws<InputException>(() => Documents.Parse(json[..length]));
            Assert.StartsWith("bad.json: ", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    [Theory]
    [MemberData(nameof(OfEveryFormat))]
    public void A_document_with_changed_bytes_is_verified_or_refused_and_nothing_breaks(string document)
    {
        Xoshiro256 random = new(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] json = Encoding.UTF8.GetBytes(document);
            for (int change = 0; change < 1 + (i % 3); change++)
            {
                json[(int)(random.NextDouble() * json.Length)] = (byte)(random.NextDouble() * 256);
            }

            try
            {
                _ = RecordingVerifier.Verify(Documents.Parse(json), cancellation: TestContext.Current.CancellationToken);
            }
            catch (InputException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
            }
        }
    }
}
