using TorchSharp;
using static TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>Refuses what Eden cannot step, before anything has changed, and says what to do.</summary>
internal static unsafe class TensorChecks
{
    private const int Cpu = 0;

    public static nint HandleOf(TorchParameter parameter, string name)
    {
        if (parameter.IsInvalid)
        {
            throw new InvalidOperationException($"Parameter '{name}' was disposed. Make the optimizer after the model is in its place, and keep the model.");
        }

        return parameter.Handle;
    }

    public static void AcceptValue(TorchParameter parameter, in TensorFacts value, string name)
    {
        nint handle = parameter.Handle;
        if (Native.DeviceType(handle) != Cpu || IsSparse(parameter) || Native.IsNegated(handle) != 0 || value.ElementType is not ((sbyte)ScalarType.Float32 or (sbyte)ScalarType.Float64))
        {
            throw Refuse(name, $"is a {Describe(parameter)} tensor", "Keep it in float32 or float64 on the CPU, or give it to an optimizer of TorchSharp");
        }

        if (!value.IsContiguous && !IsDense(parameter))
        {
            throw Refuse(name, $"has gaps or repeated elements (shape [{string.Join(", ", parameter.shape)}], strides [{string.Join(", ", parameter.stride())}])", "Make the parameter from tensor.contiguous()");
        }
    }

    /// <summary>Accepts a gradient; returns its address where its elements lie as its parameter's, otherwise null.</summary>
    public static void* AcceptGradient(TorchParameter parameter, nint gradient, in TensorFacts value, string name)
    {
        void* data = Native.Data(gradient);
        if ((data is null && value.Length > 0) || Native.DeviceType(gradient) != Cpu || Native.ElementType(gradient) != value.ElementType)
        {
            throw RefuseGradient(parameter, name, "Give it a dense gradient of its own type (sparse: to_dense(), or sparse: false in the embedding)");
        }

        if (Native.CountElements(gradient) != value.Length)
        {
            throw RefuseGradient(parameter, name, "Clear the gradient and compute it again");
        }

        return IsSameLayout(parameter, value, null, gradient) && Native.IsNegated(gradient) == 0 ? data : null;
    }

    public static void AcceptState(Tensor array, StateArray wanted, bool hasParametersShape, TorchParameter parameter, string name)
    {
        if (array.IsInvalid)
        {
            throw new InvalidOperationException($"State {wanted.Name} of parameter '{name}' was disposed. Load the optimizer's state outside of a dispose scope.");
        }

        long[] shape = hasParametersShape ? parameter.shape : wanted.Shape.ToArray();
        if (Native.DeviceType(array.Handle) != Cpu || array.dtype != parameter.dtype || IsSparse(array) || !array.shape.AsSpan().SequenceEqual(shape))
        {
            throw new InvalidOperationException($"State {wanted.Name} of parameter '{name}' is {Describe(array)} [{string.Join(", ", array.shape)}] and does not fit the parameter, which wants {Describe(parameter)} [{string.Join(", ", shape)}]. Load a state of this model, or make the optimizer again.");
        }
    }

    /// <summary>Refuses parameters that overlap.</summary>
    public static void RefuseOverlaps(IEnumerable<Slot> slots)
    {
        Slot[] sorted = [.. slots.Where(slot => slot.Value.Length > 0).OrderBy(slot => slot.Value.Data)];
        for (int i = 1; i < sorted.Length; i++)
        {
            (Slot slot, Slot before) = (sorted[i], sorted[i - 1]);
            long bytes = before.Value.Length * (before.Value.ElementType == (sbyte)ScalarType.Float32 ? sizeof(float) : sizeof(double));
            if (slot.Value.Data < before.Value.Data + (nint)bytes)
            {
                throw Refuse(slot.Name, $"shares memory with '{before.Name}' and is another tensor", "Give the optimizer one of the two");
            }
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

    /// <summary>Whether a tensor on the CPU has no memory to step: sparse in any way.</summary>
    private static bool IsSparse(Tensor tensor) =>
        tensor.is_sparse || (Native.DeviceType(tensor.Handle) == Cpu && Native.CountElements(tensor.Handle) > 0 && Native.Data(tensor.Handle) is null);

    private static NotSupportedException RefuseGradient(TorchParameter parameter, string name, string whatToDo)
    {
        using Tensor gradient = parameter.grad!;
        return Refuse(name, $"is a {Describe(parameter)} tensor with a {Describe(gradient)} gradient of {gradient.numel()} elements", whatToDo);
    }

    private static NotSupportedException Refuse(string name, string what, string whatToDo)
    {
        ForgetErrors();
        return new($"Parameter '{name}' {what}; Eden steps dense float32 and float64 tensors on the CPU. {whatToDo}. Nothing has changed.");
    }

    private static string Describe(Tensor tensor) => $"{(IsSparse(tensor) ? "sparse " : Native.IsNegated(tensor.Handle) != 0 ? "negated " : "")}{tensor.dtype} {tensor.device_type}";

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
