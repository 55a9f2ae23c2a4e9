using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden.Kernels;

/// <summary>A stretch of elements that a rule updates: where value, gradient and the rule's state arrays are.</summary>
internal unsafe struct Segment<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* Value;
    public T* Gradient;
    public T* State0;
    public T* State1;
    public T* State2;
    public T* State3;
    public long Length;

    /// <summary>The place of the first element in its parameter.</summary>
    public long Origin;

    /// <summary>The formats of the arrays; null where all are plain. The address of an array with a format is that of its start.</summary>
    public SegmentStorage<T>? Storage;

    /// <summary>The elements of the parameter.</summary>
    public long FullLength;

    /// <summary>The number of the step, by which formats round.</summary>
    public uint Step;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T* StateAt(int index) => index switch { 0 => State0, 1 => State1, 2 => State2, _ => State3 };

    /// <summary>The same without its first elements. Every state array has the values' shape.</summary>
    public readonly Segment<T> From(long offset)
    {
        Segment<T> rest = this;
        rest.Origin += offset;
        rest.Length -= offset;
        rest.Value = Storage?.Value is null ? Value + offset : Value;
        rest.Gradient = Storage?.Gradient is null ? Gradient + offset : Gradient;
        for (int i = 0; i < 4; i++)
        {
            rest.SetState(i, Storage?.StateAt(i) is null ? StateAt(i) + offset : StateAt(i));
        }

        return rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetState(int index, T* state)
    {
        switch (index)
        {
            case 0:
                State0 = state;
                break;
            case 1:
                State1 = state;
                break;
            case 2:
                State2 = state;
                break;
            default:
                State3 = state;
                break;
        }
    }
}
