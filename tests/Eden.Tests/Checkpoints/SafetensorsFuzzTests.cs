using System.Text;
using Eden.Checkpoints;
using Eden.Testing;

namespace Eden.Tests.Checkpoints;

[Trait("Suite", Fuzz.Suite)]
public sealed class SafetensorsFuzzTests : IDisposable
{
    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "\0", " ", "{\"a\":", "\"dtype\":", "\"shape\":", "\"data_offsets\":", "\"__metadata__\":{", "\"F32\"", "\"F64\"", "\"BF16\"", "\"BOOL\"", "\"I64\"", "[0,8]", "[4,8]", "\"fc.weight\":{\"dtype\":\"F32\",\"shape\":[5,7],\"data_offsets\":[0,140]}", "\"eden.optimizer\":\"{}\"", "\"steps\":", "\"kind\":", "AdamW", "ema", "\\\"options\\\":",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly Model<float> _model = new(1, new AdamWOptions { AmsGrad = true });
    private readonly ExponentialAverage<float> _average;
    private readonly TrainingState<float> _state;

    public SafetensorsFuzzTests()
    {
        _model.Run(0, 3);
        _average = new(_model.Parameters);
        _average.Update();
        _state = new(_model.Optimizer)
        {
            Averages = new Dictionary<string, WeightAverage<float>> { ["ema"] = _average },
            LossScale = new(),
            Plateaus = new Dictionary<string, ReduceOnPlateau> { ["validation"] = new() },
        };
    }

    public void Dispose()
    {
        _average.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_spoiled_file_is_read_or_refused()
    {
        string path = _folder.File("file");
        Fuzz.Run<CheckpointException>(new(Corpus(), Tokens), 10_000, input =>
        {
            File.WriteAllBytes(path, input);
            using Checkpoint checkpoint = SafetensorsFile.Open(path);
            ReadAll(checkpoint);
        });
    }

    /// <summary>With a header length that is right, so that more of the reader is reached.</summary>
    [Fact]
    public void A_spoiled_header_is_read_or_refused()
    {
        (byte[] Header, int DataLength)[] files = [.. Corpus().Select(file => (file[8..(8 + BitConverter.ToInt32(file))], file.Length - 8 - BitConverter.ToInt32(file)))];
        Fuzz.Run<CheckpointException>(new([.. files.Select(file => file.Header)], Tokens), 40_000, input =>
        {
            // The data of the file whose header is the most like it in length.
            int dataLength = files.MinBy(file => Math.Abs(file.Header.Length - input.Length)).DataLength;
            SafetensorsHeader.Read(input, dataLength, "file");
        });
    }

    /// <summary>Sound tensors, and metadata in which one entry is spoiled.</summary>
    [Fact]
    public void Spoiled_metadata_is_loaded_or_refused_and_then_nothing_changes()
    {
        _state.Save(_folder.File("state"));
        using Checkpoint sound = SafetensorsFile.Open(_folder.File("state"));
        byte[][] entries = [.. sound.Metadata.Select(entry => Encoding.UTF8.GetBytes(entry.Key + "\n" + entry.Value))];
        string before = _model.Snapshot();
        Fuzz.Run<CheckpointException>(new(entries, Tokens), 6000, input =>
        {
            string[] entry = Encoding.UTF8.GetString(input).Split('\n', 2);
            Dictionary<string, string> metadata = new(sound.Metadata) { [entry[0]] = entry.Length > 1 ? entry[1] : "" };
            using Checkpoint checkpoint = new(sound.Tensors, metadata);
            try
            {
                _state.Load(checkpoint);
                _state.Load(sound);
            }
            catch (CheckpointException)
            {
                Assert.Equal(before, _model.Snapshot());
                throw;
            }
        });
    }

    private static void ReadAll(Checkpoint checkpoint)
    {
        byte[] block = new byte[64];
        foreach (CheckpointTensor tensor in checkpoint.Tensors)
        {
            for (long done = 0; done < tensor.ByteLength; done += block.Length)
            {
                tensor.CopyTo(done, block.AsSpan(0, (int)Math.Min(block.Length, tensor.ByteLength - done)));
            }
        }
    }

    /// <summary>A training state, a plain file, and nothing.</summary>
    private byte[][] Corpus()
    {
        _state.Save(_folder.File("state"));
        return
        [
            File.ReadAllBytes(_folder.File("state")),
            Tensors.File("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[],"data_offsets":[8,10]},"c":{"dtype":"I64","shape":[0],"data_offsets":[10,10]}}""", 10),
            Tensors.File("{}", 0),
        ];
    }
}
