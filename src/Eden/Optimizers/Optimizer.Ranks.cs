using System.Numerics;

namespace Eden;

/// <content>Steps that several processes take together.</content>
public partial class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private RankExchange<T>? _exchange;

    /// <summary>
    /// The processes that train the model together, each with a copy of it; null for this one alone. Set by all of them before the first
    /// step: each then keeps the state of its part of the model alone, and a step adds up the gradients of all ranks, steps that part, and
    /// gathers the values. Default null.
    /// </summary>
    /// <remarks>
    /// All ranks have the same parameters, values, groups, and options, and make the same calls. The numbers depend on the micro-batches, not
    /// on the ranks that share them: docs/mpi.md. <see cref="GradientOptions.MicroBatches"/> divides the sum. After a step the gradients of
    /// other ranks' parts are what they were, unless <see cref="GradientOptions.ClearAfterStep"/> is set; those of the own part are sums.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The optimizer has taken a step, another thread is in one, or a rank holds another model,
    /// options or version of Eden than rank 0; the message says which and what.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public ICommunicator? Communicator
    {
        get;
        set
        {
            Enter();
            try
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (ReferenceEquals(field, value))
                {
                    return;
                }

                if (StepCount + SkippedSteps > 0 || Array.Exists(_model.Steps, steps => steps > 0))
                {
                    throw new InvalidOperationException($"The optimizer has taken a step; set {nameof(Communicator)} before the first, or load a checkpoint afterwards.");
                }

                CheckGroups();
                if (value is not null)
                {
                    RankAgreement.Check(value, _model.Groups);
                }

                _model.Divide(value?.Size ?? 1, value?.Rank ?? 0);
                field = value;
                BuildPlan();
            }
            finally
            {
                Leave();
            }
        }
    }

    /// <summary>
    /// Differentiates micro-batches one by one, adds up their gradients, and takes a step with the sum. With a <see cref="Communicator"/> each
    /// rank differentiates its share of them. The order of the additions is a binary tree over the micro-batches, so any number of ranks,
    /// one included, gives the same bits.
    /// </summary>
    /// <remarks>Gradients are zero before each micro-batch. <see cref="Stepping"/> is called before the first. One process keeps
    /// up to log₂ of the micro-batches more gradients than the model's; with as many ranks as micro-batches none is kept.</remarks>
    /// <param name="microBatches">How many, on all ranks together; a power of two for a balanced tree.</param>
    /// <param name="differentiate">Computes the gradients of the micro-batch of a number, from 0.</param>
    /// <returns>As <see cref="Step()"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no micro-batches.</exception>
    /// <exception cref="InvalidOperationException">As <see cref="Step()"/>.</exception>
    /// <exception cref="NotFiniteNumberException">As <see cref="Step()"/>; gradients have changed.</exception>
    /// <exception cref="ObjectDisposedException">As <see cref="Step()"/>.</exception>
    public StepResult Step(int microBatches, Action<int> differentiate)
    {
        Require.AtLeastOne(microBatches);
        ArgumentNullException.ThrowIfNull(differentiate);
        return TakeStep(microBatches, differentiate, measurement: null);
    }

    /// <summary>The bytes that a rank sends and receives at a time: docs/mpi.md has what was measured.</summary>
    internal long BucketBytes { get; set; } = 8 << 20;

    /// <summary>The bytes of the state that this process holds.</summary>
    internal long StateBytes => _model.StateBytes;

    private RankExchange<T> Exchange => _exchange ??= new RankExchange<T>(_model, Communicator ?? OneRank.Instance, BucketBytes);

    /// <summary>Brings the sums of the gradients of all micro-batches to the ranks that step with them.</summary>
    /// <param name="microBatches">How many; 0 where each rank has one and has differentiated it.</param>
    /// <param name="differentiate">Computes the gradients of one.</param>
    private void AddGradients(int microBatches, Action<int>? differentiate)
    {
        if (differentiate is null && Communicator is null)
        {
            return;
        }

        ICommunicator communicator = Communicator ?? OneRank.Instance;
        long count = differentiate is null ? communicator.Size : microBatches;
        for (long first = 0; first < count; first += communicator.Size)
        {
            if (differentiate is not null && first + communicator.Rank < count)
            {
                ZeroGradients();
                differentiate((int)first + communicator.Rank);
            }

            Exchange.Add(first, count);
        }
    }

    /// <summary>Brings stepped values to all ranks, and clears the gradients that the step did not read.</summary>
    private void ShareStep(StepResult result)
    {
        if (Communicator is null)
        {
            return;
        }

        if (!result.IsSkipped)
        {
            Exchange.GatherValues();
        }

        if (GradientOptions.ClearAfterStep)
        {
            ZeroGradients();
        }
    }

    /// <summary>This process alone.</summary>
    private sealed unsafe class OneRank : ICommunicator
    {
        public static readonly OneRank Instance = new();

        public int Rank => 0;

        public int Size => 1;

        public void Send(int rank, void* data, long bytes) => throw new ArgumentOutOfRangeException(nameof(rank));

        public void Receive(int rank, void* data, long bytes) => throw new ArgumentOutOfRangeException(nameof(rank));

        public void Complete(int left = 0)
        {
        }

        public void Sum(Span<double> values)
        {
        }
    }
}
