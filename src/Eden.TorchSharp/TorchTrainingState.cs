using Eden.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Eden.Torch;

/// <summary>Everything a TorchSharp training has to remember, as one file that a killed process cannot damage: the module, its optimizer,
/// and the step to come. It goes on bit for bit, and Python goes on from it too.</summary>
/// <remarks>
/// Everything is matched by name: those of <c>state_dict()</c>. The optimizer may be Eden's or one that TorchSharp has under the same name.
/// A tied weight's state is kept once, under its first name. Tensors on any device are saved and loaded. Not saved: the state of random
/// number generators, and of TorchSharp's schedulers but for their step.
/// </remarks>
public sealed class TorchTrainingState
{
    private readonly nn.Module _model;
    private readonly OptimizerTarget? _optimizer;

    /// <summary>The state of a training.</summary>
    /// <param name="model">The module.</param>
    /// <param name="optimizer">The optimizer of its parameters, or of some; null for the module alone.</param>
    /// <exception cref="NotSupportedException">Eden does not know the optimizer.</exception>
    public TorchTrainingState(nn.Module model, OptimizerHelper? optimizer = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _optimizer = optimizer is null ? null : new(model, optimizer);
    }

    /// <summary>The step to come, from 0. The program counts it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or above 2⁵³.</exception>
    public long Step { get; set => field = Require.AtLeastZeroSteps(value); }

    /// <summary>Text of the caller's, by name; no name begins with <c>eden.</c>. Loading replaces it.</summary>
    public IDictionary<string, string> Notes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>TorchSharp's schedulers, each stepped once in a step. They are not saved: a load sets them to <see cref="Step"/>
    /// (<c>scheduler.step(epoch)</c>), and then learning rates and momenta to the file's. Default: none.</summary>
    /// <exception cref="ArgumentException">Set to null, holds null, or holds a <c>ReduceLROnPlateau</c>, which remembers losses: use Eden's
    /// <see cref="ReduceOnPlateau"/> and <see cref="Plateaus"/>.</exception>
    public IReadOnlyList<LRScheduler> Schedulers
    {
        get;
        init => field = Require.NoNulls(value).OfType<impl.ReduceLROnPlateau>().Any()
            ? throw new ArgumentException($"A {nameof(impl.ReduceLROnPlateau)} remembers losses, which cannot be saved; use Eden's {nameof(ReduceOnPlateau)} and {nameof(Plateaus)}.", nameof(value))
            : value;
    } = [];

    /// <summary>Eden's schedules that remember, by names of the caller's choice. Default: none.</summary>
    /// <exception cref="ArgumentException">Set to null, or holds null.</exception>
    public IReadOnlyDictionary<string, ReduceOnPlateau> Plateaus { get; init => field = Require.NoNulls(value); } = new Dictionary<string, ReduceOnPlateau>();

    /// <summary>The loss scale, if the training has one.</summary>
    public DynamicLossScale? LossScale { get; init; }

    /// <summary>Writes a safetensors file. A process killed at any instant leaves the old or the new file, whole.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    /// <exception cref="CheckpointException">The file cannot be written, a tensor is of a type that files do not hold, or two things have
    /// one name.</exception>
    /// <exception cref="InvalidOperationException">The optimizer has a parameter that is not the module's, as after
    /// <c>module.to()</c>, or the parameters are at their evaluation point.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using Checkpoint checkpoint = Capture();
        SafetensorsFile.Write(path, checkpoint);
    }

    /// <summary>Writes a <c>.pt</c> file, as safely, that <c>torch.load</c> reads: a dictionary of <c>model</c>, <c>optimizer</c>,
    /// <c>step</c> and <c>metadata</c>, or the module's state_dict where there is nothing else.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <exception cref="CheckpointException">Likewise, or PyTorch has no such optimizer or option.</exception>
    /// <inheritdoc cref="Save"/>
    public void SavePyTorch(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using Checkpoint checkpoint = Capture();
        PyTorchFile.Write(path, checkpoint);
    }

    /// <summary>The state as the content of a checkpoint, for any format. Tensors on the CPU are the live ones, not copies: write them
    /// before the next step. Dispose it.</summary>
    /// <exception cref="CheckpointException">Two things have one name, or a tensor is of a type that files do not hold.</exception>
    /// <exception cref="InvalidOperationException">The optimizer has a parameter that is not the module's, or the parameters are at their
    /// evaluation point.</exception>
    public Checkpoint Capture()
    {
        Dictionary<string, string> metadata = StepPart.Write(Step, Notes);
        TensorOwner owner = new();
        try
        {
            List<CheckpointTensor> tensors = [.. Tensors().Select(entry => TensorContent.Of(entry.Key, entry.Value, owner))];
            OptimizerRecord? record = null;
            if (_optimizer is not null)
            {
                record = _optimizer.Record(tensors, owner);
                metadata[MetadataKeys.Optimizer] = OptimizerRecordJson.Write(record);
            }

            if (LossScale is not null)
            {
                metadata[MetadataKeys.LossScale] = LossScalePart.Write(LossScale);
            }

            if (Plateaus.Count > 0)
            {
                metadata[MetadataKeys.Plateaus] = SchedulePart.Write(Plateaus);
            }

            return Checkpoint.OfTraining(tensors, metadata, record, owner);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Loads a safetensors file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; left out, strictly.</param>
    /// <returns>What was loaded, and what was not.</returns>
    /// <exception cref="CheckpointException">The file is not sound or was damaged, or not everything fits; the message lists all that
    /// does not. Nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The optimizer has a parameter that is not the module's, or the parameters are at their
    /// evaluation point.</exception>
    public LoadReport Load(string path, LoadOptions? options = null)
    {
        using Checkpoint checkpoint = SafetensorsFile.Open(path);
        return Load(checkpoint, options);
    }

    /// <summary>Loads what Python's <c>torch.save</c> wrote. PyTorch numbers parameters: number k is the k-th of the optimizer's groups
    /// put one after the other.</summary>
    /// <inheritdoc cref="Load(string, LoadOptions?)"/>
    public LoadReport LoadPyTorch(string path, LoadOptions? options = null)
    {
        using Checkpoint checkpoint = PyTorchFile.Open(path, _optimizer?.ReadOptions());
        return Load(checkpoint, options);
    }

    /// <summary>Loads a checkpoint of any format.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="options">How; left out, strictly.</param>
    /// <returns>What was loaded, and what was not.</returns>
    /// <remarks>The optimizer takes the checkpoint's options and learning rates, as PyTorch's <c>load_state_dict</c> does; set others
    /// afterwards. Only options that decide which state is kept (AMSGrad, momentum, centering) must agree before.</remarks>
    /// <exception cref="CheckpointException">The file was damaged, or not everything fits; the message lists all that does not.
    /// Nothing has changed.</exception>
    /// <exception cref="InvalidOperationException">The optimizer has a parameter that is not the module's, or the parameters are at their
    /// evaluation point.</exception>
    public LoadReport Load(Checkpoint checkpoint, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        options ??= new();
        LoadPlan plan = LoadPlan.Begin(checkpoint, options);
        OptimizerRecord? record = checkpoint.Optimizer;
        if (record is not null)
        {
            OptimizerPart.Claim(plan, record);
        }

        Dictionary<string, AverageRecord> averages = AveragePart.Claim(plan);
        foreach ((string name, Tensor tensor) in Tensors())
        {
            PlanTensor(plan, name, tensor);
        }

        if (!options.WeightsOnly)
        {
            StepPart.Plan(plan, step => Step = step, Notes);
            plan.Change(SetSchedulers);
            if (OptimizerPart.AreBoth(plan, record, _optimizer is not null))
            {
                _optimizer!.Plan(plan, record!);
            }

            AveragePart.Plan(plan, averages, new Dictionary<string, WeightAverage<float>>());
            LossScalePart.Plan(plan, LossScale);
            SchedulePart.Plan(plan, Plateaus);
        }

        return plan.Apply(options);
    }

    /// <summary>The module's state_dict, with the other names of tied weights, which TorchSharp leaves out and PyTorch does not.</summary>
    private Dictionary<string, Tensor> Tensors()
    {
        Dictionary<string, Tensor> tensors = _model.state_dict();
        if (_optimizer is not null)
        {
            foreach (Tensor tensor in tensors.Values)
            {
                SavedValues.ThrowIfAway(Native.Identity(tensor.Handle));
            }
        }

        foreach ((string path, nn.Module module) in _model.named_modules())
        {
            foreach ((string name, TorchParameter parameter) in module.named_parameters(recurse: false))
            {
                tensors.TryAdd($"{path}.{name}", parameter);
            }
        }

        return tensors;
    }

    private static void PlanTensor(LoadPlan plan, string name, Tensor tensor)
    {
        if (plan.Fits(name, TensorContent.TypeOf(name, tensor), tensor.shape))
        {
            plan.Load(name, source =>
            {
                using IDisposable _ = no_grad();
                using Tensor read = TensorContent.Read(source, tensor.dtype);
                tensor.copy_(read);
            });
        }
    }

    private void SetSchedulers()
    {
        foreach (LRScheduler scheduler in Schedulers)
        {
            scheduler.step((int)Math.Min(Step, int.MaxValue));
        }
    }
}
