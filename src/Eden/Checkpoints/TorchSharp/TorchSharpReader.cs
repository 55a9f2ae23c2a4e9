using System.Buffers.Binary;
using System.Text;
using Eden.Checkpoints.PyTorch;

namespace Eden.Checkpoints.TorchSharp;

/// <summary>Reads the pieces of TorchSharp's files one after another.</summary>
internal sealed class TorchSharpReader(SourceFile file)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int LongestText = 1 << 16;
    private const int MostDimensions = 64;
    private long _position;

    public bool IsAtEnd => _position == file.Length;

    /// <summary>Text as .NET's <c>BinaryWriter</c> writes it: its length in bytes, seven bits in a byte, and UTF-8.</summary>
    public string Text()
    {
        long length = Whole("the length of a name");
        if (length > LongestText)
        {
            throw Fail($"has a name of {length} bytes");
        }

        try
        {
            return StrictUtf8.GetString(Take((int)length));
        }
        catch (DecoderFallbackException exception)
        {
            throw file.Fail($"has a name that is not UTF-8 at {_position - length}", exception);
        }
    }

    /// <summary>A whole number of at least 0, seven bits in a byte, the lowest first (LEB128).</summary>
    public long Whole(string what)
    {
        ulong value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw Fail($"has no sound number where {what} should be");
    }

    public bool Flag(string what) => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        byte other => throw Fail($"has {other} where {what} should be true or false"),
    };

    public double Number() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public long Steps(string what) => BinaryPrimitives.ReadInt64LittleEndian(Take(8)) is long steps and >= 0 and <= Require.MostSteps
        ? steps
        : throw Fail($"has no sound number of steps for {what}");

    /// <summary>A tensor: type, number of dimensions, dimensions, and its elements row by row.</summary>
    public SourceTensor Tensor(string name)
    {
        long type = Whole("a type");
        if (TorchSharpTypes.Of(type) is not TensorType known)
        {
            throw Fail($"has '{Printable.Of(name)}' of the type {type}, which is not read; read are {TorchSharpTypes.Names}");
        }

        long count = Whole("the number of dimensions");
        if (count > MostDimensions)
        {
            throw Fail($"has '{Printable.Of(name)}' of {count} dimensions; {MostDimensions} are read");
        }

        long[] shape = new long[count];
        for (int i = 0; i < count; i++)
        {
            shape[i] = Whole("a dimension");
        }

        try
        {
            long length = checked(CheckpointTensor.ElementCount(shape) * known.Size());
            long start = _position <= file.Length - length ? _position : throw Fail($"ends before the {length} bytes of '{Printable.Of(name)}'");
            _position += length;
            return new SourceTensor(name, known, shape, file, start);
        }
        catch (OverflowException exception)
        {
            throw file.Fail($"has '{Printable.Of(name)}' of shape {CheckpointTensor.ShapeText(shape)}, more than a file holds", exception);
        }
    }

    public CheckpointException Fail(string what) => file.Fail($"{what} (before byte {_position})");

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> bytes = file.Read(_position, count);
        _position += count;
        return bytes;
    }
}

/// <summary>PyTorch's numbers of element types.</summary>
internal static class TorchSharpTypes
{
    private static readonly (TensorType Type, int Number)[] All =
    [
        (TensorType.U8, 0), (TensorType.I8, 1), (TensorType.I16, 2), (TensorType.I32, 3), (TensorType.I64, 4), (TensorType.F16, 5),
        (TensorType.F32, 6), (TensorType.F64, 7), (TensorType.Boolean, 11), (TensorType.BF16, 15),
    ];

    public static string Names => string.Join(", ", All.Select(entry => $"{entry.Number} ({entry.Type.FormatName()})"));

    public static TensorType? Of(long number) => Array.Find(All, entry => entry.Number == number) is { Number: var found, Type: var type } && found == number ? type : null;

    public static int? Of(TensorType type) => Array.Find(All, entry => entry.Type == type) is { Type: var found, Number: var number } && found == type ? number : null;
}
