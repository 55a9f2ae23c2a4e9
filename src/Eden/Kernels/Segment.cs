using System.Numerics;

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
    public long Length;
}
