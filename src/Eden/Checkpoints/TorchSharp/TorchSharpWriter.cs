using System.Text;
using Eden.Checkpoints.PyTorch;

namespace Eden.Checkpoints.TorchSharp;

/// <summary>Which part of a training a file of TorchSharp's holds.</summary>
internal enum TorchSharpPart
{
    Model,
    Optimizer,
}

/// <summary>Writes a part of a checkpoint as TorchSharp does.</summary>
internal static class TorchSharpWriter
{
    private const int BlockLength = 1 << 20;

    /// <summary>Writes a file; it takes the place of an older one only when it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checkpoint">The content.</param>
    /// <param name="part">The part; null for the only one there is.</param>
    /// <param name="progress">Is told how many tensors are written.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="CheckpointException">The file cannot be written, there are both parts and none was named, or TorchSharp has no such
    /// optimizer or option.</exception>
    public static void Write(string path, Checkpoint checkpoint, TorchSharpPart? part, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        CheckpointTensor[] model = ModelOf(checkpoint);
        if (part is null && model.Length > 0 && checkpoint.Optimizer is not null)
        {
            throw new CheckpointException("a file of TorchSharp holds a model or an optimizer, and there are both: say which");
        }

        if (part == TorchSharpPart.Model || (part is null && checkpoint.Optimizer is null))
        {
            AtomicFile.Write(path, stream => Write(stream, writer => WriteModel(writer, model, progress, cancellation)));
            return;
        }

        OptimizerRecord record = checkpoint.Optimizer ?? throw new CheckpointException("there is no optimizer to write");
        TorchSharpLayout layout = LayoutOf(record);
        double[][] rates = [.. record.Groups.Select(group => (double[])[group.Options.LearningRate, TorchOptionWriter.Rate(group)])];
        object[][] options = [.. record.Groups.Select(group => OptionsOf(group, layout))];
        AtomicFile.Write(path, stream => Write(stream, writer => WriteOptimizer(writer, checkpoint, record, layout, rates, options, progress, cancellation)));
    }

    /// <summary>What is neither state nor an average nor beside the model.</summary>
    private static CheckpointTensor[] ModelOf(Checkpoint checkpoint)
    {
        LoadPlan plan = new(checkpoint);
        if (checkpoint.Optimizer is OptimizerRecord record)
        {
            OptimizerPart.Claim(plan, record);
        }

        AveragePart.Claim(plan);
        return [.. plan.Unclaimed.Select(name => checkpoint.TryGetTensor(name, out CheckpointTensor? tensor) ? tensor : null!)];
    }

    private static TorchSharpLayout LayoutOf(OptimizerRecord record) => record.Kinds switch
    {
        [string kind] => TorchSharpLayout.All.FirstOrDefault(layout => layout.Optimizer == kind)
            ?? throw new CheckpointException($"TorchSharp has no {Printable.Of(kind)}; it has {TorchSharpLayout.Names}"),
        _ => throw new CheckpointException($"an optimizer of TorchSharp's has one algorithm, and this one has {string.Join(" and ", record.Kinds.Select(kind => Printable.Of(kind)))}"),
    };

    /// <summary>The options in the layout's order. Those that TorchSharp does not have must be the defaults.</summary>
    private static object[] OptionsOf(GroupRecord group, TorchSharpLayout layout)
    {
        IReadOnlyDictionary<string, object?> Named(GroupRecord one) => TorchOptionWriter.Write(one with { PyTorchEntries = [] }).ToDictionary(StringComparer.Ordinal);
        IReadOnlyDictionary<string, object?> values = Named(group), defaults = Named(new(OptimizerRegistry.DefaultsOf(layout.Optimizer)!, 1, []));
        foreach ((string name, object? value) in values)
        {
            bool isRate = name is TorchOptionNames.LearningRate or TorchOptionNames.InitialLearningRate or TorchOptionNames.ScheduleMultiplier;
            if (!isRate && !Array.Exists(layout.Options, option => option.Name == name) && !Equals(value, defaults.GetValueOrDefault(name)))
            {
                throw new CheckpointException($"TorchSharp's {layout.Name} has no {name}, which is {OptionList.Text(value)}: the run cannot go on there");
            }
        }

        return [.. layout.Options.Select(option => option.Index is int index ? ((double?[])values[option.Name]!)[index]! : values[option.Name]!)];
    }

    private static void Write(Stream stream, Action<BinaryWriter> write)
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        write(writer);
    }

    private static void WriteModel(BinaryWriter writer, CheckpointTensor[] model, IProgress<int>? progress, CancellationToken cancellation)
    {
        writer.Write7BitEncodedInt64(model.Length);
        for (int i = 0; i < model.Length; i++)
        {
            writer.Write(model[i].Name);
            WriteTensor(writer, model[i], cancellation);
            progress?.Report(i + 1);
        }
    }

    private static void WriteOptimizer(BinaryWriter writer, Checkpoint checkpoint, OptimizerRecord record, TorchSharpLayout layout, double[][] rates, object[][] options, IProgress<int>? progress, CancellationToken cancellation)
    {
        writer.Write(layout.Name);
        writer.Write7BitEncodedInt64(record.Groups.Count);
        writer.Write7BitEncodedInt64(record.Groups.Sum(group => group.Parameters.Count));
        for (int i = 0; i < record.Groups.Count; i++)
        {
            foreach (object value in rates[i].Cast<object>().Concat(options[i]))
            {
                if (value is bool flag)
                {
                    writer.Write(flag);
                }
                else
                {
                    writer.Write((double)value);
                }
            }
        }

        int done = 0;
        foreach (GroupRecord group in record.Groups)
        {
            foreach (ParameterRecord parameter in group.Parameters)
            {
                foreach (TorchSharpState state in layout.States)
                {
                    WriteState(writer, checkpoint, group.Options, parameter, state, cancellation);
                }

                progress?.Report(++done);
            }
        }
    }

    private static void WriteState(BinaryWriter writer, Checkpoint checkpoint, OptimizerOptions options, ParameterRecord parameter, TorchSharpState state, CancellationToken cancellation)
    {
        if (state.Kind == TorchSharpKind.Steps)
        {
            writer.Write(parameter.Steps);
            return;
        }

        if (state.Kind == TorchSharpKind.Number)
        {
            writer.Write(((NAdamOptions)options).MomentumProduct(parameter.Steps));
            return;
        }

        CheckpointTensor? tensor = checkpoint.TryGetTensor(OptimizerRecord.StateName(parameter.Name, state.Name), out CheckpointTensor? found) ? found : null;
        if (state.Kind == TorchSharpKind.OptionalTensor)
        {
            writer.Write(tensor is not null);
            if (tensor is null)
            {
                return;
            }
        }

        WriteTensor(writer, tensor ?? First(checkpoint, options, parameter, state), cancellation);
    }

    /// <summary>The state before the first step, which TorchSharp keeps too.</summary>
    private static ConstantTensor First(Checkpoint checkpoint, OptimizerOptions options, ParameterRecord parameter, TorchSharpState state) =>
        parameter.Steps == 0 && checkpoint.TryGetTensor(parameter.Name, out CheckpointTensor? weight)
            ? new(weight.Type, weight.Shape, options.DescribeState(weight.Shape).Single(array => array.Name == state.Name).InitialValue)
            : throw new CheckpointException($"{checkpoint.Where(Printable.Of(OptimizerRecord.StateName(parameter.Name, state.Name)))}: is missing{(parameter.Steps == 0 ? ", and so is the parameter, whose shape it has" : "")}");

    private static void WriteTensor(BinaryWriter writer, CheckpointTensor tensor, CancellationToken cancellation)
    {
        int type = TorchSharpTypes.Of(tensor.Type) ?? throw new CheckpointException($"'{Printable.Of(tensor.Name)}' is of {tensor.Type.FormatName()}, which TorchSharp does not have");
        writer.Write7BitEncodedInt64(type);
        writer.Write7BitEncodedInt64(tensor.Shape.Length);
        foreach (long dimension in tensor.Shape)
        {
            writer.Write7BitEncodedInt64(dimension);
        }

        byte[] block = new byte[(int)Math.Min(BlockLength, tensor.ByteLength)];
        for (long done = 0; done < tensor.ByteLength; done += BlockLength)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> part = block.AsSpan(0, (int)Math.Min(BlockLength, tensor.ByteLength - done));
            tensor.CopyTo(done, part);
            writer.Write(part);
        }
    }
}
