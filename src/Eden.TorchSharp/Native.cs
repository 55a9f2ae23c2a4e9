using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Eden.Torch;

/// <summary>Calls into TorchSharp's native library. A handle is an <c>at::Tensor*</c>, as <see cref="Tensor.Handle"/> gives it.</summary>
/// <remarks>The public properties make an object for each answer: 64 ns for an address, 110 ns for a gradient, against 9 and 37.</remarks>
internal static unsafe class Native
{
    private const string Library = "LibTorchSharp";

    private static readonly delegate* unmanaged[SuppressGCTransition]<nint, void> BumpVersionExport = FindBumpVersion();

    [DllImport(Library, EntryPoint = "THSTensor_data"), SuppressGCTransition]
    public static extern void* Data(nint tensor);

    /// <summary>A new reference, to be disposed, or 0.</summary>
    [DllImport(Library, EntryPoint = "THSTensor_grad"), SuppressGCTransition]
    public static extern nint Gradient(nint tensor);

    [DllImport(Library, EntryPoint = "THSTensor_dispose"), SuppressGCTransition]
    public static extern void Dispose(nint tensor);

    [DllImport(Library, EntryPoint = "THSTensor_type"), SuppressGCTransition]
    public static extern sbyte ElementType(nint tensor);

    [DllImport(Library, EntryPoint = "THSTensor_device_type"), SuppressGCTransition]
    public static extern int DeviceType(nint tensor);

    [DllImport(Library, EntryPoint = "THSTensor_is_sparse"), SuppressGCTransition]
    public static extern byte IsSparse(nint tensor);

    [DllImport(Library, EntryPoint = "THSTensor_is_contiguous"), SuppressGCTransition]
    public static extern byte IsContiguous(nint tensor);

    [DllImport(Library, EntryPoint = "THSTensor_numel"), SuppressGCTransition]
    public static extern long CountElements(nint tensor);

    /// <summary>Whether the numbers in memory are the negatives of the tensor's.</summary>
    [DllImport(Library, EntryPoint = "THSTensor_is_neg"), SuppressGCTransition]
    public static extern byte IsNegated(nint tensor);

    /// <summary>Tells tied weights: two handles of one tensor hold one pointer to its implementation.</summary>
    public static nint Identity(nint tensor) => *(nint*)tensor;

    /// <summary>Counts a change made behind torch's back, so that a backward pass over an older graph fails instead of giving wrong
    /// gradients.</summary>
    public static void BumpVersion(Tensor tensor)
    {
        if (BumpVersionExport is not null)
        {
            BumpVersionExport(tensor.Handle);
        }
        else
        {
            BumpVersionByView(tensor);
        }
    }

    /// <summary>The same by public calls: views share the version counter, and an empty one has nothing to write.</summary>
    public static void BumpVersionByView(Tensor tensor)
    {
        using Tensor detached = tensor.detach();
        using Tensor empty = detached.as_strided([0], [1]);
        empty.zero_();
    }

    // torch::autograd::impl::bump_version(const at::Tensor&), as GCC and Clang write it.
    private static delegate* unmanaged[SuppressGCTransition]<nint, void> FindBumpVersion() =>
        NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out nint library)
        && NativeLibrary.TryGetExport(library, "_ZN5torch8autograd4impl12bump_versionERKN2at6TensorE", out nint export)
            ? (delegate* unmanaged[SuppressGCTransition]<nint, void>)export
            : null;
}
