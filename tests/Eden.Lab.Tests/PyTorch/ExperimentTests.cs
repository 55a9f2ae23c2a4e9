using System.Text.Json;
using Eden.Lab.PyTorch;

namespace Eden.Lab.Tests.PyTorch;

public sealed class ExperimentTests
{
    internal static readonly ExperimentRequest Request = new()
    {
        ElementType = "float64",
        LearningRate = 0.125,
        WeightDecay = 0.25,
        Betas = [0.5, 0.75],
        Epsilon = 0.5,
        Initial = [0.5, -1],
        Inputs = [[1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 0]],
        Batch = 3,
        InFeatures = 2,
        Seed = ulong.MaxValue,
    };

    private static readonly Lazy<Task<JsonElement>> Recording = new(() => RecordAsync(Request));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_repeats_what_was_asked_for()
    {
        JsonElement root = await Recording.Value;

        Assert.Equal("four-model-experiment/1", root.GetProperty("format").GetString());
        Assert.Equal("float64", root.GetProperty("dtype").GetString());
        Assert.Equal(ulong.MaxValue, root.GetProperty("seed").GetUInt64());
        Assert.Equal(0.125, root.GetProperty("lr").GetDouble());
        Assert.Equal([0.5, 0.75], Numbers(root.GetProperty("betas")));
        Assert.Equal(0.5, root.GetProperty("eps").GetDouble());
        Assert.Equal([0.5, -1], Numbers(root.GetProperty("initial")));
        Assert.Equal(Request.Inputs, root.GetProperty("epochs").EnumerateArray().Select(epoch => Numbers(epoch.GetProperty("input"))));
        Assert.Equal(
            """{"Adam":0.0,"AdamW":0.25,"Adam+L2":0.25,"Adam+L2InLoss":0.25}""",
            root.GetProperty("weight_decay").GetRawText());
    }

    // Sums of the columns 9 and 12, s = 0.5·9 − 12 = −7.5, so the loss is s² and its gradient 2s·(9, 12).
    [Theory]
    [InlineData("Adam", 56.25, -135, -180, -135, -180, 0)]
    [InlineData("AdamW", 56.25, -135, -180, -135, -180, 0.25)]
    [InlineData("Adam+L2", 56.25, -135, -180, -135 + 0.125, -180 - 0.25, 0)]
    [InlineData("Adam+L2InLoss", 56.25 + 0.15625, -135 + 0.125, -180 - 0.25, -135 + 0.125, -180 - 0.25, 0)]
    public async Task The_first_step_of_each_model_is_the_one_computed_by_hand(
        string model, double loss, double gradient0, double gradient1, double seen0, double seen1, double decoupled)
    {
        JsonElement root = await Recording.Value;
        JsonElement epoch = root.GetProperty("epochs")[0].GetProperty("models").GetProperty(model);

        Assert.Equal(loss, epoch.GetProperty("loss").GetDouble(), 1e-12);
        Assert.Equal([gradient0, gradient1], Numbers(epoch.GetProperty("grad")));
        double[] weight = Numbers(epoch.GetProperty("weight"));
        Assert.Equal(FirstStep(0.5, seen0, decoupled), weight[0], 1e-12);
        Assert.Equal(FirstStep(-1, seen1, decoupled), weight[1], 1e-12);
    }

    [Theory]
    [InlineData("float32", -1, "Invalid learning rate: -1")]
    [InlineData("float16", 0.1, "dtype is float16; it must be one of float32, float64")]
    public async Task A_value_that_is_refused_is_named_in_one_line(string elementType, double learningRate, string reason)
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();
        ExperimentRequest request = Request with { ElementType = elementType, LearningRate = learningRate };

        InputException failure = await Assert.ThrowsAsync<InputException>(() => recorder.RecordExperimentAsync(request, Token));

        Assert.StartsWith($"'{recorder.Python}' failed with exit code 2: record_trace.py: {reason}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_of_the_wrong_length_is_refused()
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();
        ExperimentRequest request = Request with { Inputs = [[1, 2, 3, 4, 5, 6], [1]] };

        InputException failure = await Assert.ThrowsAsync<InputException>(() => recorder.RecordExperimentAsync(request, Token));

        Assert.EndsWith("input 1 has 1 values, but batch times in_features is 6", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_float32_run_records_the_exact_values_of_its_floats()
    {
        ExperimentRequest request = Request with { ElementType = "float32", Initial = [0.1, 0.2] };

        JsonElement root = await RecordAsync(request);

        Assert.Equal([0.1f, 0.2f], Numbers(root.GetProperty("initial")));
    }

    /// <summary>After one step both bias-corrected moments are those of the gradient alone: m̂ = g and √v̂ = |g|.</summary>
    private static double FirstStep(double start, double gradient, double decoupled) =>
        (start * (1 - (0.125 * decoupled))) - (0.125 * gradient / (Math.Abs(gradient) + 0.5));

    private static async Task<JsonElement> RecordAsync(ExperimentRequest request)
    {
        PyTorchRecorder recorder = await LivePyTorch.FindAsync();
        return JsonDocument.Parse(await recorder.RecordExperimentAsync(request)).RootElement;
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
