using System.Numerics;

namespace Eden.Kernels;

/// <summary>A lane as the engine knows it: with a width, and with a way to memory and back.</summary>
internal unsafe interface IMemoryLane<TSelf, T> : ILane<TSelf, T>
    where TSelf : struct, IMemoryLane<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of elements.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(T* source);

    static abstract void Store(TSelf value, T* destination);
}
