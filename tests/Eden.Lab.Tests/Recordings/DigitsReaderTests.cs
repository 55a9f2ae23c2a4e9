using Eden.Lab.Recordings;

namespace Eden.Lab.Tests.Recordings;

public class DigitsReaderTests
{
    [Fact]
    public void A_training_is_read_and_the_options_of_a_group_include_the_common_ones()
    {
        DigitsRecording digits = Assert.IsType<DigitsRecording>(Documents.Parse(Documents.Digits));

        Assert.Equal([64, 10], digits.Layers);
        Assert.Equal(4, digits.Batch);
        Assert.Equal(["0.weight", "0.bias"], digits.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([10L, 64], digits.Parameters[0].Shape);
        Assert.Equal([0], digits.Groups[0].Parameters);
        Assert.Equal([1], digits.Groups[1].Parameters);
        Assert.Equal(0.05, digits.Groups[0].Options["weight_decay"]);
        Assert.Equal(0.003, digits.Groups[1].Options["lr"]);
        Assert.Equal(true, digits.Groups[1].Options["amsgrad"]);
        Assert.Equal(2, digits.Losses.Count);
        Assert.Equal(640, digits.Final[0].Length);
    }

    [Theory]
    [InlineData("optimizer", "", "optimizer: missing")]
    [InlineData("layers", "", "layers: missing")]
    [InlineData("layers", "[64]", "layers: expected widths from 64 pixels to 10 digits")]
    [InlineData("layers", "[32, 10]", "layers: expected widths from 64 pixels to 10 digits")]
    [InlineData("layers", "[64, 9]", "layers: expected widths from 64 pixels to 10 digits")]
    [InlineData("layers", "[64, 0, 10]", "layers[1]: expected a whole number of at least 1")]
    [InlineData("layers", "[64, 1e300, 10]", "layers[1]: expected a whole number of at least 1")]
    [InlineData("layers", "[64, 2147483000, 10]", "initial.0.weight: expected 137438912000 numbers, found 640")]
    [InlineData("activation", "\"gelu\"", "activation: expected 'relu', found 'gelu'")]
    [InlineData("loss", "\"mse\"", "loss: expected 'cross-entropy(mean)', found 'mse'")]
    [InlineData("loss", "", "loss: missing")]
    [InlineData("batch", "", "batch: missing")]
    [InlineData("batch", "0", "batch: expected a whole number from 1 to 1797, the size of the digits set")]
    [InlineData("batch", "1e9", "batch: expected a whole number from 1 to 1797, the size of the digits set")]
    [InlineData("batch", "5", "batch_rule: expected 'step t uses rows (t*5 + i) mod 1797, i in 0..4, file order, features divided by 16', found 'step t uses rows (t*4 + i) mod 1797, i in 0..3, file order, features divided by 16'")]
    [InlineData("groups", "[]", "groups: some parameters are in no group")]
    [InlineData("groups/0/params", "", "groups[0].params: missing")]
    [InlineData("groups/0/params", "\"all\"", "groups[0].params: expected 'ndim > 1' or 'ndim == 1'")]
    [InlineData("groups/1/params", "\"ndim > 1\"", "groups[1].params: another group already has these parameters")]
    [InlineData("lr", "", "lr: missing")]
    [InlineData("options", "", "options: missing")]
    [InlineData("initial", "", "initial: missing")]
    [InlineData("initial/0.bias", "", "initial.0.bias: missing")]
    [InlineData("initial/0.bias", "[0]", "initial.0.bias: expected 10 numbers, found 1")]
    [InlineData("initial/2.bias", "[0]", "initial: layers make no parameter '2.bias'")]
    [InlineData("final", "", "final: missing")]
    [InlineData("final/0.weight", "", "final.0.weight: missing")]
    [InlineData("final/2.bias", "[0]", "final: layers make no parameter '2.bias'")]
    [InlineData("loss_per_step", "", "loss_per_step: missing")]
    [InlineData("loss_per_step", "[]", "loss_per_step: must not be empty")]
    public void A_training_that_is_not_sound_is_refused_with_file_place_and_reason(string path, string json, string complaint) =>
        Assert.Equal($"bad.json: {complaint}", Documents.Complaint(Documents.Edit(Documents.Digits, path, json)));
}
