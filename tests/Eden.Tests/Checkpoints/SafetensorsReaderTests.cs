using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints;

public sealed class SafetensorsReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Headers over 8 bytes of data, and what is said of each.</summary>
    public static TheoryData<string, string> BadHeaders => new()
    {
        { "", "does not begin with '{'" },
        { " {}", "does not begin with '{'" },
        { "[]", "does not begin with '{'" },
        { "{", "is not valid JSON" },
        { "{} {}", "is not valid JSON" },
        { "{}\0", "is not valid JSON" },
        { "{}", "names 0 bytes of data, but 8 follow it" },
        { Entry("F32", "[2]", "[0,8]") + ",", "is not valid JSON" },
        { """{"a":1}""", "'a': is not an object" },
        { """{"a":{}}""", "'a': lacks one of dtype, shape and data_offsets" },
        { """{"a":{"dtype":"F32","shape":[2]}}""", "'a': lacks one of" },
        { """{"":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'': is an empty name" },
        { """{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "holds text that is not valid Unicode" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}}""", "'a': 'more' is given twice or not known" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'a': 'dtype' is given twice" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'a': is given twice" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'a': is given twice" },
        { """{"a\n":{"dtype":"U8","shape":[1],"data_offsets":[0,0]}}""", @"'a\u000a': a shape of [1]" },
        { Entry("F33", "[2]", "[0,8]"), "'a': the dtype 'F33' is not known; known are F64, F32" },
        { Entry("f32", "[2]", "[0,8]"), "'a': the dtype 'f32' is not known" },
        { """{"a":{"dtype":1,"shape":[2],"data_offsets":[0,8]}}""", "'a': dtype is not text" },
        { Entry("F32", "2", "[0,8]"), "'a': shape is not an array" },
        { Entry("F32", "[-2]", "[0,8]"), "'a': shape holds something that is not a whole number" },
        { Entry("F32", "[2.0]", "[0,8]"), "'a': shape holds something that is not a whole number" },
        { Entry("F32", "[NaN]", "[0,8]"), "is not valid JSON" },
        { Entry("F32", "[\"NaN\"]", "[0,8]"), "'a': shape holds something" },
        { Entry("F32", "[null]", "[0,8]"), "'a': shape holds something" },
        { Entry("F32", "[[2]]", "[0,8]"), "is not valid JSON" },
        { Entry("F32", "[1e400]", "[0,8]"), "'a': shape holds something" },
        { Entry("F32", "[9223372036854775808]", "[0,8]"), "'a': shape holds something" },
        { Entry("F32", "[3]", "[0,8]"), "'a': a shape of [3] of F32 does not take the 8 bytes that data_offsets name" },
        { Entry("F32", "[]", "[0,8]"), "'a': a shape of [] of F32 does not take the 8 bytes" },
        { Entry("F32", "[4294967296,4294967296,4294967298]", "[0,8]"), "does not take the 8 bytes" },
        { Entry("F64", "[2305843009213693953]", "[0,8]"), "does not take the 8 bytes" },
        { Entry("F32", "[2]", "[0]"), "'a': data_offsets [0] do not name" },
        { Entry("F32", "[2]", "[0,4,8]"), "'a': data_offsets [0, 4, 8] do not name" },
        { Entry("F32", "[2]", "[8,0]"), "'a': data_offsets [8, 0] do not name" },
        { Entry("F32", "[2]", "[0,16]"), "'a': data_offsets [0, 16] do not name a first and a last place within the 8 bytes of data" },
        { Entry("F32", "[1]", "[4,8]"), "'a': begins at byte 4 of the data, but what stands before it ends at 0" },
        { Entry("F32", "[1]", "[0,4]"), "names 4 bytes of data, but 8 follow it" },
        { """{"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "'b': begins at byte 4 of the data, but what stands before it ends at 5" },
        { """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "'b': begins at byte 4 of the data, but what stands before it ends at 3" },
        { """{"__metadata__":1}""", "'__metadata__': is not an object" },
        { """{"__metadata__":{"a":1}}""", "'__metadata__': 'a' is not text" },
        { """{"__metadata__":{"a":{"b":{"c":{}}}}}""", "'__metadata__': 'a' is not text" },
        { """{"__metadata__":{"a":"1","a":"1"}}""", "'__metadata__': 'a' is given twice" },
        { new string('[', 100_000), "does not begin with '{'" },
        { """{"a":""" + new string('[', 100_000), "'a': is not an object" },
        { """{"a":{"shape":""" + new string('[', 100_000), "is not valid JSON" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("I64", "-9223372036854775808 9223372036854775807")]
    [InlineData("U64", "0 18446744073709551615")]
    [InlineData("I32", "-2147483648 2147483647")]
    [InlineData("U32", "0 4294967295")]
    [InlineData("I16", "-32768 32767")]
    [InlineData("U16", "0 65535")]
    [InlineData("I8", "-128 127")]
    [InlineData("U8", "0 255")]
    [InlineData("BOOL", "0 1")]
    public void Integers_are_read_to_their_last_digit(string type, string expected)
    {
        Int128[] numbers = [.. expected.Split(' ').Select(number => Int128.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.True(TensorTypes.TryParse(type, out TensorType parsed));
        byte[] bytes = [.. numbers.SelectMany(number => BitConverter.GetBytes(number)[..parsed.Size()])];
        CheckpointTensor tensor = Tensors.Of("a", parsed, [2], bytes);
        Int128[] read = new Int128[1];
        tensor.ReadIntegers(1, read);
        Assert.Equal(numbers[1], read[0]);
        tensor.ReadIntegers(0, read);
        Assert.Equal(numbers[0], read[0]);
    }

    [Fact]
    public void Floating_point_numbers_are_not_read_as_integers() =>
        Assert.Throws<InvalidOperationException>(() => Tensors.Of("a", TensorType.F8E5M2, [1], [0]).ReadIntegers(0, new Int128[1]));

    [Fact]
    public void A_file_as_the_format_describes_it_is_read()
    {
        string path = Write(Tensors.File("""{"__metadata__":{"format":"pt","é":"ü"},"b.w":{"dtype":"F32","shape":[1,2],"data_offsets":[2,10]},"a":{"data_offsets":[0,2],"shape":[],"dtype":"BF16"},"none":{"dtype":"I64","shape":[3,0],"data_offsets":[10,10]}}   """, 10));

        using Checkpoint checkpoint = SafetensorsFile.Open(path);

        Assert.Equal(["a BF16 []", "b.w F32 [1, 2]", "none I64 [3, 0]"], checkpoint.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal([[0, 1], [2, 3, 4, 5, 6, 7, 8, 9], []], checkpoint.Tensors.Select(Tensors.BytesOf));
        Assert.Equal("ü", checkpoint.Metadata["é"]);
        Assert.Equal("pt", checkpoint.Metadata["format"]);
        Assert.False(checkpoint.VerifyHash(TestContext.Current.CancellationToken));
        Assert.True(checkpoint.TryGetTensor("b.w", out CheckpointTensor? tensor));
        Assert.Equal((2, 8), (tensor.Length, tensor.ByteLength));
        byte[] middle = new byte[2];
        tensor.CopyTo(3, middle);
        Assert.Equal([5, 6], middle);
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.CopyTo(7, new byte[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.CopyTo(-1, new byte[2]));
    }

    [Fact]
    public void A_tensor_without_elements_may_have_dimensions_whose_product_is_beyond_64_bits()
    {
        using Checkpoint checkpoint = SafetensorsFile.Open(Write(Tensors.File(Entry("F32", "[4294967296,4294967296,4294967296,0]", "[0,0]"), 0)));

        Assert.Equal((0, 0), (checkpoint.Tensors[0].Length, checkpoint.Tensors[0].ByteLength));
    }

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void A_header_that_is_not_sound_is_refused_with_its_place(string header, string message)
    {
        string path = Write(Tensors.File(header, 8));

        string refusal = Refusal(path);

        Assert.StartsWith($"{path}: header: ", refusal, StringComparison.Ordinal);
        Assert.Contains(message, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        byte[] file = Tensors.File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8);
        file[10] = 0xff;

        Assert.Contains("header: is not valid UTF-8", Refusal(Write(file)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3UL, "begins with a header length of 3, but only 2 bytes follow")]
    [InlineData(ulong.MaxValue, "begins with a header length of 18446744073709551615, but only 2 bytes follow")]
    [InlineData(1UL << 63, "begins with a header length of 9223372036854775808, but only 2 bytes follow")]
    public void A_header_length_beyond_the_file_is_refused_before_anything_is_allocated(ulong length, string message)
    {
        string path = Write(Tensors.File("{}", 0, length));
        Assert.Contains(message, Refusal(path), StringComparison.Ordinal);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(message, Refusal(path), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_header_beyond_the_limit_of_the_format_is_refused()
    {
        string path = _folder.File("sparse");
        using (FileStream stream = File.Create(path))
        {
            stream.Write([1, 0xe1, 0xf5, 5, 0, 0, 0, 0]);
            stream.SetLength(200_000_000);
        }

        Assert.Contains("has a header of 100000001 bytes; the format allows 100000000", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_and_places_are_of_64_bits()
    {
        const long Count = 3L << 30;
        string header = $$$"""{"a":{"dtype":"I16","shape":[3,{{{Count / 3}}}],"data_offsets":[0,{{{2 * Count}}}]}}""";
        string path = Write(Tensors.File(header, 0));
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(stream.Length + (2 * Count));
            stream.Position = stream.Length - 3;
            stream.WriteByte(7);
        }

        using Checkpoint checkpoint = SafetensorsFile.Open(path);
        byte[] end = new byte[4];
        checkpoint.Tensors[0].CopyTo((2 * Count) - 4, end);

        Assert.Equal((Count, 2 * Count), (checkpoint.Tensors[0].Length, checkpoint.Tensors[0].ByteLength));
        Assert.Equal([0, 7, 0, 0], end);
    }

    [Fact]
    public void What_is_no_file_is_refused_by_its_name()
    {
        Assert.Equal($"{_folder.Path}: is a directory; name a file in it", Refusal(_folder.Path));
        Assert.Equal($"{_folder.File("gone")}: there is no such file", Refusal(_folder.File("gone")));
        Assert.Equal($"{_folder.File("empty")}: is empty or not a regular file; a pipe must be written to a file first", Refusal(Write([], "empty")));
        Assert.Contains("has 7 bytes, fewer than a safetensors file begins with", Refusal(Write(new byte[7])), StringComparison.Ordinal);
        Assert.StartsWith(@"a\u000ab: ", Refusal("a\nb"), StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_of_a_closed_checkpoint_are_not_read()
    {
        Checkpoint checkpoint = SafetensorsFile.Open(Write(Tensors.File(Entry("F32", "[2]", "[0,8]"), 8)));
        checkpoint.Dispose();
        checkpoint.Dispose();

        Assert.Throws<ObjectDisposedException>(() => checkpoint.Tensors[0].CopyTo(0, new byte[8]));
    }

    private static string Entry(string type, string shape, string offsets) => $$$"""{"a":{"dtype":"{{{type}}}","shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""";

    private string Write(byte[] file, string name = "file")
    {
        string path = _folder.File(name);
        File.WriteAllBytes(path, file);
        return path;
    }

    private static string Refusal(string path) => Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path).Dispose()).Message;
}
