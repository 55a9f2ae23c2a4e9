using System.Text;
using Eden.Checkpoints;
using Eden.Checkpoints.PyTorch;
using Eden.Tests.Checkpoints.PyTorch;

namespace Eden.Tests.Checkpoints;

/// <summary>Files that are not as they were written.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run.safetensors")]
    [InlineData("run.pt")]
    public void Any_damaged_byte_is_refused_or_means_nothing(string name)
    {
        string path = _folder.File(name);
        using Model<float> model = new(1, new AdamWOptions());
        model.Run(0, 4);
        TrainingState<float> state = new(model.Optimizer) { Step = 4, Notes = { ["epoch"] = "1" } };
        Save(state, path);
        string expected = Text(model, state);
        byte[] file = File.ReadAllBytes(path);
        int refused = 0;
        for (int i = 0; i < file.Length; i++)
        {
            byte[] damaged = [.. file];
            damaged[i] ^= 1;
            File.WriteAllBytes(path, damaged);
            using Model<float> fresh = new(2, new AdamWOptions());
            string before = fresh.Snapshot();
            TrainingState<float> loaded = new(fresh.Optimizer);
            try
            {
                using Checkpoint checkpoint = Open(path, fresh.Optimizer);
                loaded.Load(checkpoint);
            }
            catch (CheckpointException)
            {
                Assert.Equal(before, fresh.Snapshot());
                refused++;
                continue;
            }

            Assert.Equal(expected, Text(fresh, loaded));
        }

        // The rest are time stamps, filling and the like.
        Assert.InRange(refused, model.Parameters.Sum(parameter => parameter.Length) * 3 * sizeof(float), file.Length);
    }

    [Fact]
    public void Check_sums_are_verified_where_there_are_any_and_demanded_or_left_out_where_asked_for()
    {
        Parameter<float> parameter = new("a", 2);
        TrainingState<float> state = new([parameter]);
        string path = _folder.File("a.safetensors");
        File.WriteAllBytes(path, Tensors.File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8));
        state.Load(path);
        Assert.Contains("eden.sha256: is missing", Refusal(state, path, new() { VerifyHash = true }), StringComparison.Ordinal);

        state.Save(path);
        state.Load(path, new() { VerifyHash = true });
        byte[] file = File.ReadAllBytes(path);
        file[^1] ^= 1;
        File.WriteAllBytes(path, file);
        Assert.StartsWith($"{path}: eden.sha256: the tensors have the SHA-256 ", Refusal(state, path, null), StringComparison.Ordinal);
        state.Load(path, new() { VerifyHash = false });
    }

    [Fact]
    public void A_header_that_says_something_else_is_refused_and_one_that_is_laid_out_otherwise_is_not()
    {
        string path = _folder.File("a.safetensors");
        TrainingState<float> state = new([new Parameter<float>("a", 3, 2)]) { Step = 17 };
        state.Save(path);
        Rewrite(path, "{\"__metadata__\":{", "{  \"__metadata__\" : {  ");
        Assert.Equal("a", Assert.Single(state.Load(path, new() { VerifyHash = true }).Loaded));

        foreach ((string old, string other) in new[] { ("\"eden.step\":\"17\"", "\"eden.step\":\"71\""), ("\"eden.sha256\"", "\"eden.sha257\""), ("[3,2]", "[2,3]"), ("\"a\":", "\"b\":") })
        {
            state.Save(path);
            Rewrite(path, old, other);
            using Checkpoint checkpoint = SafetensorsFile.Open(path);
            Assert.StartsWith($"{path}: eden.header_sha256: the names, shapes and metadata have the SHA-256 ", Assert.Throws<CheckpointException>(() => checkpoint.VerifyHash(TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_storage_whose_check_sum_does_not_hold_is_named()
    {
        string path = _folder.File("a.pt");
        TorchArchive.Write(path, TorchArchive.Pickle(pickle => pickle.OrderedDictionary([("a", 0)], _ => pickle.Tensor(new ConstantTensor(TensorType.U8, [5], 0), "0"))), [1, 2, 3, 4, 5]);
        using (Checkpoint sound = PyTorchFile.OpenRaw(path))
        {
            Assert.True(sound.VerifyHash(TestContext.Current.CancellationToken));
        }

        byte[] file = File.ReadAllBytes(path);
        file[file.AsSpan().IndexOf(new byte[] { 1, 2, 3, 4, 5 })] ^= 4;
        File.WriteAllBytes(path, file);

        using Checkpoint damaged = PyTorchFile.OpenRaw(path);
        Assert.Equal($"{path}: the record 'data/0' is damaged: its check sum differs; take another copy of the file", Assert.Throws<CheckpointException>(() => damaged.VerifyHash(TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void A_check_can_be_stopped()
    {
        string path = _folder.File("a.safetensors");
        new TrainingState<float>([new Parameter<float>("a", 3)]).Save(path);
        using Checkpoint checkpoint = SafetensorsFile.Open(path);
        Assert.Throws<OperationCanceledException>(() => checkpoint.VerifyHash(new CancellationToken(canceled: true)));
    }

    private static string Text(Model<float> model, TrainingState<float> state) =>
        $"{model.Snapshot()} {state.Step} {state.Notes["epoch"]}";

    private static void Save(TrainingState<float> state, string path)
    {
        using Checkpoint checkpoint = state.Capture();
        if (Path.GetExtension(path) == ".pt")
        {
            PyTorchFile.Write(path, checkpoint);
        }
        else
        {
            SafetensorsFile.Write(path, checkpoint);
        }
    }

    private static Checkpoint Open(string path, Optimizer<float> optimizer) =>
        Path.GetExtension(path) == ".pt" ? PyTorchFile.Open(path, optimizer) : SafetensorsFile.Open(path);

    private static string Refusal(TrainingState<float> state, string path, LoadOptions? options) =>
        Assert.Throws<CheckpointException>(() => state.Load(path, options)).Message;

    /// <summary>Replaces text in a header and takes as many spaces from its end as that made it longer.</summary>
    private static void Rewrite(string path, string old, string other)
    {
        byte[] file = File.ReadAllBytes(path);
        int length = BitConverter.ToInt32(file) + 8;
        string header = Encoding.UTF8.GetString(file.AsSpan(8, length - 8)).TrimEnd(' ');
        Assert.Contains(old, header, StringComparison.Ordinal);
        Encoding.UTF8.GetBytes(header.Replace(old, other, StringComparison.Ordinal).PadRight(length - 8)).CopyTo(file.AsSpan(8));
        File.WriteAllBytes(path, file);
    }
}
