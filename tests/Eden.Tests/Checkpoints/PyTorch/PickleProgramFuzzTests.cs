using Eden.Checkpoints.PyTorch;
using Eden.Testing;

namespace Eden.Tests.Checkpoints.PyTorch;

/// <summary>Pickles that are spoiled operation by operation, so that every one of them is well-formed by itself.</summary>
[Trait("Suite", Fuzz.Suite)]
public sealed class PickleProgramFuzzTests
{
    private const int MostMutations = 8;

    private static readonly string[] Names =
    [
        "collections\nOrderedDict\n", "collections\nCounter\n", "torch._utils\n_rebuild_tensor_v2\n", "torch._utils\n_rebuild_tensor_v3\n", "torch._utils\n_rebuild_parameter\n", "torch._utils\n_rebuild_parameter_with_state\n", "torch._tensor\n_rebuild_from_type_v2\n", "torch\nTensor\n", "torch\nSize\n", "torch\ndevice\n", "torch\nFloatStorage\n", "torch\nDoubleStorage\n", "torch.storage\nUntypedStorage\n", "torch\nfloat32\n", "torch\nuint16\n", "os\nsystem\n", "builtins\neval\n",
    ];

    private static readonly string[] Texts = ["storage", "0", "1", "cpu", "model", "optimizer", "state", "param_groups", "params", "lr", "betas", "step", "exp_avg", "weight", ""];

    private static readonly long[] Numbers = [0, 1, 2, 3, 4, 5, 8, 16, 64, 255, 2048, 65535, int.MaxValue, -1, int.MinValue];

    [Fact]
    public void A_program_of_spoiled_operations_is_read_or_refused()
    {
        (byte[][] Program, Dictionary<string, ZipEntry> Records)[] corpus = [.. Corpus()];
        byte[][][] programs = [.. corpus.Select(file => file.Program)];
        Fuzz.RunSeeds<PickleException>(seed => Spoil(programs, seed), 15_000, input =>
        {
            // The first byte says which file's records the tensors are in.
            object? root = new PickleReader(input.AsMemory(1), new TorchConstructor(corpus[input[0]].Records)).Read();
            Assert.InRange(TorchTree.Leaves(root).Count(), 0, 2_000_000);
            Assert.True(TorchTree.Optimizers(root).Count >= 0);
        });
    }

    private static IEnumerable<(byte[][] Program, Dictionary<string, ZipEntry> Records)> Corpus()
    {
        foreach (string name in new[] { "mlp-digits-adamw-eps-f32.pt", "mlp-digits-sgd-f32.pt", "forms.pt", "forms-protocol4.pt" })
        {
            string path = Repository.PathTo("tests", "golden-checkpoints", name);
            using SourceFile file = new(path);
            Dictionary<string, ZipEntry> records = ZipDirectory.Read(file);
            ZipEntry pickle = records["data.pkl"];
            yield return (Split(file.Read(pickle.Offset, (int)pickle.Length).ToArray()), records);
        }
    }

    private static byte[] Spoil(byte[][][] programs, ulong seed)
    {
        Xoshiro256 random = new(seed);
        int which = random.NextInt(programs.Length);
        List<byte[]> program = [.. programs[which]];
        for (int left = 1 + random.NextInt(MostMutations); left > 0; left--)
        {
            // The first operation says the protocol, the last ends the program.
            int place = 1 + random.NextInt(program.Count - 2);
            int length = Math.Min(1 + random.NextInt(12), program.Count - 1 - place);
            switch (random.NextInt(6))
            {
                case 0:
                    program.RemoveRange(place, length);
                    break;
                case 1:
                    program.InsertRange(1 + random.NextInt(program.Count - 2), program.GetRange(place, length));
                    break;
                case 2:
                    program[place] = Any(random);
                    break;
                case 3:
                    program.Insert(place, Any(random));
                    break;
                case 4:
                    program.InsertRange(place, Enumerable.Repeat(Any(random), random.NextInt(200)));
                    break;
                default:
                    byte[][] other = programs[random.NextInt(programs.Length)];
                    int start = 1 + random.NextInt(other.Length - 2);
                    program.InsertRange(place, other[start..Math.Min(start + length, other.Length - 1)]);
                    break;
            }
        }

        return [(byte)which, .. program.SelectMany(operation => operation)];
    }

    private static byte[] Any(Xoshiro256 random)
    {
        Opcode[] all = Enum.GetValues<Opcode>();
        Opcode opcode = all[random.NextInt(all.Length)];
        long number = Numbers[random.NextInt(Numbers.Length)];
        byte[] text = System.Text.Encoding.UTF8.GetBytes(Texts[random.NextInt(Texts.Length)]);
        byte[] argument = opcode switch
        {
            Opcode.BinInt1 or Opcode.BinPut or Opcode.BinGet or Opcode.Proto => [(byte)number],
            Opcode.BinInt2 => BitConverter.GetBytes((ushort)number),
            Opcode.BinInt or Opcode.LongBinPut or Opcode.LongBinGet => BitConverter.GetBytes((int)number),
            Opcode.Long1 => [sizeof(long), .. BitConverter.GetBytes(number)],
            Opcode.BinFloat or Opcode.Frame => BitConverter.GetBytes(number),
            Opcode.BinUnicode => [.. BitConverter.GetBytes(text.Length), .. text],
            Opcode.ShortBinUnicode => [(byte)text.Length, .. text],
            Opcode.Global => System.Text.Encoding.ASCII.GetBytes(Names[random.NextInt(Names.Length)]),
            _ => [],
        };
        return [(byte)opcode, .. argument];
    }

    /// <summary>The operations of a pickle with their arguments.</summary>
    private static byte[][] Split(byte[] pickle)
    {
        List<byte[]> operations = [];
        for (int start = 0; start < pickle.Length; start += operations[^1].Length)
        {
            ReadOnlySpan<byte> rest = pickle.AsSpan(start + 1);
            int length = (Opcode)pickle[start] switch
            {
                Opcode.Proto or Opcode.BinInt1 or Opcode.BinPut or Opcode.BinGet => 1,
                Opcode.BinInt2 => 2,
                Opcode.BinInt or Opcode.LongBinPut or Opcode.LongBinGet => 4,
                Opcode.BinFloat or Opcode.Frame => 8,
                Opcode.Long1 or Opcode.ShortBinUnicode => 1 + rest[0],
                Opcode.BinUnicode => 4 + BitConverter.ToInt32(rest),
                Opcode.Global => rest.IndexOf((byte)'\n') + 2 + rest[(rest.IndexOf((byte)'\n') + 1)..].IndexOf((byte)'\n'),
                _ => 0,
            };
            operations.Add(pickle[start..(start + 1 + length)]);
        }

        return [.. operations];
    }
}
