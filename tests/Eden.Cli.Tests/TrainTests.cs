using System.Globalization;
using System.Text.Json;

namespace Eden.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-train").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_training_shows_a_line_per_epoch_and_its_result()
    {
        EdenResult result = EdenProcess.Run("train", "--epochs", "3", "--lr", "0.01");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = result.Output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.StartsWith("epoch   training loss", lines[0], StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], lines[1..4].Select(line => line.TrimStart().Split(' ')[0]));
        Assert.Contains("finished 3 epochs; test accuracy ", result.Output, StringComparison.Ordinal);
        Assert.Contains("digits: 1438 samples to train with, 359 to test; 2410 parameters; 69 steps of adamw", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_a_line_per_epoch_and_the_result_last()
    {
        EdenResult result = EdenProcess.Run("train", "--epochs", "2", "--optimizer", "adamw", "--weight-decay", "0.05", "--schedule", "cosine", "--warmup", "0.1", "--json", "-");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement[] lines = [.. result.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["eden-train-epoch/1", "eden-train-epoch/1", "eden-train/1"], lines.Select(line => line.GetProperty("format").GetString()));
        JsonElement record = lines[^1];
        Assert.Equal("completed", record.GetProperty("outcome").GetString());
        Assert.Equal(lines[1].GetProperty("epoch").GetRawText(), record.GetProperty("epochs")[1].GetRawText());
        JsonElement config = record.GetProperty("config");
        Assert.Equal("""{"weight-decay":0.05}""", config.GetProperty("optimizer").GetProperty("settings").GetRawText());
        Assert.Equal("""{"name":"cosine","settings":{"warmup":0.1},"milestones":[]}""", config.GetProperty("schedule").GetRawText());
    }

    [Fact]
    public void Every_option_reaches_the_configuration()
    {
        string json = Path.Combine(_folder, "run.jsonl");
        EdenResult result = EdenProcess.Run(
            "train", "--data", "digits", "--test-share", "0.3", "--validation-share", "0.2", "--split-seed", "4", "--model", "24,12", "--activation", "gelu", "--dropout", "0.1",
            "--optimizer", "sgd", "--lr", "0.05", "--momentum", "0.9", "--nesterov", "--l2", "0.001", "--decay-all", "--schedule", "multi-step", "--milestones", "0.5,90", "--factor", "0.5",
            "--batch", "32", "--epochs", "4", "--seed", "9", "--dtype", "float64", "--early-stop", "3", "--json", json);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement config = JsonDocument.Parse(File.ReadLines(json).Last()).RootElement.GetProperty("config");
        Assert.Equal("""{"source":"digits","labelColumn":null,"testShare":0.3,"validationShare":0.2,"splitSeed":4}""", config.GetProperty("data").GetRawText());
        Assert.Equal("""{"hidden":[24,12],"activation":"gelu","dropout":0.1}""", config.GetProperty("model").GetRawText());
        Assert.Equal("""{"name":"sgd","settings":{"l2":0.001,"lr":0.05,"momentum":0.9,"nesterov":1},"decaysAll":true}""", config.GetProperty("optimizer").GetRawText());
        Assert.Equal("""{"name":"multi-step","settings":{"factor":0.5},"milestones":[0.5,90]}""", config.GetProperty("schedule").GetRawText());
        Assert.Equal(
            (32, 4, 9, "float64", 3),
            (config.GetProperty("batch").GetInt32(), config.GetProperty("epochs").GetInt32(), config.GetProperty("seed").GetInt32(), config.GetProperty("elementType").GetString(), config.GetProperty("earlyStop").GetInt32()));
    }

    [Fact]
    public void Stopped_by_Ctrl_C_it_saves_says_how_to_go_on_and_goes_on_bit_for_bit()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test sends SIGINT.");
        string whole = Path.Combine(_folder, "whole.safetensors");
        string path = Path.Combine(_folder, "run.safetensors");
        string[] training = ["train", "--epochs", "400", "--batch", "16", "--dropout", "0.2", "--schedule", "cosine"];
        EdenResult expected = EdenProcess.Run([.. training, "--checkpoint", whole]);

        string lines = Path.Combine(_folder, "run.jsonl");
        using EdenProcess process = EdenProcess.Start([.. training, "--checkpoint", path, "--json", lines]);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(lines) && new FileInfo(lines).Length > 0, TimeSpan.FromMinutes(1)));
        process.Interrupt();
        EdenResult stopped = process.WaitForEnd();
        Assert.Equal((130, $"eden: stopped and saved; go on with: eden train --resume {path}\n"), (stopped.ExitCode, stopped.Error));

        EdenResult resumed = EdenProcess.Run("train", "--resume", path);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(path));
        Assert.Equal(ResultOf(expected), ResultOf(resumed));

        static string ResultOf(EdenResult result) => result.Output.Split('\n').Single(line => line.StartsWith("finished", StringComparison.Ordinal));
    }

    [Fact]
    public void A_training_that_diverges_ends_with_1()
    {
        EdenResult result = EdenProcess.Run("train", "--optimizer", "sgd", "--lr", "1e9", "--weight-decay", "1", "--epochs", "20");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("diverged: a loss was infinite or NaN", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--optimizer adamx", "there is no optimizer 'adamx'")]
    [InlineData("--optimizer adam --weight-decay 0.1", "adam has no weight-decay past its moments")]
    [InlineData("--lr -1", "lr is -1; it must be finite and at least 0")]
    [InlineData("--lr fast", "--lr is 'fast'; it must be a number")]
    [InlineData("--schedule cos", "there is no schedule 'cos'")]
    [InlineData("--schedule cosine --power 2", "the schedule cosine has no power")]
    [InlineData("--power 2", "--power is for a --schedule; name one")]
    [InlineData("--milestones 0.5", "--milestones is for a --schedule; name one")]
    [InlineData("--schedule cosine --warmup 10000", "a warm-up of 10000 steps leaves nothing of 230")]
    [InlineData("--model 12,x", "--model is '12,x'; it must be logistic, or widths like 128 or 256,128")]
    [InlineData("--model 0", "a hidden layer has 0 units")]
    [InlineData("--dropout 1", "dropout is 1; it must be at least 0 and less than 1")]
    [InlineData("--activation swish", "--activation is 'swish'; it must be relu, tanh or gelu")]
    [InlineData("--epochs 0", "--epochs is '0'")]
    [InlineData("--data no/such", "there are no data 'no/such'")]
    [InlineData("--test-share 1", "the test share is 1")]
    [InlineData("--resume no/such", "no/such")]
    [InlineData("--resume x --lr 1", "--resume goes on with the configuration of its checkpoint; leave --lr out")]
    [InlineData("--checkpoint no/such/file --epochs 1", "no/such/file")]
    [InlineData("--json no/such/file", "cannot write 'no/such/file'")]
    public void A_mistake_is_one_line(string options, string message)
    {
        EdenResult result = EdenProcess.Run(["train", .. options.Split(' ')]);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("eden: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_table_of_its_users_is_trained_on()
    {
        string path = Path.Combine(_folder, "flowers.csv");
        IEnumerable<string> rows = Enumerable.Range(0, 120).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row % 3}.{row % 7},{(row % 5) - (row % 3)},kind {row % 3}"));
        File.WriteAllLines(path, ["width,height,kind", .. rows]);
        EdenResult result = EdenProcess.Run("train", "--data", path, "--label-column", "kind", "--model", "8", "--epochs", "60", "--lr", "0.05", "--batch", "16");
        Assert.Contains("test accuracy 100.00 %", result.Output, StringComparison.Ordinal);
    }
}
