using System.Text;
using Eden.Checkpoints;

namespace Eden.Tests.Checkpoints.PyTorch;

/// <summary>What a pickle may not do, each refused with a message that says it.</summary>
public sealed class PickleRefusalTests : IDisposable
{
    private const string Storage = "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQ";
    private const string Rebuild = "ctorch._utils\n_rebuild_tensor_v2\n";
    private const string Hooks = "ccollections\nOrderedDict\n)R";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Calls => new()
    {
        { "cos\nsystem\nX\u0002\0\0\0ls\u0085R", "it needs 'os.system'" },
        { "cposix\nsystem\nX\u0002\0\0\0ls\u0085R", "it needs 'posix.system'" },
        { "c__builtin__\neval\nX\u0001\0\0\01\u0085R", "it needs '__builtin__.eval'" },
        { "cbuiltins\nexec\n)R", "it needs 'builtins.exec'" },
        { "csubprocess\nPopen\n)R", "it needs 'subprocess.Popen'" },
        { "ctorch.hub\nload\n)R", "it needs 'torch.hub.load'" },
        { "ctorch\nload\n)R", "it needs 'torch.load'" },
        { "X\u0002\0\0\0osX\u0006\0\0\0system\u0093", "it needs 'os.system'" },
        { "cos\u001b[31m\nsystem\n", "it needs 'os\\u001b[31m.system'" },
        { "ctorch\nFloatStorage\n)R", "'torch.FloatStorage' is called with arguments that it does not have" },
        { "ccollections\nOrderedDict\nK\u0001\u0085R", "'collections.OrderedDict' is called with arguments" },
        { "(ios\nsystem\n", "the operation 0x69 is not among those that state_dicts need" },
        { "(cos\nsystem\no", "it needs 'os.system'" },
        { ")\u0081", "the operation 0x81 is not among those" },
        { "\u0082\u0001", "the operation 0x82 is not among those" },
        { "Pabc\n", "the operation 0x50 is not among those" },
        { "}X\u0001\0\0\0a}b]b", "a dictionary is needed, and the stack has something else" },
    };

    public static TheoryData<string, string> Damages => new()
    {
        { "", "the pickle ends with more or less than one value" },
        { "K\u0001K\u0002", "the pickle ends with more or less than one value" },
        { "(K\u0001", "the pickle ends with more or less than one value" },
        { "K\u0001.K\u0001", "bytes follow the end of the pickle" },
        { "a", "a value is needed, and the stack is empty" },
        { "t", "there is no mark on the stack" },
        { "K\u0001(\u0086", "more values are taken than the stack has" },
        { "h\u0000", "the memo has 0 values and none numbered 0" },
        { "K\u0001q\u0005", "the memo has 0 values and gets one numbered 5" },
        { "K\u0001r\u00ff\u00ff\u00ff\u007f", "the memo has 0 values and gets one numbered 2147483647" },
        { "X\u00ff\u00ff\u00ff\u00ff", "the pickle is cut short" },
        { "X\u0004\0\0\0ab", "the pickle is cut short" },
        { "\u008a\u00ff\u0001", "the pickle is cut short" },
        { "cos", "the pickle is cut short" },
        { "X\u0001\0\0\0\u00ff", "text that is not UTF-8" },
        { "}(K\u0001u", "a dictionary gets a key without a value" },
        { "}K\u0001K\u0002sK\u0001K\u0003s", "a dictionary has the key '1' twice" },
        { "}NK\u0002s", "a dictionary has a key that is neither text nor a whole number" },
        { "}K\u0001a", "a list is needed, and the stack has something else" },
        { ")K\u0001a", "a tuple changes" },
        { "]q\0h\0a", "a list or dictionary changes after it was used, or contains itself" },
        { "}q\0K\u0001h\0s", "a list or dictionary changes after it was used, or contains itself" },
        { "]q\0]h\0ah\0K\u0001a", "a list or dictionary changes after it was used, or contains itself" },
    };

    public static TheoryData<string, string> Tensors => new()
    {
        { $"{Rebuild}({Storage}K\0K\u0005\u0085K\u0001\u0085\u0089{Hooks}tR", "a tensor of shape [5] does not fit its storage of 4 elements" },
        { $"{Rebuild}({Storage}K\u0001K\u0004\u0085K\u0001\u0085\u0089{Hooks}tR", "a tensor of shape [4] does not fit" },
        { $"{Rebuild}({Storage}K\0K\u0002\u0085K\u0004\u0085\u0089{Hooks}tR", "a tensor of shape [2] does not fit" },
        { $"{Rebuild}({Storage}J\u00ff\u00ff\u00ff\u00ffK\u0001\u0085K\u0001\u0085\u0089{Hooks}tR", "a tensor of shape [1] does not fit" },
        { $"{Rebuild}({Storage}K\u0003K\u0002\u0085J\u00ff\u00ff\u00ff\u00ff\u0085\u0089{Hooks}tR", "a tensor of shape [2] does not fit" },
        { $"{Rebuild}({Storage}K\0J\u00ff\u00ff\u00ff\u00ff\u0085K\u0001\u0085\u0089{Hooks}tR", "a tensor of shape [-1] does not fit" },
        { $"{Rebuild}({Storage}K\0(J\0\0\0\u007fJ\0\0\0\u007fJ\0\0\0\u007ft(K\0K\0K\0t\u0089{Hooks}tR", "does not fit" },
        { $"{Rebuild}({Storage}K\0K\u0001K\u0001\u0086K\u0001\u0085\u0089{Hooks}tR", "a tensor has 2 dimensions and 1 strides" },
        { $"{Rebuild}({Storage}K\0K\u0001K\u0001\u0086K\u0001\u0085\u0089tR", "'torch._utils._rebuild_tensor_v2' is called with arguments" },
        { $"{Rebuild}({Storage}K\0J\0\0\0\u007f\u0085K\0\u0085\u0089{Hooks}tR", "the views of the file stand for more than" },
        { Storage.Replace("FloatStorage", "ComplexFloatStorage"), "it needs 'torch.ComplexFloatStorage'" },
        { Storage.Replace("FloatStorage", "QInt8Storage"), "it needs 'torch.QInt8Storage'" },
        { Storage.Replace("FloatStorage", "DoubleStorage"), "the storage '0' should have 4 elements of F64, and its record has 16 bytes" },
        { Storage.Replace("X\u0001\0\0\00", "X\u0001\0\0\07"), "the storage '7' has no record in the file" },
        { Storage.Replace("X\u0001\0\0\00", "X\u0009\0\0\0../../key"), "the storage '../../key' has no record in the file" },
        { Storage.Replace("storage", "storagf"), "a storage is named in a way that PyTorch does not" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public void Names_and_operations_that_call_are_refused_by_name(string operations, string message) => AssertRefused(TorchArchive.Raw(operations), message);

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damage_is_refused(string operations, string message) => AssertRefused(TorchArchive.Raw(operations), message);

    [Theory]
    [MemberData(nameof(Tensors))]
    public void A_tensor_that_is_not_in_its_storage_is_refused(string operations, string message) => AssertRefused(TorchArchive.Raw(operations), message);

    [Fact]
    public void Deep_nesting_is_refused() => AssertRefused(TorchArchive.Raw($"{new string(')', 1)}{new string('\u0085', 100_000)}"), "values are nested more than 64 deep");

    [Fact]
    public void Marks_without_end_are_refused() => AssertRefused(TorchArchive.Raw(new string('(', 1_000_000)), "the pickle ends with more or less than one value");

    /// <summary>Each list holds the one before ten times.</summary>
    [Fact]
    public void A_value_that_repeats_itself_without_bound_is_refused()
    {
        StringBuilder operations = new("]q\0");
        for (int i = 1; i <= 20; i++)
        {
            operations.Append("](").Insert(operations.Length, $"h{(char)(i - 1)}", 10).Append('e').Append('q').Append((char)i);
        }

        AssertRefused(TorchArchive.Raw(operations.ToString()), "more than 2000000 values");
    }

    [Fact]
    public void A_pickle_of_too_many_values_is_refused() => AssertRefused(TorchArchive.Raw($"({new string('}', 6_000_000)}t"), "more than 5000000 values");

    [Fact]
    public void A_pickle_that_is_too_long_is_refused() => AssertRefused(new byte[(32 << 20) + 1], "more than the 33554432 that are read");

    [Fact]
    public void Another_protocol_is_refused() => AssertRefused([0x80, 6, (byte)'N', (byte)'.'], "it does not begin as a pickle of protocol 2 to 5");

    [Fact]
    public void A_tensor_without_elements_may_have_dimensions_whose_product_is_beyond_64_bits()
    {
        string path = _folder.File("file.pt");
        string tensor = $"{Rebuild}({Storage}K\0(J\0\0\0\u007fJ\0\0\0\u007fJ\0\0\0\u007fK\0t(K\0K\0K\0K\0t\u0089{Hooks}tR";
        TorchArchive.Write(path, TorchArchive.Raw($"}}X\u0001\0\0\0a{tensor}s"), new byte[16]);

        using Checkpoint checkpoint = PyTorchFile.OpenRaw(path);

        Assert.Equal(0, checkpoint.Tensors[0].Length);
    }

    private void AssertRefused(byte[] pickle, string message)
    {
        string path = _folder.File("file.pt");
        TorchArchive.Write(path, pickle, new byte[16]);
        CheckpointException exception = Assert.Throws<CheckpointException>(() => PyTorchFile.OpenRaw(path).Dispose());
        Assert.StartsWith($"{path}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.All(exception.Message, character => Assert.False(char.IsControl(character)));
    }
}
