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
        Assert.StartsWith("epoch  training loss", lines[0], StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], lines[1..4].Select(line => line.TrimStart().Split(' ')[0]));
        Assert.Contains("finished 3 epochs; test accuracy ", result.Output, StringComparison.Ordinal);
        Assert.Contains("digits: 1438 samples to train with, 359 to test; 2410 parameters; 69 steps of adamw", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_early_stop_watches_is_shown_and_the_best_epoch_is_named_by_it()
    {
        string json = Path.Combine(_folder, "run.jsonl");
        EdenResult result = EdenProcess.Run("train", "--epochs", "40", "--early-stop", "2", "--lr", "0.03", "--json", json);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement record = JsonDocument.Parse(File.ReadLines(json).Last()).RootElement;
        JsonElement[] epochs = [.. record.GetProperty("epochs").EnumerateArray()];
        JsonElement best = epochs.MinBy(epoch => epoch.GetProperty("validationLoss").GetDouble());
        string[] lines = result.Output.ReplaceLineEndings("\n").Split('\n');
        Assert.Contains("validation loss", lines[0], StringComparison.Ordinal);
        Assert.All(epochs.Zip(lines.Skip(1)), row => Assert.Contains(string.Create(CultureInfo.InvariantCulture, $" {Number(row.First, "validationLoss"):G4} {Percent(row.First, "validationAccuracy")} "), string.Join(' ', row.Second.Split(' ', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal));
        Assert.Equal(("stopped-early", epochs.Length - 2, 144), (record.GetProperty("outcome").GetString(), record.GetProperty("bestEpoch").GetInt32(), record.GetProperty("validationSamples").GetInt32()));
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"stopped early after epoch {epochs.Length}; best validation loss {Number(best, "validationLoss"):G4} after epoch {epochs.Length - 2}, test accuracy there {Percent(best, "testAccuracy")}, at the end {Percent(epochs[^1], "testAccuracy")}"),
            string.Join(' ', lines),
            StringComparison.Ordinal);

        static double Number(JsonElement epoch, string name) => epoch.GetProperty(name).GetDouble();
        static string Percent(JsonElement epoch, string name) => string.Create(CultureInfo.InvariantCulture, $"{100 * Number(epoch, name):F2} %");
    }

    [Fact]
    public void Without_validation_no_epoch_is_called_the_best() =>
        Assert.DoesNotContain("best", EdenProcess.Run("train", "--epochs", "4", "--lr", "0.1").Output, StringComparison.Ordinal);

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
        Assert.Equal((130, $"eden: stopped and saved; resume with: eden train --resume {path}\n"), (stopped.ExitCode, stopped.Error));

        EdenResult resumed = EdenProcess.Run("train", "--resume", path);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(path));
        Assert.Equal(ResultOf(expected), ResultOf(resumed));

        static string ResultOf(EdenResult result) => result.Output.Split('\n').Single(line => line.StartsWith("finished", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_that_goes_on_ends_up_with_all_epochs_and_one_result()
    {
        string[] training = ["train", "--epochs", "6", "--seed", "3"];
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        string whole = Path.Combine(_folder, "whole.jsonl");
        string log = Path.Combine(_folder, "run.jsonl");
        Assert.Equal(0, EdenProcess.Run([.. training, "--checkpoint", checkpoint, "--json", whole]).ExitCode);
        string[] lines = File.ReadAllLines(whole);

        // Nothing yet, a torn first line, a torn later one, all epochs with another result.
        foreach (string old in new[] { "", lines[0][..9], $"{lines[0]}\n{lines[1]}\n{lines[2][..30]}", $"{string.Join('\n', lines)}\n" })
        {
            File.WriteAllText(log, old);
            Assert.Equal(0, EdenProcess.Run("train", "--resume", checkpoint, "--json", log).ExitCode);
            string[] continued = File.ReadAllLines(log);
            Assert.Equal(lines[..^1], continued[..^1]);
            Assert.StartsWith("{\"format\":\"eden-train/1\"", continued[^1], StringComparison.Ordinal);
        }

        Assert.Equal(0, EdenProcess.Run("report", log, "--html", Path.Combine(_folder, "run.html")).ExitCode);
    }

    [Fact]
    public void A_finished_training_can_be_made_longer_and_its_log_goes_on()
    {
        string[] training = ["train", "--seed", "3", "--dropout", "0.1"];
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        string log = Path.Combine(_folder, "run.jsonl");
        string whole = Path.Combine(_folder, "whole.jsonl");
        Assert.Equal(0, EdenProcess.Run([.. training, "--epochs", "5", "--json", whole]).ExitCode);
        Assert.Equal(0, EdenProcess.Run([.. training, "--epochs", "2", "--checkpoint", checkpoint, "--json", log]).ExitCode);
        EdenResult longer = EdenProcess.Run("train", "--resume", checkpoint, "--epochs", "5", "--json", log);
        Assert.Equal((0, ""), (longer.ExitCode, longer.Error));
        Assert.Contains("finished 5 epochs; ", longer.Output, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(log);
        Assert.Equal(File.ReadAllLines(whole)[..^1], lines[..^1]);
        JsonElement record = JsonDocument.Parse(lines[^1]).RootElement;
        Assert.Equal((5, 5), (record.GetProperty("config").GetProperty("epochs").GetInt32(), record.GetProperty("epochs").GetArrayLength()));
        Assert.Equal($"eden train --resume {checkpoint} --epochs 5", record.GetProperty("stamp").GetProperty("command").GetString());
        Assert.Contains("the training had already finished; --epochs above 5 makes it longer\n", EdenProcess.Run("train", "--resume", checkpoint).Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        EdenProcess.Run("train", "--resume", checkpoint, "--epochs", "4").AssertRefused("--epochs is 4, but the training has finished epoch 5; give at least 5");
    }

    [Fact]
    public void A_longer_training_says_what_its_schedule_changes()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        Assert.Equal(0, EdenProcess.Run("train", "--epochs", "2", "--schedule", "one-cycle", "--checkpoint", checkpoint).ExitCode);
        EdenResult longer = EdenProcess.Run("train", "--resume", checkpoint, "--epochs", "3");
        Assert.Equal(0, longer.ExitCode);
        Assert.Equal("eden: the schedule one-cycle now spans 3 epochs instead of 2: the learning rate at epoch 3 is 0.00043 instead of 4E-09; the epochs before keep their rates, so the result is not that of 3 epochs from the start\n", longer.Error);
    }

    [Fact]
    public void Epochs_after_the_checkpoint_come_again_in_the_log()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test sends SIGINT.");
        string[] training = ["train", "--epochs", "200", "--batch", "16"];
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        string whole = Path.Combine(_folder, "whole.jsonl");
        string log = Path.Combine(_folder, "run.jsonl");
        Assert.Equal(0, EdenProcess.Run([.. training, "--json", whole]).ExitCode);
        using EdenProcess process = EdenProcess.Start([.. training, "--checkpoint", checkpoint, "--json", log]);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(log) && new FileInfo(log).Length > 0, TimeSpan.FromMinutes(1)));
        process.Interrupt();
        Assert.Equal(130, process.WaitForEnd().ExitCode);

        // As a run that was killed some epochs after its checkpoint leaves it.
        string[] expected = File.ReadAllLines(whole);
        int written = File.ReadAllLines(log).Length;
        File.AppendAllText(log, $"{expected[written]}\n{expected[written + 1]}\n{{\"form");
        Assert.Equal(0, EdenProcess.Run("train", "--resume", checkpoint, "--json", log).ExitCode);
        Assert.Equal(expected[..^1], File.ReadAllLines(log)[..^1]);
    }

    [Fact]
    public void A_file_that_is_not_the_log_of_the_training_is_not_touched()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        string log = Path.Combine(_folder, "run.jsonl");
        string other = Path.Combine(_folder, "other.jsonl");
        Assert.Equal(0, EdenProcess.Run("train", "--epochs", "2", "--checkpoint", checkpoint).ExitCode);
        Assert.Equal(0, EdenProcess.Run("train", "--epochs", "2", "--seed", "1", "--json", other).ExitCode);
        foreach (string old in new[] { File.ReadAllText(other), "precious", "{}\n" })
        {
            File.WriteAllText(log, old);
            EdenProcess.Run("train", "--resume", checkpoint, "--json", log).AssertRefused(log, "is not the log of this training");
            Assert.Equal(old, File.ReadAllText(log));
        }
    }

    [Fact]
    public void Data_that_are_not_there_any_more_are_named_when_a_training_goes_on()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        string table = Path.Combine(_folder, "table.csv");
        File.WriteAllText(table, "1,2,a\n2,1,b\n3,4,a\n4,3,b\n");
        Assert.Equal(0, EdenProcess.Run("train", "--data", table, "--test-share", "0.5", "--epochs", "1", "--checkpoint", checkpoint).ExitCode);
        File.Delete(table);
        EdenProcess.Run("train", "--resume", checkpoint).AssertRefused($"the data of the checkpoint, '{table}', no longer exist");
    }

    [Fact]
    public void One_of_a_thing_is_not_in_the_plural() =>
        Assert.Contains("finished 1 epoch;", EdenProcess.Run("train", "--epochs", "1").Output, StringComparison.Ordinal);

    [Fact]
    public void A_log_can_go_to_a_device_or_a_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no shell with pipes to rely on.");
        EdenResult result = EdenProcess.RunShell("$EDEN train --epochs 1 --json /dev/null > /dev/null && $EDEN train --epochs 1 --json >(cat >&2) > /dev/null");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.Error.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void A_training_that_diverges_ends_with_1()
    {
        EdenResult result = EdenProcess.Run("train", "--optimizer", "sgd", "--lr", "1e9", "--weight-decay", "1", "--epochs", "20");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("diverged: a loss was infinite or NaN", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--optimizer adamx", "--optimizer is 'adamx' (did you mean adamw, adam or adamax?); it must be adamw, ")]
    [InlineData("--optimizer adam --weight-decay 0.1", "adam has no weight-decay past its moments")]
    [InlineData("--lr -1", "--lr is -1; it must be finite and at least 0")]
    [InlineData("--lr 1e39", "--lr is 1E+39; in float32 it must be at most 3.4028234663852886E+38")]
    [InlineData("--weight-decay 1e45", "--weight-decay times its rate is 9.999999999999999E+41; in float32 it must be at most")]
    [InlineData("--optimizer sgd --momentum 1e39", "--momentum is 1E+39; in float32 it must be at most")]
    [InlineData("--eps 1e-60", "--eps is 1E-60; in float32 it rounds to 0; give 0 or at least")]
    [InlineData("--schedule multi-step --milestones 0.9,0.5", "--milestones has 0.5, which is step 115, after step 207; put them in order")]
    [InlineData("--lr fast", "--lr is 'fast'; it must be a number")]
    [InlineData("--schedule cos", "--schedule is 'cos' (did you mean cosine or cosine-restarts?); it must be constant, cosine, ")]
    [InlineData("--schedule cosine --power 2", "the schedule cosine has no power")]
    [InlineData("--power 2", "--power needs a --schedule")]
    [InlineData("--milestones 0.5", "--milestones needs a --schedule")]
    [InlineData("--schedule cosine --warmup 10000", "--warmup takes 10000 of 230 steps and leaves none")]
    [InlineData("--model 12,x", "--model is '12,x'; it must be logistic or widths like 128 or 256,128")]
    [InlineData("--model 0", "--model has a hidden layer of width 0")]
    [InlineData("--dropout 1", "--dropout is 1; it must be at least 0 and less than 1")]
    [InlineData("--activation swish", "--activation is 'swish'; it must be relu, tanh or gelu")]
    [InlineData("--epochs 0", "--epochs is '0'")]
    [InlineData("--data no/such", "there are no data 'no/such'")]
    [InlineData("--test-share 1", "--test-share is 1; it must be above 0 and below 1")]
    [InlineData("--lr NaN", "--lr is NaN; it must be finite and at least 0")]
    [InlineData("--dropout NaN", "--dropout is NaN; it must be at least 0 and less than 1")]
    [InlineData("--validation-share -1", "--validation-share is -1; it must be at least 0 and below 1")]
    [InlineData("--label-column kind", "'digits' is not a CSV file; remove --label-column")]
    [InlineData("--header no", "'digits' is not a CSV file; remove --header")]
    [InlineData("--header maybe", "--header is 'maybe'; it must be auto, yes or no")]
    [InlineData("--encoding gbk", "'digits' is not a CSV file; remove --encoding")]
    [InlineData("--encoding klingon", "--encoding does not know 'klingon'")]
    [InlineData("--data . --test-share 0.3", "'.' already has a test set; remove --test-share")]
    [InlineData("--data . --split-seed 3", "'.' is not split: it has a test set, and there is no --validation-share; remove --split-seed")]
    [InlineData("--data . --split-seed 3 --validation-share 0.1", "'.' has no file like train-images")]
    [InlineData("--data . --split-seed 3 --early-stop 2", "'.' has no file like train-images")]
    [InlineData("--early-stop 2 --validation-share 0", "early stop needs a validation set")]
    [InlineData("--model logistic --dropout 0.5", "--model logistic has no hidden layers; remove --dropout")]
    [InlineData("--schedule step --period 0", "--period is 0; it must be a share of the training, above 0 and below 1")]
    [InlineData("--optimizer sgd --nesterov", "--nesterov needs --momentum above 0 and --dampening 0, but they are 0 and 0")]
    [InlineData("--optimizer sgd --l2 0.1 --weight-decay 0.1", "--l2 and --weight-decay are both set; choose one of them")]
    [InlineData("--resume no/such", "no/such")]
    [InlineData("--resume x --lr 1", "--resume uses the configuration of its checkpoint; remove --lr")]
    [InlineData("--checkpoint no/such/file", "cannot write 'no/such/file': there is no directory")]
    [InlineData("--checkpoint /", "cannot write '/': it is a directory")]
    [InlineData("--json no/such/file", "cannot write 'no/such/file': there is no directory")]
    [InlineData("--json /", "cannot write '/': it is a directory; give the name of a file")]
    [InlineData("--html /", "cannot write '/': it is a directory; give the name of a file")]
    public void A_mistake_is_one_line(string options, string message)
    {
        EdenProcess.Run(["train", .. options.Split(' ')]).AssertRefused(message);
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

    [Fact]
    public void A_table_in_another_encoding_is_read_by_its_name_alone()
    {
        string path = Path.Combine(_folder, "animals.csv");
        byte[][] labels = [[0xB9, 0xB7], [0xD3, 0xE3], [0xC4, 0xF1], [0xC5, 0xA3]];
        File.WriteAllBytes(path, [.. Enumerable.Range(0, 80).SelectMany(row => (byte[])[.. System.Text.Encoding.ASCII.GetBytes($"{row % 4},{row % 3},"), .. labels[row % 4], (byte)'\n'])]);
        EdenProcess.Run("train", "--data", path).AssertRefused($"'{path}', line 1, column '3': the byte B9 cannot be UTF-8; name the encoding with --encoding");
        EdenResult result = EdenProcess.Run("train", "--data", path, "--encoding", "gbk", "--model", "8", "--epochs", "60", "--lr", "0.05", "--batch", "16");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("test accuracy 100.00 %", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_likely_a_mistake_in_a_table_is_said_once_and_stands_in_the_result()
    {
        string path = Path.Combine(_folder, "index.csv");
        File.WriteAllLines(path, Enumerable.Range(0, 40).Select(row => string.Create(CultureInfo.InvariantCulture, $"{row},{row % 2},{row % 2}")));
        string warning = $"'{path}': column '1' counts the rows; if it is an index, remove it, for it says nothing about a new sample";
        EdenResult result = EdenProcess.Run("train", "--data", path, "--header", "no", "--epochs", "1", "--json", "-");
        Assert.Equal((0, $"eden: warning: {warning}\n"), (result.ExitCode, result.Error.ReplaceLineEndings("\n")));
        JsonElement record = JsonDocument.Parse(result.Output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.Equal([warning], record.GetProperty("warnings").EnumerateArray().Select(line => line.GetString()));
        Assert.Equal("no", record.GetProperty("config").GetProperty("data").GetProperty("header").GetString());

        EdenResult sweep = EdenProcess.Run("sweep", "--data", path, "--epochs", "1", "--random", "1", "--seeds", "1", "--file", Path.Combine(_folder, "runs.jsonl"), "--json", "-");
        Assert.Contains($"eden: warning: {warning}\n", sweep.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(warning, JsonDocument.Parse(sweep.Output).RootElement.GetProperty("warnings")[0].GetString());
    }
}
