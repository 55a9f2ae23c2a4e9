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
    public T* State3;
    public long Length;

    public readonly T* StateAt(int index) => index switch { 0 => State0, 1 => State1, 2 => State2, _ => State3 };

    /// <summary>The same without its first elements. Every state array has the values' shape.</summary>
    public readonly Segment<T> From(long offset) => new()
    {
        Value = Value + offset,
        Gradient = Gradient + offset,
        State0 = State0 + offset,
        State1 = State1 + offset,
        State2 = State2 + offset,
        State3 = State3 + offset,
        Length = Length - offset,
    };

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
