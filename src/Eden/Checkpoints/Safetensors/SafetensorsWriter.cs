using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Eden.Checkpoints;

/// <summary>Writes the bytes of a safetensors file. The same content gives the same bytes: tensors are ordered by element size, the
/// largest first, and then by name, metadata by key.</summary>
/// <remarks>The format allows no gaps between tensors, so that order aligns every tensor to its element size; the header is filled
/// up with spaces so that the first begins at a multiple of 64.</remarks>
internal sealed class SafetensorsWriter
{
    private const int Alignment = 64;
    private const int BlockLength = 1 << 20;
    private const int HashLength = SHA256.HashSizeInBytes * 2;

    private readonly string _path;
    private readonly CheckpointTensor[] _tensors;
    private readonly SortedDictionary<string, string> _metadata;

    /// <summary>Takes the content.</summary>
    /// <exception cref="CheckpointException">It cannot be a safetensors file.</exception>
    public SafetensorsWriter(string path, Checkpoint checkpoint)
    {
        _path = Printable.Of(path, int.MaxValue);
        _tensors = [.. checkpoint.Tensors.OrderByDescending(tensor => tensor.Type.Size()).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
        _metadata = new(StringComparer.Ordinal);
        foreach ((string key, string value) in checkpoint.Metadata)
        {
            _metadata.Add(key, value);
        }

        _metadata[MetadataKeys.Hash] = new string('0', HashLength);
        _metadata[MetadataKeys.HeaderHash] = SafetensorsHash.OfHeader(_metadata, _tensors);
        foreach (string text in _tensors.Select(tensor => tensor.Name).Concat(_metadata.Keys).Concat(_metadata.Values))
        {
            RefuseHalfPairs(text);
        }

        if (checkpoint.TryGetTensor(SafetensorsFile.MetadataName, out _))
        {
            throw new CheckpointException($"{_path}: a tensor cannot have the name {SafetensorsFile.MetadataName}; rename the parameter");
        }
    }

    public void Write(FileStream stream, IProgress<int>? progress, CancellationToken cancellation)
    {
        byte[] header = Header();
        stream.Write(header);
        WriteHash(stream, header, WriteTensors(stream, progress, cancellation));
    }

    /// <summary>Writes the parts of the tensors that are this process's to their places in a file that several write.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="isLeader">Whether this process writes the tensors that are nobody's, too.</param>
    public void WritePart(FileStream stream, bool isLeader)
    {
        long start = Header().Length;
        byte[] block = new byte[BlockLength];
        foreach (CheckpointTensor tensor in _tensors)
        {
            (long first, long length) = tensor.OwnBytes ?? (0, isLeader ? tensor.ByteLength : 0);
            stream.Position = start + first;
            for (long done = 0; done < length; done += BlockLength)
            {
                Span<byte> part = block.AsSpan(0, (int)Math.Min(BlockLength, length - done));
                tensor.CopyTo(first + done, part);
                stream.Write(part);
            }

            start += tensor.ByteLength;
        }
    }

    /// <summary>Writes the header of a file to which all parts are written.</summary>
    public void Finish(FileStream stream)
    {
        byte[] header = Header();
        stream.Position = header.Length;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockLength];
        for (int count = stream.Read(block); count > 0; count = stream.Read(block))
        {
            hash.AppendData(block, 0, count);
        }

        stream.Position = 0;
        stream.Write(header);
        WriteHash(stream, header, SafetensorsHash.Text(hash));
    }

    /// <summary>The hash is known last and stands first: its place was kept.</summary>
    private static void WriteHash(FileStream stream, byte[] header, string hash)
    {
        int place = header.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"{MetadataKeys.Hash}\":\"")) + MetadataKeys.Hash.Length + 4;
        stream.Position = place;
        stream.Write(Encoding.ASCII.GetBytes(hash));
    }

    private byte[] Header()
    {
        ArrayBufferWriter<byte> buffer = new();
        buffer.Write(new byte[SafetensorsFile.PrefixLength]);
        using (Utf8JsonWriter writer = new(buffer, RecordJson.WriterOptions))
        {
            WriteJson(writer);
        }

        int padding = (Alignment - (buffer.WrittenCount % Alignment)) % Alignment;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        byte[] header = buffer.WrittenSpan.ToArray();
        if (header.Length - SafetensorsFile.PrefixLength > SafetensorsFile.MaxHeaderLength)
        {
            throw new CheckpointException($"{_path}: the names and the metadata take {header.Length} bytes; the format allows {SafetensorsFile.MaxHeaderLength}");
        }

        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)(header.Length - SafetensorsFile.PrefixLength));
        return header;
    }

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(SafetensorsFile.MetadataName);

        // First, so that nothing that a user wrote can be taken for its place.
        writer.WriteString(MetadataKeys.Hash, _metadata[MetadataKeys.Hash]);
        foreach ((string key, string value) in _metadata)
        {
            if (key != MetadataKeys.Hash)
            {
                writer.WriteString(key, value);
            }
        }

        writer.WriteEndObject();
        long offset = 0;
        foreach (CheckpointTensor tensor in _tensors)
        {
            writer.WriteStartObject(tensor.Name);
            writer.WriteString("dtype", tensor.Type.FormatName());
            writer.WriteStartArray("shape");
            foreach (long dimension in tensor.Shape)
            {
                writer.WriteNumberValue(dimension);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("data_offsets");
            writer.WriteNumberValue(offset);
            offset = checked(offset + tensor.ByteLength);
            writer.WriteNumberValue(offset);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private string WriteTensors(FileStream stream, IProgress<int>? progress, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[BlockLength];
        int filled = 0;
        for (int i = 0; i < _tensors.Length; i++)
        {
            CheckpointTensor tensor = _tensors[i];
            for (long done = 0; done < tensor.ByteLength;)
            {
                cancellation.ThrowIfCancellationRequested();
                int count = (int)Math.Min(BlockLength - filled, tensor.ByteLength - done);
                tensor.CopyTo(done, block.AsSpan(filled, count));
                done += count;
                filled += count;
                if (filled == BlockLength)
                {
                    Flush();
                }
            }

            progress?.Report(i + 1);
        }

        Flush();
        return SafetensorsHash.Text(hash);

        void Flush()
        {
            hash.AppendData(block, 0, filled);
            stream.Write(block, 0, filled);
            filled = 0;
        }
    }

    /// <summary>Half a surrogate pair is no text: JSON would hold another character in its place.</summary>
    private void RefuseHalfPairs(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                throw new CheckpointException($"{_path}: the name or note '{Printable.Of(text)}' is not valid Unicode");
            }
        }
    }
}
