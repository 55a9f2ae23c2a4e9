namespace Eden.Cli.Tests;

/// <summary>No output replaces a file that the same command line names as something else, and bad input leaves none.</summary>
public class FileChecksTests
{
    [Theory]
    [InlineData("train", "--epochs", "1", "--data", "FILE", "--json", "FILE")]
    [InlineData("train", "--epochs", "1", "--data", "FILE", "--checkpoint", "FILE")]
    [InlineData("train", "--epochs", "1", "--checkpoint", "FILE", "--json", "FILE")]
    [InlineData("train", "--resume", "FILE", "--json", "FILE")]
    [InlineData("verify", "FILE", "--json", "FILE")]
    [InlineData("verify", "FILE", "--html", "FILE")]
    public void A_file_that_is_named_twice_is_left_alone(params string[] arguments)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "precious");
            EdenProcess.Run([.. arguments.Select(argument => argument == "FILE" ? file : argument)]).AssertRefused("would replace", file);
            Assert.Equal("precious", File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Each name is another one of the file 'x'.
    [Theory]
    [InlineData("train --epochs 1 --data x --json OTHER")]
    [InlineData("train --epochs 1 --data x --html OTHER")]
    [InlineData("train --epochs 1 --data x --checkpoint OTHER")]
    [InlineData("train --epochs 1 --checkpoint x --json OTHER")]
    [InlineData("train --epochs 1 --json x --html OTHER")]
    [InlineData("train --resume x --json OTHER")]
    [InlineData("train --resume x --html OTHER")]
    [InlineData("sweep --data x --file OTHER")]
    [InlineData("sweep --data x --json OTHER")]
    [InlineData("sweep --file x --html OTHER")]
    [InlineData("claims --claim 2 --data x --json OTHER")]
    [InlineData("claims --json x --html OTHER")]
    [InlineData("compare --json x --html OTHER")]
    [InlineData("compare --torch --python x --json OTHER")]
    [InlineData("bench --json x --html OTHER")]
    [InlineData("bench --torch x --json OTHER")]
    [InlineData("verify no.json x --json OTHER")]
    [InlineData("verify x --html OTHER")]
    [InlineData("report no.json x --html OTHER")]
    [InlineData("checkpoint inspect x --json OTHER")]
    [InlineData("checkpoint diff no.pt x --json OTHER")]
    [InlineData("checkpoint convert x OTHER")]
    [InlineData("checkpoint convert no.pt no.safetensors --groups x --json OTHER")]
    [InlineData("checkpoint convert no.pt x --json OTHER")]
    public void A_file_under_another_name_is_left_alone(string arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        string folder = Directory.CreateTempSubdirectory("eden-names").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "x"), "precious");
            _ = EdenProcess.RunShell($"cd {folder} && mkdir d && ln -s x soft && ln -s soft chain && ln x hard && ln -s . dots");
            foreach (string other in new[] { "soft", "chain", "hard", "./x", "d/../x", "dots/x", "dots/dots/chain", Path.Combine(folder, "x") })
            {
                EdenResult result = EdenProcess.RunShell($"cd {folder} && $EDEN {arguments.Replace("OTHER", other, StringComparison.Ordinal)}");
                result.AssertRefused("would replace '", "', which is the file that ", "'; give ", "'x'", $"'{other}'");
            }

            Assert.Equal("precious", File.ReadAllText(Path.Combine(folder, "x")));
            Assert.Equal(["chain", "d", "dots", "hard", "soft", "x"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Files_that_the_command_line_does_not_name_are_left_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        string folder = Directory.CreateTempSubdirectory("eden-implied").FullName;
        try
        {
            string csv = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{i % 2}.5,{"ab"[i % 2]}"));
            File.WriteAllText(Path.Combine(folder, "x.csv"), csv);
            Assert.Equal(0, Run("train --data x.csv --epochs 1 --checkpoint run.safetensors").ExitCode);
            Assert.Equal(0, Run("compare --json result.json").ExitCode);
            Assert.Equal(0, Run("ln -s x.csv link; mkdir idx; ln result.json hard; ln -s gone new", isEden: false).ExitCode);
            Assert.Equal(0, Run("for f in train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte; do echo precious > idx/$f; done", isEden: false).ExitCode);

            Run("train --resume run.safetensors --html link").AssertRefused("--html would replace 'link', which is the file that --data names: ");
            Run("train --resume run.safetensors --checkpoint link").AssertRefused("--checkpoint would replace 'link'");
            Run("train --resume run.safetensors --json x.csv").AssertRefused("--json would replace 'x.csv', which --data names too");
            Run("train --json eden-train.safetensors").AssertRefused("--json would replace 'eden-train.safetensors', which --checkpoint names too");
            Run("train --json new --html gone").AssertRefused("--json would replace 'new', which is the file that --html names: 'gone'");
            Run("report . --html hard").AssertRefused("--html would replace 'hard', which <result> reads from '.'");
            foreach (string name in new[] { "train-labels-idx1-ubyte", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte", "../idx/other-train-images-ubyte" })
            {
                Run($"train --data idx --checkpoint idx/{name}").AssertRefused($"--checkpoint would replace 'idx/{name}', which --data reads from 'idx'");
                Run($"sweep --data idx --html idx/{name}").AssertRefused($"--html would replace 'idx/{name}', which --data reads from 'idx'");
            }

            string sweep = Path.GetFileName(Directory.EnumerateFiles(folder, "eden-sweep-*").SingleOrDefault() ?? "");
            Assert.Equal("", sweep);
            Assert.Equal(csv, File.ReadAllText(Path.Combine(folder, "x.csv")));
            Assert.All(Directory.EnumerateFiles(Path.Combine(folder, "idx")), file => Assert.Equal("precious\n", File.ReadAllText(file)));
            Assert.Equal(4, Directory.EnumerateFileSystemEntries(Path.Combine(folder, "idx")).Count());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        EdenResult Run(string line, bool isEden = true) => EdenProcess.RunShell($"cd {folder} && {(isEden ? "$EDEN " : "")}{line}");
    }

    [Fact]
    public void The_file_of_a_sweep_that_nobody_named_is_left_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Shell of Unix.");
        string folder = Directory.CreateTempSubdirectory("eden-sweep").FullName;
        try
        {
            const string Sweep = "$EDEN sweep --optimizers adamw --lr 0.01 --weight-decay 0.1 --seeds 1 --epochs 1";
            Assert.Equal(0, EdenProcess.RunShell($"cd {folder} && {Sweep}").ExitCode);
            string file = Assert.Single(Directory.EnumerateFiles(folder));
            string runs = File.ReadAllText(file);

            EdenProcess.RunShell($"cd {folder} && {Sweep} --json ./{Path.GetFileName(file)}").AssertRefused("--json would replace", "which is the file that --file names");
            Assert.Equal(runs, File.ReadAllText(file));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Standard_output_does_not_go_to_a_file_that_is_read_or_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Shell of Unix.");
        string folder = Directory.CreateTempSubdirectory("eden-stdout").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "x.csv"), "precious\n");
            EdenProcess.RunShell($"cd {folder} && $EDEN train --data x.csv --json - >> x.csv").AssertRefused("standard output would go to the file that --data names: 'x.csv'");
            EdenProcess.RunShell($"cd {folder} && $EDEN compare --json out > out").AssertRefused("--json would replace 'out', where standard output goes; give --json another file");
            Assert.Equal("precious\n", File.ReadAllText(Path.Combine(folder, "x.csv")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Files_that_only_look_alike_are_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        string folder = Directory.CreateTempSubdirectory("eden-alike").FullName;
        try
        {
            const string Lines = "for i in $(seq 20); do echo 0.5,a; echo 1.5,b; done > x.csv; cp x.csv copy.csv; mkdir d; cp x.csv d";
            EdenResult result = EdenProcess.RunShell($"cd {folder} && {Lines} && $EDEN train --data x.csv --epochs 1 --json d/x.csv --html copy.csv --checkpoint d/run && $EDEN train --resume d/run --checkpoint d/../d/run --json /dev/null --html /dev/null");
            Assert.Equal(0, result.ExitCode);
            Assert.Equal(40, File.ReadLines(Path.Combine(folder, "x.csv")).Count());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("train", "--data", "NONE", "--checkpoint", "NEW3")]
    [InlineData("train", "--schedule", "one-cycle", "--cycle-momentum", "--optimizer", "sgd")]
    [InlineData("train", "--resume", "NONE")]
    [InlineData("sweep", "--data", "NONE", "--file", "NEW3")]
    [InlineData("claims", "--data", "NONE")]
    [InlineData("compare", "--torch", "--python", "NONE")]
    [InlineData("bench", "--torch", "NONE")]
    [InlineData("report", "NONE")]
    [InlineData("checkpoint", "inspect", "NONE")]
    [InlineData("checkpoint", "diff", "NONE", "NEW3")]
    [InlineData("checkpoint", "convert", "NONE", "NEW3.pt")]
    public void Bad_input_leaves_no_output(params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("eden-none").FullName;
        try
        {
            string[] outputs = [.. arguments[0] == "report" ? [] : new[] { "--json", "NEW1" }, .. arguments[0] == "checkpoint" ? [] : new[] { "--html", "NEW2" }];
            EdenResult result = EdenProcess.Run([.. arguments.Concat(outputs).Select(argument => argument.StartsWith('N') ? Path.Combine(folder, argument) : argument)]);
            result.AssertRefused();
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--html", "compare", "--html", "-")]
    [InlineData("--html", "train", "--epochs", "1", "--html", "-", "--json", "-")]
    [InlineData("--html", "report", "x.json", "--html", "-")]
    [InlineData("--checkpoint", "train", "--epochs", "1", "--checkpoint", "-")]
    [InlineData("--resume", "train", "--resume", "-")]
    [InlineData("--data", "train", "--data", "-")]
    [InlineData("--data", "claims", "--data", "-")]
    [InlineData("--file", "sweep", "--file", "-")]
    [InlineData("<result>", "report", "-", "--html", "x.html")]
    [InlineData("<file>", "verify", "-")]
    [InlineData("<file>", "checkpoint", "inspect", "-")]
    [InlineData("<target>", "checkpoint", "convert", "x.pt", "-")]
    [InlineData("<second>", "checkpoint", "diff", "x.pt", "-")]
    [InlineData("--groups", "checkpoint", "convert", "x.pt", "x.safetensors", "--groups", "-")]
    public void Only_json_takes_a_hyphen_for_standard_output(string name, params string[] arguments)
    {
        EdenProcess.Run(arguments).AssertRefused($"{name} is -, which means standard output only for --json; name a file (./- for a file called -)");
        Assert.False(File.Exists("-"));
    }

    [Theory]
    [InlineData("verify", "")]
    [InlineData("train", "--resume", "")]
    [InlineData("train", "--checkpoint", "")]
    public void An_empty_value_is_refused(params string[] arguments) => EdenProcess.Run(arguments).AssertRefused("is empty; give a value, or remove the option");

    [Fact]
    public void An_unknown_verb_is_refused_even_with_help_beside_it() => EdenProcess.Run("frobnicate", "--help").AssertRefused("unknown command 'frobnicate'");

    [Fact]
    public void A_missing_directory_is_named_without_the_temporary_file() =>
        EdenProcess.Run("compare", "--json", "/no/such/directory/x.json").AssertRefused("'/no/such/directory'", "x.json'");
}
