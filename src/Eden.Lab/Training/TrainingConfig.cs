using System.Text.Json.Serialization;
using Eden.Lab.Data;
using Eden.Lab.Models;
using Eden.Lab.Recordings;

namespace Eden.Lab.Training;

/// <summary>A training: everything that decides its numbers.</summary>
internal sealed record TrainingConfig
{
    /// <summary>The most epochs; a bound on memory and on the number of steps.</summary>
    public const int MostEpochs = 1_000_000;

    public DataConfig Data { get; init; } = new();

    public ModelConfig Model { get; init; } = new();

    public OptimizerConfig Optimizer { get; init; } = new();

    /// <summary>The schedule of its learning rate.</summary>
    public ScheduleConfig Schedule { get; init; } = new();

    /// <summary>The samples of a step. The last step of an epoch takes what is left. Default 64.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>The passes over the training part. Default 10.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>The seed of the start, of the order of samples and of dropout. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>The type in which everything is computed. Default float32.</summary>
    public ElementType ElementType { get; init; }

    /// <summary>The parts into which each batch is cut, a power of two: each is differentiated by itself, and their gradients are added in a
    /// binary tree, so that any number of ranks gives the same bits. <see langword="null"/>, the default, does not cut.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MicroBatches { get; init; }

    /// <summary>Evaluate and record after every so many epochs, and after the last. Default 1.</summary>
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>Stop after this many epochs in a row whose validation loss is no better than the best. <see langword="null"/>, the
    /// default, does not; else <see cref="DataConfig.ValidationShare"/> must be above 0.</summary>
    public int? EarlyStop { get; init; }

    /// <summary>Refuses what cannot be trained, without reading the data.</summary>
    /// <exception cref="InputException">Something is out of range, unknown or contradictory.</exception>
    public void Validate()
    {
        Data.Validate();
        Model.Validate();
        OptimizerCatalog.Find(Optimizer.Name).Validate(Optimizer);
        if (Batch < 1 || Epochs is < 1 or > MostEpochs)
        {
            throw new InputException($"a training has {Batch} samples per step and {Epochs} epochs; it needs at least 1 of both, and at most {MostEpochs} epochs");
        }

        if (MicroBatches is int parts && (parts < 1 || !int.IsPow2(parts) || parts > Batch))
        {
            throw new InputException($"--micro-batches is {parts}; it must be a power of two of at most the {Phrase.Counted(Batch, "sample")} of a step");
        }

        if (EvaluateEvery < 1 || (EvaluateEvery > 1 && EarlyStop is not null))
        {
            throw new InputException($"a training is evaluated after every {EvaluateEvery} epochs; it must be at least 1, and 1 with early stop");
        }

        if (EarlyStop is < 1)
        {
            throw new InputException($"early stop is {EarlyStop}; it must be at least 1 epoch");
        }

        if (EarlyStop is not null && Data.ValidationShare == 0)
        {
            throw new InputException("early stop needs a validation set; set a validation share");
        }
    }
}
