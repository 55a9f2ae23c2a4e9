using System.Numerics;

namespace Eden.Kernels;

/// <summary>
/// A rule whose step over one matrix is made of products of matrices. Each phase is cut into tasks that threads take as they become free, in
/// any order; what a task computes must not depend on that. The next phase begins when all tasks have ended.
/// </summary>
internal unsafe interface IMatrixRule<TSelf, T>
    where TSelf : struct, IMatrixRule<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    int PhaseCount { get; }

    /// <summary>The numbers that the rule keeps from phase to phase.</summary>
    long ScratchLength { get; }

    /// <summary>How many tasks a phase has.</summary>
    int CountTasks(int phase);

    /// <summary>Does a task.</summary>
    /// <param name="phase">The phase, from 0.</param>
    /// <param name="task">The task, from 0.</param>
    /// <param name="context">What all phases of the step share.</param>
    /// <param name="segment">The parameter.</param>
    /// <param name="memory">Memory for the rule.</param>
    void Run(int phase, int task, in StepContext context, in Segment<T> segment, MatrixMemory<T> memory);

    /// <summary>Ends a phase, on one thread.</summary>
    void Reduce(int phase, T* scratch);
}

/// <summary>Memory for a task.</summary>
/// <param name="scratch">What the rule keeps from phase to phase; anything at first.</param>
/// <param name="packs">The thread's room for <see cref="Product{T}.PackLength"/> numbers.</param>
internal readonly unsafe ref struct MatrixMemory<T>(T* scratch, T* packs)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* Scratch { get; } = scratch;

    public T* Packs { get; } = packs;
}
