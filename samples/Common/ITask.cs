using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Eden.Samples;

/// <summary>A model and what it learns.</summary>
internal interface ITask
{
    string Description { get; }

    string Data { get; }

    /// <summary>What is counted: tokens, images.</summary>
    string Items { get; }

    int ItemsPerStep { get; }

    Module Model { get; }

    /// <summary>The loss of a step's batch, a function of the step alone.</summary>
    Tensor Loss(long step);

    Evaluation Evaluate();
}

/// <summary>The loss on held-back data, and the share that is classified rightly where there are classes.</summary>
internal sealed record Evaluation(double Loss, double? Accuracy = null);
