using Eden.Lab.Data;
using Eden.Lab.Models;
using Eden.Lab.Recordings;
using Eden.Lab.Training;

namespace Eden.Lab.Tests;

public sealed class TrainerTests
{
    private static readonly TrainingConfig Short = new() { Epochs = 2 };

    [Fact]
    public void A_configuration_always_gives_the_same_numbers()
    {
        Assert.Equal(Runs.Train(Short).Epochs, Runs.Train(Short).Epochs);
        Assert.NotEqual(Runs.Train(Short).Epochs[1].TrainingLoss, Runs.Train(Short with { Seed = 1 }).Epochs[1].TrainingLoss);
    }

    [Fact]
    public void The_digits_are_learnt()
    {
        TrainingResult result = Runs.Train(new TrainingConfig { Epochs = 20, Optimizer = new OptimizerConfig().With("lr", 0.003) });
        Assert.Equal((TrainingOutcome.Completed, 20 * 23L, 2410L), (result.Outcome, result.Steps, result.Parameters));
        Assert.True(result.Epochs[^1].TestAccuracy > 0.95, $"{result.Epochs[^1]}");
    }

    [Fact]
    public void Logistic_regression_is_a_perceptron_without_hidden_layers()
    {
        TrainingResult result = Runs.Train(Short with { Model = new ModelConfig { Hidden = [] } });
        Assert.Equal((64 * 10) + 10, result.Parameters);
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Gelu)]
    public void Float_and_double_learn_nearly_the_same(Enum activation)
    {
        TrainingConfig config = Short with { Model = new ModelConfig { Hidden = [16, 16], Activation = (Activation)activation, Dropout = 0.1 } };
        double single = Runs.Train(config).Epochs[^1].TestLoss;
        double exact = Runs.Train(config with { ElementType = ElementType.Bits64 }).Epochs[^1].TestLoss;
        Assert.Equal(exact, single, 1e-3 * exact);
        Assert.NotEqual(exact, single);
    }

    [Fact]
    public void The_loss_of_a_step_is_taken_before_it()
    {
        // One step per epoch, over the whole training part.
        ClassificationData<double> data = DataSets.Load<double>(new DataConfig());
        TrainingConfig config = new()
        {
            ElementType = ElementType.Bits64,
            Model = new ModelConfig { Hidden = [] },
            Optimizer = new OptimizerConfig { Name = "sgd" }.With("lr", 0.1),
            Batch = data.Training.Count,
            Epochs = 2,
        };
        TrainingResult one = Runs.Train(config);
        TrainingResult none = Runs.Train(config with { Optimizer = new OptimizerConfig { Name = "sgd" }.With("lr", 0) });
        Assert.Equal(none.Epochs[0].TrainingLoss, one.Epochs[0].TrainingLoss);
        Assert.Equal(none.Epochs[0].TrainingLoss, none.Epochs[1].TrainingLoss, 1e-12);
        Assert.True(one.Epochs[1].TrainingLoss < one.Epochs[0].TrainingLoss);
    }

    [Fact]
    public void A_rate_that_is_too_large_is_recorded_as_divergence()
    {
        TrainingResult result = Runs.Train(Short with { Epochs = 50, Optimizer = new OptimizerConfig { Name = "sgd" }.With("lr", 1e30) });
        Assert.Equal(TrainingOutcome.Diverged, result.Outcome);
        Assert.True(result.Epochs.Count < 50);
    }

    [Fact]
    public void Early_stop_ends_after_epochs_without_a_better_validation_loss()
    {
        TrainingConfig config = Short with { Epochs = 200, EarlyStop = 3, Data = new DataConfig { ValidationShare = 0.2 }, Optimizer = new OptimizerConfig().With("lr", 0.03) };
        TrainingResult result = Runs.Train(config);
        Assert.Equal(TrainingOutcome.StoppedEarly, result.Outcome);
        int best = result.Epochs.MinBy(epoch => epoch.ValidationLoss)!.Epoch;
        Assert.Equal(best + 3, result.Epochs.Count);
    }

    [Fact]
    public void The_best_epoch_is_that_of_the_least_validation_loss()
    {
        TrainingResult result = Runs.Train(Short with { Epochs = 6, Data = new DataConfig { ValidationShare = 0.2 }, Optimizer = new OptimizerConfig().With("lr", 0.1) });
        Assert.Equal(288, result.ValidationSamples);
        Assert.Equal(result.Epochs.MinBy(epoch => epoch.ValidationLoss)!.Epoch, result.BestEpoch);

        EpochRecord epoch = result.Epochs[0];
        EpochRecord[] epochs = [epoch with { Epoch = 1, ValidationLoss = 2, TestAccuracy = 0.99 }, epoch with { Epoch = 2, ValidationLoss = 0.125, TestAccuracy = 0.5 }, epoch with { Epoch = 3, ValidationLoss = 0.125 }, epoch with { Epoch = 4, ValidationLoss = double.NaN, TestAccuracy = 0.25 }];
        Assert.Equal(2, (result with { Epochs = epochs }).BestEpoch);
        Assert.Equal("best validation loss 0.125 after epoch 2, test accuracy there 50.00 %, at the end 25.00 %", TrainingWords.Numbers(result with { Epochs = epochs }).English);
    }

    [Fact]
    public void Without_a_validation_part_no_epoch_is_the_best()
    {
        TrainingResult result = Runs.Train(Short);
        Assert.Null(result.BestEpoch);
        Assert.Equal(FormattableString.Invariant($"test accuracy {100 * result.Epochs[1].TestAccuracy:F2} %, test loss {result.Epochs[1].TestLoss:G4}"), TrainingWords.Numbers(result).English);
    }

    [Fact]
    public void Biases_decay_only_where_that_is_asked_for()
    {
        TrainingConfig config = Short with { Optimizer = new OptimizerConfig().With("weight-decay", 10) };
        double weights = Runs.Train(config).Epochs[^1].TrainingLoss;
        double all = Runs.Train(config with { Optimizer = config.Optimizer with { DecaysAll = true } }).Epochs[^1].TrainingLoss;
        Assert.NotEqual(weights, all);
    }

    [Fact]
    public void Weight_norms_shrink_with_decay()
    {
        double without = Runs.Train(Short with { Optimizer = new OptimizerConfig().With("weight-decay", 0) }).Epochs[^1].WeightNorm;
        double with = Runs.Train(Short with { Optimizer = new OptimizerConfig().With("weight-decay", 1) }).Epochs[^1].WeightNorm;
        Assert.True(with < without, $"{with} {without}");
    }

    [Fact]
    public void Cancelling_ends_the_run()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(Short, null, source.Token));
    }
}
