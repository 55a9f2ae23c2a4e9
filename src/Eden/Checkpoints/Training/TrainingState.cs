using System.Globalization;
using System.Numerics;

namespace Eden.Checkpoints;

/// <summary>The whole state of a training: weights, optimizer, averages, plateau schedules, loss scale, and the next step. It is
/// saved in one file; a resumed run continues bit for bit.</summary>
/// <remarks>
/// <code>
/// TrainingState&lt;float&gt; state = new(optimizer);
/// state.Save("run.safetensors");
/// // in another process, with the same model and optimizer:
/// state.Load("run.safetensors");
/// </code>
/// Everything is matched by name. Other schedules are functions of the step and have no state. Put your own state, such as the
/// position in the data, into <see cref="Notes"/>.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class TrainingState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The state of a training with an optimizer and its parameters.</summary>
    /// <param name="optimizer">The optimizer.</param>
    public TrainingState(Optimizer<T> optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Optimizer = optimizer;
        Weights = optimizer.Parameters;
    }

    /// <summary>Weights alone.</summary>
    /// <param name="weights">The weights, with distinct names.</param>
    /// <exception cref="ArgumentException">A weight is null.</exception>
    public TrainingState(IEnumerable<Parameter<T>> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Weights = Require.NoNulls<Parameter<T>>([.. weights], nameof(weights));
    }

    /// <summary>The optimizer; null for weights alone.</summary>
    public Optimizer<T>? Optimizer { get; }

    /// <summary>The weights. Settable, to add arrays that are not trained, or to omit weights.</summary>
    /// <exception cref="ArgumentException">Set to null, or holds null.</exception>
    public IReadOnlyList<Parameter<T>> Weights { get; init => field = Require.NoNulls(value); }

    /// <summary>Plateau schedules, by names of your choice. Default: none.</summary>
    /// <exception cref="ArgumentException">Set to null, or holds null.</exception>
    public IReadOnlyDictionary<string, ReduceOnPlateau> Plateaus { get; init => field = Require.NoNulls(value); } = new Dictionary<string, ReduceOnPlateau>();

    /// <summary>Averages of the weights, by names of your choice, which are appended to the names of tensors:
    /// <c>fc.weight.ema</c>. Default: none.</summary>
    /// <exception cref="ArgumentException">Set to null, or holds null.</exception>
    public IReadOnlyDictionary<string, WeightAverage<T>> Averages { get; init => field = Require.NoNulls(value); } = new Dictionary<string, WeightAverage<T>>();

    /// <summary>The loss scale, if the training has one.</summary>
    public DynamicLossScale? LossScale { get; init; }

    /// <summary>The next step, from 0, which schedules follow.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above 2⁵³.</exception>
    public long Step { get; set => field = Require.AtLeastZeroSteps(value); }

    /// <summary>Your own text, by name; names must not begin with <c>eden.</c>. Loading replaces it.</summary>
    public IDictionary<string, string> Notes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Writes a safetensors file by way of a temporary file, so that a process killed at any time leaves the old or the
    /// new file, whole.</summary>
    /// <remarks>Where the optimizer has a <see cref="Optimizer{T}.Communicator"/>, all ranks call it, and each writes its part of
    /// the same file, on a file system that all of them see. The file is one like any other: any number of ranks loads
    /// it.</remarks>
    /// <param name="path">The file; its directory must exist.</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    /// <exception cref="CheckpointException">The file cannot be written, or two entries have the same name.</exception>
    /// <exception cref="InvalidOperationException">The parameters are at their evaluation point.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Save(path, value: null);
    }

    /// <summary>The state as a checkpoint, for any format. The tensors are not copies: write them before the next step.</summary>
    /// <exception cref="CheckpointException">Two entries have the same name.</exception>
    /// <exception cref="InvalidOperationException">The parameters are at their evaluation point, or other ranks hold a part of
    /// the state.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public Checkpoint Capture() => Ranks is null
        ? Capture(value: null)
        : throw new InvalidOperationException($"This rank holds a part of the state alone; {nameof(Save)} writes that of all ranks.");

    /// <summary>Loads a safetensors file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to load; null for a strict load.</param>
    /// <returns>Lists of what was loaded and what was not.</returns>
    /// <exception cref="CheckpointException">The file is invalid or damaged, or not everything fits; the message lists all
    /// differences. Nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The parameters are at their evaluation point.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public LoadReport Load(string path, LoadOptions? options = null)
    {
        using Checkpoint checkpoint = SafetensorsFile.Open(path);
        return Load(checkpoint, options);
    }

    /// <summary>Loads a checkpoint of any format.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="options">How to load; null for a strict load.</param>
    /// <returns>Lists of what was loaded and what was not.</returns>
    /// <remarks>The optimizer takes the checkpoint's options, learning rates and schedule multipliers, as PyTorch's
    /// <c>load_state_dict</c> does; set your own afterwards. Options that decide which state is kept (AMSGrad, momentum,
    /// centering) must agree before. Groups may be divided differently than in the checkpoint if the parameters of each group
    /// here belong to one group there. Loss scale, averages and schedules must have the options of the checkpoint.</remarks>
    /// <exception cref="CheckpointException">The file is damaged, or not everything fits; the message lists all differences.
    /// Nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The parameters are at their evaluation point.</exception>
    /// <exception cref="ObjectDisposedException">The optimizer or a parameter was disposed.</exception>
    public LoadReport Load(Checkpoint checkpoint, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        options ??= new();
        CheckUsable();
        foreach (Parameter<T> weight in Weights)
        {
            SavedValues<T>.ThrowIfAway(weight);
        }

        LoadPlan plan = LoadPlan.Begin(checkpoint, options);
        PlanAll(plan, options);
        LoadReport report = plan.Apply(options);

        // The plan copies to the addresses of weights that nothing else may hold.
        GC.KeepAlive(this);
        return report;
    }

    /// <summary>The ranks that share the state; null where this process has all of it.</summary>
    internal ICommunicator? Ranks => Optimizer?.Communicator is { Size: > 1 } ranks ? ranks : null;

    /// <summary>As <see cref="Save(string)"/>, with the value by which the best of several is found.</summary>
    internal void Save(string path, double? value)
    {
        using Checkpoint checkpoint = Capture(value);
        if (Ranks is ICommunicator ranks)
        {
            RankedWrite.Write(path, checkpoint, ranks);
        }
        else
        {
            SafetensorsFile.Write(path, checkpoint);
        }
    }

    private Checkpoint Capture(double? value)
    {
        CheckUsable();
        Dictionary<string, string> metadata = StepPart.Write(Step, Notes);
        OptimizerRecord? record = null;
        IEnumerable<CheckpointTensor> tensors = Weights.Select(weight => ParameterTensors.Value(weight, Optimizer?.StepsOf(weight)));
        if (Optimizer is not null)
        {
            record = OptimizerPart.Record(Optimizer);
            metadata[MetadataKeys.Optimizer] = OptimizerRecordJson.Write(record);
            tensors = tensors.Concat(OptimizerPart.Tensors(Optimizer));
        }

        if (Averages.Count > 0)
        {
            metadata[MetadataKeys.Averages] = AveragePart.Write(Averages);
            tensors = tensors.Concat(AveragePart.Tensors(Averages));
        }

        if (LossScale is not null)
        {
            metadata[MetadataKeys.LossScale] = LossScalePart.Write(LossScale);
        }

        if (Plateaus.Count > 0)
        {
            metadata[MetadataKeys.Plateaus] = SchedulePart.Write(Plateaus);
        }

        if (value is double number)
        {
            metadata[MetadataKeys.Value] = number.ToString("R", CultureInfo.InvariantCulture);
        }

        return Checkpoint.OfTraining(tensors, metadata, record);
    }

    private void PlanAll(LoadPlan plan, LoadOptions options)
    {
        OptimizerRecord? record = plan.Checkpoint.Optimizer;
        if (record is not null)
        {
            OptimizerPart.Claim(plan, record);
        }

        Dictionary<string, AverageRecord> averages = AveragePart.Claim(plan);
        foreach (Parameter<T> weight in Weights)
        {
            PlanWeight(plan, weight);
        }

        if (!options.WeightsOnly)
        {
            if (OptimizerPart.AreBoth(plan, record, Optimizer is not null))
            {
                OptimizerPart.Plan(plan, record!, Optimizer!);
            }

            AveragePart.Plan(plan, averages, Averages);
            LossScalePart.Plan(plan, LossScale);
            SchedulePart.Plan(plan, Plateaus);
            StepPart.Plan(plan, step => Step = step, Notes);
        }
    }

    private static unsafe void PlanWeight(LoadPlan plan, Parameter<T> weight)
    {
        if (plan.Fits<T>(weight.Name, weight.Shape))
        {
            plan.Copy(weight.Name, weight.ValuePointer);
        }
    }

    private void CheckUsable()
    {
        Optimizer?.CheckSavable();
        foreach (Parameter<T> weight in Weights)
        {
            ObjectDisposedException.ThrowIf(weight.IsDisposed, weight);
        }
    }
}
