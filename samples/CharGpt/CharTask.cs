using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Eden.Samples.CharGpt;

/// <summary>Predicting the next character.</summary>
internal sealed class CharTask(CharText text, Gpt model, long seed, int batch) : ITask
{
    private const int ValidationWindows = 128;
    private const int ValidationBatch = 16;

    public string Description => string.Create(CultureInfo.InvariantCulture, $"GPT of {model.Size.Layers} layers, width {model.Size.Width}, context {model.Size.Context}");

    public string Data => string.Create(CultureInfo.InvariantCulture, $"Jane Austen, {text.TrainingLength:N0} characters, {text.ValidationLength:N0} for validation");

    public string Items => "tokens";

    public int ItemsPerStep => batch * model.Size.Context;

    public Module Model => model;

    public Tensor Loss(long step)
    {
        (Tensor input, Tensor target) = text.Batch(seed, step, batch, model.Size.Context);
        return Loss(input, target);
    }

    public Evaluation Evaluate()
    {
        (Tensor input, Tensor target) = text.Validation(ValidationWindows, model.Size.Context);
        double sum = 0;
        for (int first = 0; first < ValidationWindows; first += ValidationBatch)
        {
            using DisposeScope scope = NewDisposeScope();
            sum += Loss(input.narrow(0, first, ValidationBatch), target.narrow(0, first, ValidationBatch)).item<float>();
        }

        return new(sum * ValidationBatch / ValidationWindows);
    }

    /// <summary>Goes on from a text, a character at a time.</summary>
    public string Sample(string start, int length, double temperature)
    {
        using IDisposable noGradient = no_grad();
        random.manual_seed(seed);
        List<long> numbers = [.. text.Encode(start)];
        while (numbers.Count < length)
        {
            using DisposeScope scope = NewDisposeScope();
            long[] context = [.. numbers.TakeLast(model.Size.Context)];
            Tensor logits = model.call(tensor(context).unsqueeze(0))[0, -1] / temperature;
            numbers.Add(multinomial(functional.softmax(logits, 0), 1).item<long>());
        }

        return text.Decode(numbers);
    }

    private Tensor Loss(Tensor input, Tensor target) =>
        functional.cross_entropy(model.call(input).view(-1, text.CharacterCount), target.view(-1));
}
