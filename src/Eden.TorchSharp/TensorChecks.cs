using TorchSharp;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>Refuses what Eden cannot step, before anything has changed, and says what to do.</summary>
internal sealed unsafe class TensorChecks
{
    private const int Cpu = 0;

    private readonly HashSet<nint> _seen = [];
    private readonly List<(nint First, nint End, string Name)> _ranges = [];
    private readonly List<(nint First, nint End, string Name)> _apart = [];

    public void Begin()
    {
        _seen.Clear();
        _ranges.Clear();
    }

    /// <summary>Whether the parameter is to be stepped: a tied weight is, once.</summary>
    public bool Accept(TorchParameter parameter, nint handle, nint gradient, string name, out TensorFacts value)
    {
        value = default;
        if (!_seen.Add(Native.Identity(handle)))
        {
            return false;
        }

        sbyte type = Native.ElementType(handle);
        if (Native.DeviceType(handle) != Cpu || Native.IsSparse(handle) != 0 || type is not ((sbyte)ScalarType.Float32 or (sbyte)ScalarType.Float64))
        {
            throw Refuse(name, $"is a {Describe(parameter)} tensor", "Keep it in float32 or float64 on the CPU, or give it to an optimizer of TorchSharp");
        }

        if (Native.DeviceType(gradient) != Cpu || Native.IsSparse(gradient) != 0 || Native.ElementType(gradient) != type)
        {
            throw RefuseGradient(parameter, name, "Give it a dense gradient of its own type (sparse: to_dense(), or sparse: false in the embedding)");
        }

        long length = Native.CountElements(handle);
        if (Native.CountElements(gradient) != length)
        {
            throw RefuseGradient(parameter, name, "Clear the gradient and compute it again");
        }

        nint first = (nint)Native.Data(handle);
        if (first == 0 && length > 0)
        {
            ForgetErrors();
            throw Refuse(name, $"has no memory of its own ({Describe(parameter)})", "Make it dense");
        }

        value = new(handle, type, length, first, Native.IsContiguous(handle) != 0);
        if (!value.IsContiguous && !IsDense(parameter))
        {
            throw Refuse(name, $"has gaps or repeated elements (shape [{string.Join(", ", parameter.shape)}], strides [{string.Join(", ", parameter.stride())}])", "Make the parameter from tensor.contiguous()");
        }

        _ranges.Add((first, first + (nint)(length * (type == (sbyte)ScalarType.Float32 ? sizeof(float) : sizeof(double))), name));
        return true;
    }

    /// <summary>Refuses parameters that overlap; only addresses that were not seen in the step before are looked at.</summary>
    public void End()
    {
        if (_ranges.SequenceEqual(_apart))
        {
            return;
        }

        (nint First, nint End, string Name)[] sorted = [.. _ranges.Where(range => range.End > range.First).OrderBy(range => range.First)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].First < sorted[i - 1].End)
            {
                throw Refuse(sorted[i].Name, $"shares memory with '{sorted[i - 1].Name}' and is another tensor", "Give the optimizer one of the two");
            }
        }

        _apart.Clear();
        _apart.AddRange(_ranges);
    }

    public static nint HandleOf(TorchParameter parameter, string name)
    {
        if (parameter.IsInvalid)
        {
            throw new InvalidOperationException($"Parameter '{name}' was disposed. Make the optimizer after the model is in its place, and keep the model.");
        }

        return parameter.Handle;
    }

    public static void AcceptState(Tensor array, StateArray wanted, bool hasParametersShape, in TensorFacts value, string name)
    {
        if (array.IsInvalid)
        {
            throw new InvalidOperationException($"State {wanted.Name} of parameter '{name}' was disposed. Load the optimizer's state outside of a dispose scope.");
        }

        nint handle = array.Handle;
        if (Native.DeviceType(handle) != Cpu || Native.ElementType(handle) != value.ElementType || Native.CountElements(handle) != (hasParametersShape ? value.Length : wanted.Length))
        {
            throw new InvalidOperationException($"State {wanted.Name} of parameter '{name}' is {Describe(array)} [{string.Join(", ", array.shape)}] and does not fit the parameter. Load a state of this model, or make the optimizer again.");
        }
    }

    /// <summary>Whether elements lie in the same order in a parameter and in its gradient, or in another tensor of its shape.</summary>
    public static bool IsSameLayout(TorchParameter parameter, in TensorFacts value, Tensor? other, nint otherHandle)
    {
        bool otherIsContiguous = Native.IsContiguous(otherHandle) != 0;
        if (value.IsContiguous || otherIsContiguous)
        {
            return value.IsContiguous && otherIsContiguous;
        }

        // The stride of a dimension of one element says nothing.
        using Tensor? gradient = other is null ? parameter.grad : null;
        return parameter.shape.Zip(parameter.stride(), (other ?? gradient)!.stride()).All(dimension => dimension.First == 1 || dimension.Second == dimension.Third);
    }

    public static NotSupportedException RefuseLayout(string name, string arrayName) =>
        Refuse(name, $"is transposed, and its state {arrayName} looks at rows and columns", "Make the parameter from tensor.contiguous()");

    private static bool IsDense(Tensor tensor)
    {
        long next = 1;
        foreach ((long length, long stride) in tensor.shape.Zip(tensor.stride()).Where(pair => pair.First != 1).OrderBy(pair => pair.Second))
        {
            if (stride != next)
            {
                return false;
            }

            next *= length;
        }

        return true;
    }

    private static NotSupportedException RefuseGradient(TorchParameter parameter, string name, string whatToDo)
    {
        using Tensor gradient = parameter.grad!;
        return Refuse(name, $"is a {Describe(parameter)} tensor with a {Describe(gradient)} gradient of {gradient.numel()} elements", whatToDo);
    }

    private static NotSupportedException Refuse(string name, string what, string whatToDo) =>
        new($"Parameter '{name}' {what}; Eden steps dense float32 and float64 tensors on the CPU. {whatToDo}. Nothing has changed.");

    private static string Describe(Tensor tensor) => $"{(tensor.is_sparse ? "sparse " : "")}{tensor.dtype} {tensor.device_type}";

    // A failed native call leaves its message for the next check of TorchSharp's, which would throw it there.
    private static void ForgetErrors()
    {
        try
        {
            torch.CheckForErrors();
        }
        catch (System.Runtime.InteropServices.ExternalException)
        {
        }
    }
}
