using Eden.Lab.Recordings;

namespace Eden.Lab.Tests.Recordings;

public class ExperimentReaderTests
{
    [Fact]
    public void An_experiment_is_read_and_betas_and_eps_default_to_those_of_PyTorch()
    {
        ExperimentRecording experiment = Assert.IsType<ExperimentRecording>(Documents.Parse(Documents.Experiment));

        Assert.Equal(ulong.MaxValue, experiment.Seed);
        Assert.Equal((0.1, 0.9, 0.999, 1e-8), (experiment.LearningRate, experiment.Beta1, experiment.Beta2, experiment.Epsilon));
        Assert.Equal(0.01, experiment.WeightDecay[ExperimentModels.AdamWithL2InLoss]);
        Assert.Equal([0.5, -0.5], experiment.Initial);
        Assert.Equal([1, 2, 3, 4], experiment.Epochs[0].Input);
        Assert.Equal([3, 4], experiment.Epochs[0].Models[ExperimentModels.AdamWithL2].Weight);
        Assert.Equal([1, 2], experiment.Epochs[0].Models[ExperimentModels.Adam].Gradient);
    }

    [Fact]
    public void Betas_and_eps_are_read_where_they_are_given()
    {
        string json = Documents.Edit(Documents.Edit(Documents.Experiment, "betas", "[0.5, 0]"), "eps", "0.125");

        ExperimentRecording experiment = (ExperimentRecording)Documents.Parse(json);

        Assert.Equal((0.5, 0.0, 0.125), (experiment.Beta1, experiment.Beta2, experiment.Epsilon));
    }

    [Theory]
    [InlineData("seed", "-1", "seed: expected a whole number of at least 0")]
    [InlineData("seed", "\"x\"", "seed: expected a whole number of at least 0")]
    [InlineData("lr", "", "lr: missing")]
    [InlineData("lr", "-1", "lr: must be finite and at least 0")]
    [InlineData("lr", "\"NaN\"", "lr: must be finite and at least 0")]
    [InlineData("lr", "[0.1]", "lr: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found an array")]
    [InlineData("betas", "[0.9]", "betas: expected two numbers, each at least 0 and less than 1")]
    [InlineData("betas", "[0.9, 1]", "betas: expected two numbers, each at least 0 and less than 1")]
    [InlineData("betas", "[\"NaN\", 0.9]", "betas: expected two numbers, each at least 0 and less than 1")]
    [InlineData("eps", "\"Infinity\"", "eps: must be finite and at least 0")]
    [InlineData("weight_decay", "", "weight_decay: missing")]
    [InlineData("weight_decay", "0.01", "weight_decay: expected an object, found a number")]
    [InlineData("weight_decay/Adam", "0.01", "weight_decay.Adam: must be 0: this model is the one without decay")]
    [InlineData("weight_decay/AdamW", "", "weight_decay.AdamW: missing")]
    [InlineData("weight_decay/Lion", "0", "weight_decay.Lion: no model of the experiment; they are Adam, AdamW, Adam+L2, Adam+L2InLoss")]
    [InlineData("initial", "[]", "initial: expected 1 numbers, found 0")]
    [InlineData("initial", "", "initial: missing")]
    [InlineData("epochs", "", "epochs: missing")]
    [InlineData("epochs", "[]", "epochs: must not be empty")]
    [InlineData("epochs/0", "[]", "epochs[0]: expected an object, found an array")]
    [InlineData("epochs/0/input", "", "epochs[0].input: missing")]
    [InlineData("epochs/0/input", "[1, 2, 3]", "epochs[0].input: expected rows of 2 numbers, found 3 numbers")]
    [InlineData("epochs/0/input", "[]", "epochs[0].input: expected rows of 2 numbers, found 0 numbers")]
    [InlineData("epochs/0/models", "", "epochs[0].models: missing")]
    [InlineData("epochs/0/models/Adam", "", "epochs[0].models.Adam: missing")]
    [InlineData("epochs/0/models/SGD", "{}", "epochs[0].models.SGD: no model of the experiment; they are Adam, AdamW, Adam+L2, Adam+L2InLoss")]
    [InlineData("epochs/0/models/Adam/loss", "", "epochs[0].models.Adam.loss: missing")]
    [InlineData("epochs/0/models/Adam/loss", "null", "epochs[0].models.Adam.loss: expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found null")]
    [InlineData("epochs/0/models/Adam/grad", "", "epochs[0].models.Adam.grad: missing")]
    [InlineData("epochs/0/models/Adam/grad", "[1]", "epochs[0].models.Adam.grad: expected 2 numbers, found 1")]
    [InlineData("epochs/0/models/Adam/weight", "", "epochs[0].models.Adam.weight: missing")]
    [InlineData("epochs/0/models/Adam/weight", "[1, 2, 3]", "epochs[0].models.Adam.weight: expected 2 numbers, found 3")]
    public void An_experiment_that_is_not_sound_is_refused_with_file_place_and_reason(string path, string json, string complaint) =>
        Assert.Equal($"bad.json: {complaint}", Documents.Complaint(Documents.Edit(Documents.Experiment, path, json)));

    [Fact]
    public void A_loss_that_float32_cannot_hold_is_refused()
    {
        string json = Documents.Edit(Documents.Edit(Documents.Experiment, "dtype", "\"float32\""), "epochs/0/models/Adam/loss", "1e40");

        Assert.Equal("bad.json: epochs[0].models.Adam.loss: the number is too large for float32; infinity is written \"Infinity\"", Documents.Complaint(json));
    }

    [Fact]
    public void Another_format_is_refused_where_an_experiment_is_expected()
    {
        using MemoryStream stream = new(System.Text.Encoding.UTF8.GetBytes(Documents.Trace));

        InputException exception = Assert.Throws<InputException>(() => ExperimentRecording.Parse(stream, "bad.json", TestContext.Current.CancellationToken));

        Assert.Equal("bad.json: format: expected 'four-model-experiment/1', found 'optimizer-trace/1'", exception.Message);
    }
}
