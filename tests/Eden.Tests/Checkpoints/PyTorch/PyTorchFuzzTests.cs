using System.IO.Compression;
using Eden.Checkpoints;
using Eden.Checkpoints.PyTorch;
using Eden.Testing;

namespace Eden.Tests.Checkpoints.PyTorch;

[Trait("Suite", Fuzz.Suite)]
public sealed class PyTorchFuzzTests : IDisposable
{
    /// <summary>Opcodes with their arguments, names that a file may and may not use, and pieces of a zip archive.</summary>
    private static readonly string[] Tokens =
    [
        "(", ")", ".", "0", "2", "}", "]", "N", "a", "e", "s", "u", "t", "l", "d", "b", "R", "Q", "\u0081", "\u0085", "\u0086", "\u0087", "\u0088", "\u0089", "K\u0001", "M\u0001\u0002", "J\u007f\u007f\u007f\u007f", "h\u0000", "j\u0000\u0000\u0000\u0000", "q\u0000", "r\u007f\u007f\u007f\u007f", "X\u0001\u0000\u0000\u0000a", "X\u007f\u007f\u007f\u007f", "\u008a\u0008", "\u008b", "G\u007f\u00f0\u0000\u0000\u0000\u0000\u0000\u0000",
        "cos\nsystem\n", "cbuiltins\neval\n", "c__builtin__\ngetattr\n", "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch\nFloatStorage\n", "ccollections\nOrderedDict\n", "storage", "cpu", "state", "param_groups", "PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "../", "/etc/passwd", "archive/data.pkl", "archive/data/0",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _block = new byte[4096];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_spoiled_archive_is_read_or_refused()
    {
        byte[][] corpus = [.. Files().Select(File.ReadAllBytes)];
        Fuzz.Run<CheckpointException>(new(corpus, Tokens), 6000, input =>
        {
            File.WriteAllBytes(_folder.File("file"), input);
            ReadBothWays();
        });
    }

    /// <summary>In an archive that is sound, so that the interpreter is reached.</summary>
    [Fact]
    public void A_spoiled_pickle_is_read_or_refused()
    {
        byte[][] pickles = [.. Files().Select(file => Records(file)["data.pkl"])];
        Dictionary<string, byte[]> storages = Records(Files().First());
        Fuzz.Run<CheckpointException>(new(pickles, Tokens), 10_000, input =>
        {
            using (FileStream stream = File.Create(_folder.File("file")))
            {
                ZipWriter zip = new(stream);
                zip.Add("data.pkl", [input], input.Length);
                foreach ((string name, byte[] bytes) in storages.Where(record => record.Key.StartsWith("data/", StringComparison.Ordinal)))
                {
                    zip.Add(name, [bytes], bytes.Length);
                }

                zip.Finish();
            }

            ReadBothWays();
        });
    }

    private void ReadBothWays()
    {
        using (Checkpoint raw = PyTorchFile.OpenRaw(_folder.File("file")))
        {
            ReadAll(raw);
        }

        using Checkpoint named = PyTorchFile.Open(_folder.File("file"), new PyTorchReadOptions { Optimizer = "AdamW", Groups = [["0.weight", "2.weight"], ["0.bias", "2.bias"]] });
        ReadAll(named);
    }

    private void ReadAll(Checkpoint checkpoint)
    {
        foreach (CheckpointTensor tensor in checkpoint.Tensors)
        {
            tensor.CopyTo(0, _block.AsSpan(0, (int)Math.Min(_block.Length, tensor.ByteLength)));
        }
    }

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Repository.PathTo("tests"), "mlp-digits-adamw*.pt", SearchOption.AllDirectories)
        .Where(path => path.Contains("golden", StringComparison.Ordinal) && !path.Contains("bin", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static Dictionary<string, byte[]> Records(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(entry => entry.FullName[(entry.FullName.IndexOf('/', StringComparison.Ordinal) + 1)..], entry =>
        {
            using Stream stream = entry.Open();
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            return copy.ToArray();
        });
    }
}
