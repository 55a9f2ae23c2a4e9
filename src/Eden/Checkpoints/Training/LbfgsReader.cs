using System.Globalization;
using System.Numerics;

namespace Eden.Checkpoints;

/// <summary>Reads the memory of L-BFGS from a checkpoint whose entries are named by PyTorch's paths.</summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="path">The file, for messages.</param>
/// <param name="length">The elements of all parameters.</param>
internal sealed class LbfgsReader<T>(Checkpoint checkpoint, string path, int length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The path of the state of the first parameter, which holds that of all.</summary>
    public string FindState()
    {
        const string Count = ".n_iter";
        string[] found = [.. checkpoint.Metadata.Keys.Where(key => key.EndsWith($"state.0{Count}", StringComparison.Ordinal))];
        return found is [string key] ? key[..^Count.Length] : throw Fail(found.Length == 0 ? "holds no state of LBFGS" : "holds several states of LBFGS");
    }

    public LbfgsMemory<T> ReadMemory(string state)
    {
        LbfgsMemory<T> memory = new() { Evaluations = Count($"{state}.func_evals"), Iterations = Count($"{state}.n_iter") };
        if (memory.Iterations == 0)
        {
            return memory;
        }

        (memory.Direction, memory.Step, memory.Scale) = (Vector($"{state}.d"), Number($"{state}.t"), Number($"{state}.H_diag"));
        (memory.Gradient, memory.Loss) = (Vector($"{state}.prev_flat_grad"), Number($"{state}.prev_loss"));
        for (int i = 0; checkpoint.TryGetTensor($"{state}.old_dirs.{i}", out _); i++)
        {
            memory.Changes.Add((Vector($"{state}.old_dirs.{i}"), Vector($"{state}.old_stps.{i}"), Number($"{state}.ro.{i}")));
        }

        return memory;
    }

    /// <summary>The values of all parameters, or null where the file has none.</summary>
    public T[]? ReadValues(IReadOnlyList<Parameter<T>> parameters)
    {
        T[] values = new T[length];
        int place = 0;
        int found = 0;
        foreach (Parameter<T> parameter in parameters)
        {
            CheckpointTensor? tensor = checkpoint.Tensors.FirstOrDefault(tensor => tensor.Name == parameter.Name || tensor.Name.EndsWith($".{parameter.Name}", StringComparison.Ordinal));
            if (tensor is not null)
            {
                if (!tensor.Shape.SequenceEqual(parameter.Shape))
                {
                    throw Fail($"has '{Printable.Of(tensor.Name)}' of shape {CheckpointTensor.ShapeText(tensor.Shape)}, and the parameter has {CheckpointTensor.ShapeText(parameter.Shape)}");
                }

                Read(tensor, values.AsSpan(place, (int)parameter.Length));
                found++;
            }

            place += (int)parameter.Length;
        }

        return found == parameters.Count ? values : found == 0 ? null : throw Fail("holds the values of some parameters and not of others");
    }

    private T[] Vector(string name)
    {
        if (!checkpoint.TryGetTensor(name, out CheckpointTensor? tensor) || tensor.Length != length || tensor.Shape.Length != 1)
        {
            throw Fail($"has no '{Printable.Of(name)}' of {length} numbers");
        }

        T[] vector = new T[length];
        Read(tensor, vector);
        return vector;
    }

    private void Read(CheckpointTensor tensor, Span<T> destination)
    {
        if (tensor.Type != TensorTypes.Of<T>())
        {
            throw Fail($"has '{Printable.Of(tensor.Name)}' in {tensor.Type.FormatName()}, and the parameters are {TensorTypes.Of<T>().FormatName()}");
        }

        double[] numbers = new double[destination.Length];
        tensor.ReadNumbers(0, numbers);
        for (int i = 0; i < numbers.Length; i++)
        {
            destination[i] = T.CreateTruncating(numbers[i]);
        }
    }

    /// <summary>A number, which may be a tensor of one element.</summary>
    private double Number(string name)
    {
        if (checkpoint.TryGetTensor(name, out CheckpointTensor? tensor) && tensor.Length == 1)
        {
            Span<double> number = stackalloc double[1];
            tensor.ReadNumbers(0, number);
            return number[0];
        }

        return checkpoint.Metadata.TryGetValue(name, out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Fail($"has no number '{Printable.Of(name)}'");
    }

    private long Count(string name) =>
        checkpoint.Metadata.TryGetValue(name, out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count <= Require.MostSteps
            ? count
            : throw Fail($"has no count '{Printable.Of(name)}'");

    private CheckpointException Fail(string what) => new($"{Printable.Of(path, int.MaxValue)}: {what}");
}
