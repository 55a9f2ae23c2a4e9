using System.Globalization;
using System.Numerics;
using Eden.Checkpoints;
using Eden.Checkpoints.PyTorch;

namespace Eden;

/// <summary>Saves and loads an <see cref="Lbfgs{T}"/> with its parameters.</summary>
public static unsafe class LbfgsFiles
{
    private const string State = "optimizer.state.0";
    private const string Model = "model";

    /// <summary>Writes values and memory to a file: as <c>torch.save</c> does where its name ends in .pt or .pth, elsewhere a safetensors
    /// file.</summary>
    /// <remarks>The options are the program's; a .pt file has them for PyTorch.</remarks>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="path">The file; its directory must exist. A process killed at any instant leaves the old or the new file, whole.</param>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public static void Save<T>(this Lbfgs<T> optimizer, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentException.ThrowIfNullOrEmpty(path);
        List<CheckpointTensor> tensors = [.. optimizer.Parameters.Select(parameter => new NamedTensor(TorchTree.Join(Model, parameter.Name), ParameterTensors.Value(parameter)))];
        LbfgsMemory<T> memory = optimizer.Memory;
        List<(string Name, object Value)> state = [("func_evals", memory.Evaluations), ("n_iter", memory.Iterations)];
        if (memory.Direction is not null)
        {
            state.AddRange(
                [
                    ("d", new VectorTensor<T>(memory.Direction)), ("t", memory.Step), ("old_dirs", memory.Changes.Select(change => new VectorTensor<T>(change.Gradient)).ToArray()),
                    ("old_stps", memory.Changes.Select(change => new VectorTensor<T>(change.Values)).ToArray()), ("ro", memory.Changes.Select(change => (CheckpointTensor)ConstantTensor.Scalar(change.Rho)).ToArray()),
                    ("H_diag", ConstantTensor.Scalar(memory.Scale)), ("prev_flat_grad", new VectorTensor<T>(memory.Gradient!)), ("prev_loss", memory.Loss),
                ]);
        }

        if (IsPyTorch(path))
        {
            TorchLbfgsWriter.Write(path, optimizer.Options, optimizer.Parameters.Select(parameter => (parameter.Name, ParameterTensors.Value(parameter))), state);
            return;
        }

        Dictionary<string, string> numbers = new(StringComparer.Ordinal);
        foreach ((string name, object value) in state)
        {
            switch (value)
            {
                case CheckpointTensor tensor:
                    tensors.Add(new NamedTensor($"{State}.{name}", tensor));
                    break;
                case CheckpointTensor[] list:
                    tensors.AddRange(list.Select((tensor, index) => new NamedTensor($"{State}.{name}.{index}", tensor)));
                    break;
                default:
                    numbers[$"{State}.{name}"] = ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);
                    break;
            }
        }

        using Checkpoint checkpoint = new(tensors, numbers);
        SafetensorsFile.Write(path, checkpoint);
    }

    /// <summary>Loads what <see cref="Save"/> or PyTorch wrote, into an optimizer of the same parameters; with the same options it then goes
    /// on as if it had not stopped.</summary>
    /// <remarks>PyTorch's LBFGS has one group; its vectors are those of the parameters in their order. A file without a model loads the memory
    /// alone.</remarks>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file cannot be read, is damaged, or does not fit; nothing has changed.</exception>
    public static void Load<T>(this Lbfgs<T> optimizer, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentException.ThrowIfNullOrEmpty(path);
        using Checkpoint checkpoint = IsPyTorch(path) ? PyTorchFile.OpenRaw(path) : SafetensorsFile.Open(path);
        checkpoint.VerifyHash();
        LbfgsReader<T> reader = new(checkpoint, path, optimizer.Length);
        string state = reader.FindState();
        LbfgsMemory<T> memory = reader.ReadMemory(state);
        T[]? values = reader.ReadValues(optimizer.Parameters);
        if (values is not null)
        {
            optimizer.SetValues(values);
        }

        optimizer.Memory = memory;
    }

    private static bool IsPyTorch(string path) => path.EndsWith(".pt", StringComparison.Ordinal) || path.EndsWith(".pth", StringComparison.Ordinal);

    /// <summary>A tensor under another name.</summary>
    private sealed class NamedTensor(string name, CheckpointTensor tensor) : CheckpointTensor(name, tensor.Type, tensor.Shape)
    {
        private protected override void CopyBytes(long offset, Span<byte> destination) => tensor.CopyTo(offset, destination);
    }

    private sealed class VectorTensor<T>(T[] values) : CheckpointTensor("vector", TensorTypes.Of<T>(), [values.Length])
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private protected override void CopyBytes(long offset, Span<byte> destination) =>
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).Slice((int)offset, destination.Length).CopyTo(destination);
    }
}
