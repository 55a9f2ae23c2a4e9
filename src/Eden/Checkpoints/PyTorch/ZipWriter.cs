using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Eden.Checkpoints.PyTorch;

/// <summary>Writes a zip archive as PyTorch does: stored records in one folder, their bytes at multiples of 64.</summary>
/// <param name="stream">Where to; it must be able to seek.</param>
internal sealed class ZipWriter(Stream stream)
{
    private const string Folder = "archive/";
    private const int Alignment = 64;
    private const int LocalSize = 30;
    private const ushort Wide = 1;
    private const ushort Padding = 0x4246;
    private const ushort Version64 = 45;
    private const ushort Utf8Names = 0x0800;

    private readonly List<(byte[] Name, long Start, long Length, uint Crc)> _records = [];

    /// <summary>Writes a record.</summary>
    /// <param name="name">Its name below the folder.</param>
    /// <param name="content">Its bytes, piece by piece.</param>
    /// <param name="length">How many they are.</param>
    public void Add(string name, IEnumerable<ReadOnlyMemory<byte>> content, long length)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Folder + name);
        long start = stream.Position;
        WriteLocal(bytes, start, length, crc: 0);
        uint crc = 0;
        foreach (ReadOnlyMemory<byte> piece in content)
        {
            crc = Crc32.Append(crc, piece.Span);
            stream.Write(piece.Span);
        }

        long end = stream.Position;
        stream.Position = start;
        WriteLocal(bytes, start, length, crc);
        stream.Position = end;
        _records.Add((bytes, start, length, crc));
    }

    /// <summary>Writes the directory, always in the 64-bit form too.</summary>
    public void Finish()
    {
        long start = stream.Position;
        foreach ((byte[] name, long place, long length, uint crc) in _records)
        {
            Fields fields = new();
            fields.U32(0x02014b50).U16(Version64).U16(Version64).U16(Utf8Names).U16(0).U32(0).U32(crc)
                .U32(uint.MaxValue).U32(uint.MaxValue).U16((ushort)name.Length).U16(28).U16(0).U16(0).U16(0).U32(0).U32(uint.MaxValue)
                .Bytes(name).U16(Wide).U16(24).U64(length).U64(length).U64(place);
            stream.Write(fields.Written);
        }

        long end = stream.Position;
        Fields last = new();
        last.U32(0x06064b50).U64(44).U16(Version64).U16(Version64).U32(0).U32(0).U64(_records.Count).U64(_records.Count).U64(end - start).U64(start)
            .U32(0x07064b50).U32(0).U64(end).U32(1)
            .U32(0x06054b50).U16(0).U16(0).U16(ushort.MaxValue).U16(ushort.MaxValue).U32(uint.MaxValue).U32(uint.MaxValue).U16(0);
        stream.Write(last.Written);
    }

    private void WriteLocal(byte[] name, long start, long length, uint crc)
    {
        const int wideSize = 20;
        const int paddingHead = 4;
        long unpadded = start + LocalSize + name.Length + wideSize + paddingHead;
        int padding = (int)(((unpadded + Alignment - 1) / Alignment * Alignment) - unpadded);
        Fields fields = new();
        fields.U32(0x04034b50).U16(Version64).U16(Utf8Names).U16(0).U32(0).U32(crc).U32(uint.MaxValue).U32(uint.MaxValue)
            .U16((ushort)name.Length).U16((ushort)(wideSize + paddingHead + padding)).Bytes(name)
            .U16(Wide).U16(16).U64(length).U64(length)
            .U16(Padding).U16((ushort)padding).Bytes(new byte[padding]);
        stream.Write(fields.Written);
    }

    /// <summary>Little-endian fields one after the other.</summary>
    private sealed class Fields
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

        public Fields U16(ushort value) => Write(value, sizeof(ushort));

        public Fields U32(uint value) => Write(value, sizeof(uint));

        public Fields U64(long value) => Write((ulong)value, sizeof(ulong));

        public Fields Bytes(ReadOnlySpan<byte> bytes)
        {
            _bytes.Write(bytes);
            return this;
        }

        private Fields Write(ulong value, int size)
        {
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            return Bytes(bytes[..size]);
        }
    }
}
