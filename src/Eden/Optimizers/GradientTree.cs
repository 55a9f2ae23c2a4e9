using System.Numerics;
using System.Runtime.CompilerServices;

namespace Eden;

/// <summary>
/// Adds the gradients of micro-batches as a binary tree: 0 and 1, 2 and 3, then their sums, and so on; where a tree is not full, what is left
/// is added from the last to the first. The order depends on the number of micro-batches alone, not on which rank has which.
/// </summary>
/// <remarks>The sums of full subtrees wait on a stack. What waits for later rounds is kept in memory of its own, one array for each subtree:
/// none where one round has all micro-batches.</remarks>
/// <param name="length">The elements of the part that is added up.</param>
/// <param name="most">The most micro-batches of a round.</param>
internal sealed unsafe class GradientTree<T>(long length, int most) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostSubtrees = 64;

    private readonly List<NativeBuffer<T>> _kept = [];
    private readonly nint[] _stack = new nint[MostSubtrees + most];
    private int _depth;

    /// <summary>Adds a round of micro-batches to those before it, for some elements of the part.</summary>
    /// <param name="before">The micro-batches of earlier rounds.</param>
    /// <param name="gradients">The addresses of the gradients of this round in their order; sums may be written there.</param>
    /// <param name="isLast">Whether no round follows.</param>
    /// <param name="offset">The place of the elements in the part.</param>
    /// <param name="count">How many.</param>
    /// <param name="own">The one of the gradients into which the sum is best written; null where none is better.</param>
    /// <returns>The address of the sum after the last round, null before.</returns>
    public T* Add(long before, ReadOnlySpan<nint> gradients, bool isLast, long offset, long count, T* own)
    {
        _depth = BitOperations.PopCount((ulong)before);
        for (int i = 0; i < _depth; i++)
        {
            _stack[i] = (nint)(Kept(i) + offset);
        }

        for (int i = 0; i < gradients.Length; i++)
        {
            _stack[_depth++] = gradients[i];
            for (int full = BitOperations.TrailingZeroCount(before + i + 1); full > 0; full--)
            {
                Join(count, own);
            }
        }

        while (isLast && _depth > 1)
        {
            Join(count, own);
        }

        for (int i = 0; i < _depth && !isLast; i++)
        {
            T* kept = Kept(i) + offset;
            if (kept != (T*)_stack[i])
            {
                SavedValues<T>.Copy((T*)_stack[i], kept, count);
            }
        }

        return isLast ? (T*)_stack[0] : null;
    }

    public void Dispose() => _kept.ForEach(buffer => buffer.Dispose());

    /// <summary>Adds the last sum of the stack to the one before it.</summary>
    private void Join(long count, T* own)
    {
        T* right = (T*)_stack[--_depth];
        T* left = (T*)_stack[_depth - 1];
        T* sum = right == own ? right : left;
        Add(left, right, sum, count);
        _stack[_depth - 1] = (nint)sum;
    }

    private T* Kept(int place)
    {
        while (_kept.Count <= place)
        {
            _kept.Add(new NativeBuffer<T>(length));
        }

        return _kept[place].Pointer;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(T* left, T* right, T* sum, long count)
    {
        long i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            (Vector.Load(left + i) + Vector.Load(right + i)).Store(sum + i);
        }

        for (; i < count; i++)
        {
            sum[i] = left[i] + right[i];
        }
    }
}
