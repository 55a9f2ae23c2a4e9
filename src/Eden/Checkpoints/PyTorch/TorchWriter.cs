using System.Globalization;

namespace Eden.Checkpoints.PyTorch;

/// <summary>
/// Writes a checkpoint as <c>torch.save</c> would: a dictionary of <c>model</c>, <c>optimizer</c>, <c>step</c> and
/// <c>metadata</c>, or of the weights themselves where there is nothing else.
/// </summary>
internal sealed class TorchWriter
{
    private const int BlockLength = 1 << 20;

    private readonly Checkpoint _checkpoint;
    private readonly OptimizerRecord? _optimizer;
    private readonly List<CheckpointTensor> _storages = [];
    private readonly PickleWriter _pickle = new();

    /// <summary>Takes the content.</summary>
    /// <exception cref="CheckpointException">PyTorch has no such optimizer or option.</exception>
    public TorchWriter(Checkpoint checkpoint)
    {
        _checkpoint = checkpoint;
        _optimizer = checkpoint.Optimizer;
        if (_optimizer?.Kinds.FirstOrDefault(kind => OptimizerRegistry.Find(kind)?.PyTorch is null) is string unknown)
        {
            throw new CheckpointException($"PyTorch has no {Printable.Of(unknown)}; it has {OptimizerRegistry.PyTorchNames}");
        }

        if (_optimizer?.Kinds.Count > 1)
        {
            throw new CheckpointException($"an optimizer of PyTorch's has one algorithm, and this one has {string.Join(" and ", _optimizer.Kinds)}");
        }

        WriteRoot();
    }

    public void Write(FileStream stream, IProgress<int>? progress, CancellationToken cancellation) => WriteArchive(stream, _pickle.ToArray(), _storages, progress, cancellation);

    /// <summary>Writes a pickle and the storages that it names by their places.</summary>
    public static void WriteArchive(FileStream stream, byte[] pickle, IReadOnlyList<CheckpointTensor> storages, IProgress<int>? progress, CancellationToken cancellation)
    {
        ZipWriter zip = new(stream);
        zip.Add("data.pkl", [pickle], pickle.Length);
        zip.Add("byteorder", ["little"u8.ToArray()], 6);
        for (int i = 0; i < storages.Count; i++)
        {
            zip.Add($"data/{i}", Blocks(storages[i], cancellation), storages[i].ByteLength);
            progress?.Report(i + 1);
        }

        zip.Add("version", ["3\n"u8.ToArray()], 2);
        zip.Finish();
    }

    private void WriteRoot()
    {
        List<(string Key, List<(string Key, CheckpointTensor Tensor)> Tensors)> averages = ReadAverages();
        HashSet<CheckpointTensor> averaged = [.. averages.SelectMany(average => average.Tensors).Select(entry => entry.Tensor)];
        HashSet<string> states = _optimizer is null ? [] : [.. _optimizer.Groups.SelectMany(group => group.Parameters.SelectMany(parameter => StatesOf(group, parameter).Select(state => OptimizerRecord.StateName(parameter.Name, state))))];
        HashSet<string> beside = [.. _checkpoint.GetOtherTensorNames()];
        List<(string Key, CheckpointTensor Tensor)> weights = [.. _checkpoint.Tensors.Where(tensor => !states.Contains(tensor.Name) && !averaged.Contains(tensor) && !beside.Contains(tensor.Name)).Select(tensor => (tensor.Name, tensor))];
        List<(string Key, string Value)> notes = [.. _checkpoint.Metadata.Where(entry => IsNote(entry.Key)).Select(entry => (entry.Key, entry.Value))];
        _ = _checkpoint.Metadata.TryGetValue(MetadataKeys.Step, out string? text);
        bool hasStep = long.TryParse(text, CultureInfo.InvariantCulture, out long step);
        List<CheckpointTensor> loose = [.. _checkpoint.Tensors.Where(tensor => beside.Contains(tensor.Name))];
        if (_optimizer is null && notes.Count == 0 && step == 0 && loose.Count == 0)
        {
            _pickle.OrderedDictionary(weights, WriteTensor);
            return;
        }

        List<(string Key, Action Write)> parts = [("model", () => _pickle.OrderedDictionary(weights, WriteTensor))];
        if (_optimizer is not null)
        {
            parts.Add(("optimizer", WriteOptimizer));
        }

        if (hasStep)
        {
            parts.Add(("step", () => _pickle.Whole(step)));
        }

        if (averages.Count > 0)
        {
            parts.Add((TorchCheckpoint.AveragesPath, () => _pickle.Dictionary(averages, average => _pickle.OrderedDictionary(average, WriteTensor))));
        }

        if (notes.Count > 0)
        {
            parts.Add((TorchCheckpoint.NotesPath, () => _pickle.Dictionary(notes, _pickle.Text)));
        }

        foreach (CheckpointTensor tensor in loose)
        {
            parts.Add(parts.Exists(part => part.Key == tensor.Name)
                ? throw new CheckpointException($"'{Printable.Of(tensor.Name)}' is a tensor beside the model, and the name of something else in a .pt file; write a safetensors file")
                : (tensor.Name, () => WriteTensor(tensor)));
        }

        _pickle.Dictionary(parts, write => write());
    }

    private List<(string Key, List<(string Key, CheckpointTensor Tensor)> Tensors)> ReadAverages()
    {
        List<(string Key, List<(string Key, CheckpointTensor Tensor)> Tensors)> averages = [];
        foreach ((string name, AverageRecord record) in AveragePart.Claim(new LoadPlan(_checkpoint)))
        {
            averages.Add((name, [.. record.Parameters.Where(_ => record.Updates > 0).Select(parameter => (parameter, Find(AveragePart.TensorName(parameter, name))))]));
        }

        return averages;
    }

    private void WriteOptimizer()
    {
        List<(GroupRecord Group, ParameterRecord Parameter, long Number)> parameters = [];
        foreach (GroupRecord group in _optimizer!.Groups)
        {
            parameters.AddRange(group.Parameters.Select(parameter => (group, parameter, 0L)));
        }

        parameters = [.. parameters.Select((entry, index) => (entry.Group, entry.Parameter, (long)index))];
        _pickle.Dictionary(new (string, Action)[]
        {
            ("state", () => _pickle.Dictionary(parameters.Where(HasState).Select(entry => (entry.Number, entry)), entry => WriteState(entry.Group, entry.Parameter))),
            ("param_groups", () => _pickle.List(_optimizer.Groups, group => WriteGroup(group, parameters))),
        }, write => write());
    }

    private void WriteState(GroupRecord group, ParameterRecord parameter)
    {
        List<(string Key, CheckpointTensor Tensor)> state = [];
        if (OptimizerRegistry.Of(group.Options)!.CountsSteps)
        {
            state.Add((TorchOptimizer.Step, ConstantTensor.Scalar(parameter.Steps)));
        }

        if (group.Options.StateOfSteps(parameter.Steps) is (string computed, double value))
        {
            state.Add((computed, ConstantTensor.Scalar(value)));
        }

        foreach (string name in StatesOf(group, parameter))
        {
            state.Add((name, parameter.Steps > 0 ? FindState(OptimizerRecord.StateName(parameter.Name, name)) : FirstSum(parameter.Name, group.Options)));
        }

        _pickle.Dictionary(state, WriteTensor);
    }

    /// <summary>PyTorch makes state in the first step, but for Adagrad's, which must be there before.</summary>
    private bool HasState((GroupRecord Group, ParameterRecord Parameter, long Number) entry) =>
        StatesOf(entry.Group, entry.Parameter).Length > 0 && (entry.Parameter.Steps > 0 || entry.Group.Options is AdagradOptions);

    private ConstantTensor FirstSum(string parameter, OptimizerOptions options)
    {
        CheckpointTensor weight = Find(parameter);
        return new(weight.Type, weight.Shape, ((AdagradOptions)options).InitialAccumulator);
    }

    private CheckpointTensor FindState(string name) => Find(name) is CheckpointTensor tensor && !tensor.Type.IsInteger()
        ? tensor
        : throw new CheckpointException($"{_checkpoint.Where(Printable.Of(name))}: is in 8-bit floats, which PyTorch does not have; load it into an optimizer, and write what GetState gives");

    private CheckpointTensor Find(string name) =>
        _checkpoint.TryGetTensor(name, out CheckpointTensor? tensor) ? tensor : throw new CheckpointException($"{_checkpoint.Where(Printable.Of(name))}: is missing");

    private void WriteGroup(GroupRecord group, List<(GroupRecord Group, ParameterRecord Parameter, long Number)> parameters)
    {
        IEnumerable<(string Key, Action Write)> options = TorchOptionWriter.Write(group).Select(option => (option.Name, (Action)(() => WriteOption(option.Value))));
        _pickle.Dictionary(
            [
                .. options,
                (TorchOptionNames.ParameterNames, () => _pickle.List(group.Parameters, parameter => _pickle.Text(parameter.Name))),
                (TorchOptionNames.Parameters, () => _pickle.List(parameters.Where(entry => ReferenceEquals(entry.Group, group)), entry => _pickle.Whole(entry.Number))),
            ],
            write => write());
    }

    private void WriteOption(object? value)
    {
        switch (value)
        {
            case bool flag:
                _pickle.Flag(flag);
                break;
            case double number:
                _pickle.Number(number);
                break;
            case double?[] numbers:
                _pickle.Tuple(numbers, number => WriteOption(number));
                break;
            case string text:
                _pickle.Text(text);
                break;
            default:
                _pickle.None();
                break;
        }
    }

    private void WriteTensor(CheckpointTensor tensor)
    {
        _pickle.Tensor(tensor, _storages.Count.ToString(CultureInfo.InvariantCulture));
        _storages.Add(tensor);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Blocks(CheckpointTensor tensor, CancellationToken cancellation)
    {
        byte[] block = new byte[Math.Min(BlockLength, tensor.ByteLength)];
        for (long done = 0; done < tensor.ByteLength; done += BlockLength)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(BlockLength, tensor.ByteLength - done);
            tensor.CopyTo(done, block.AsSpan(0, count));
            yield return block.AsMemory(0, count);
        }
    }

    /// <summary>What PyTorch does not keep stays out: format and hash are of the file, the optimizer is written in full.</summary>
    private static bool IsNote(string key) => key is not (MetadataKeys.Format or MetadataKeys.Hash or MetadataKeys.HeaderHash or MetadataKeys.Optimizer or MetadataKeys.Step or MetadataKeys.Beside);

    private string[] StatesOf(GroupRecord group, ParameterRecord parameter) =>
        group.Options.StateNamesOf(state => _checkpoint.TryGetTensor(OptimizerRecord.StateName(parameter.Name, state), out _));
}
