using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Eden.Samples.FashionCnn;

/// <summary>Classifying Fashion-MNIST.</summary>
internal sealed class FashionTask(FashionData training, FashionData validation, long seed, int batch) : ITask
{
    private const int ValidationBatch = 1_000;

    private readonly Sequential _model = Sequential(
        ("conv1", Conv2d(1, 16, 3, padding: 1L)),
        ("relu1", ReLU()),
        ("pool1", MaxPool2d(2)),
        ("conv2", Conv2d(16, 32, 3, padding: 1L)),
        ("norm2", BatchNorm2d(32)),
        ("relu2", ReLU()),
        ("pool2", MaxPool2d(2)),
        ("flatten", Flatten()),
        ("dropout", Dropout(0.25)),
        ("dense1", Linear(32 * 7 * 7, 64)),
        ("relu3", ReLU()),
        ("dense2", Linear(64, 10)));

    public string Description => "two convolutions and two dense layers";

    public string Data => string.Create(CultureInfo.InvariantCulture, $"Fashion-MNIST, {training.Count:N0} images, {validation.Count:N0} for validation");

    public string Items => "images";

    public int ItemsPerStep => batch;

    public Module Model => _model;

    public Tensor Loss(long step)
    {
        // The batch is a function of seed and step, so that a resumed run sees the same.
        Random random = new(unchecked((int)((seed * 1_000_003) + step)));
        Tensor chosen = tensor(Enumerable.Range(0, batch).Select(_ => random.NextInt64(training.Count)).ToArray());
        return functional.cross_entropy(_model.call(training.Images.index_select(0, chosen)), training.Labels.index_select(0, chosen));
    }

    public Evaluation Evaluate()
    {
        double loss = 0;
        long right = 0;
        for (int first = 0; first < validation.Count; first += ValidationBatch)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor labels = validation.Labels.narrow(0, first, ValidationBatch), logits = _model.call(validation.Images.narrow(0, first, ValidationBatch));
            loss += functional.cross_entropy(logits, labels).item<float>() * ValidationBatch;
            right += logits.argmax(1).eq(labels).sum().item<long>();
        }

        return new(loss / validation.Count, (double)right / validation.Count);
    }
}
