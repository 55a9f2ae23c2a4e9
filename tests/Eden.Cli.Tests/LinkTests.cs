using System.Globalization;
using Eden.Testing;

namespace Eden.Cli.Tests;

/// <summary>Files named by symbolic links, also by a bare name.</summary>
public sealed class LinkTests : IDisposable
{
    private const string Readers = "train --epochs 1 --data FILE|verify FILE|report FILE --html page.html|train --resume FILE|checkpoint inspect FILE|checkpoint diff FILE FILE|checkpoint convert FILE out.pt|checkpoint convert run.pt out.safetensors --groups FILE";

    private readonly string _folder = Directory.CreateTempSubdirectory("eden-links").FullName;

    public LinkTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        Directory.CreateDirectory(PathOf("d"));
        Directory.CreateDirectory(PathOf("c"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_bare_link_leads_to_its_file_in_every_reader()
    {
        File.WriteAllLines(PathOf("d/x.csv"), Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 2}.5,{i},{"ab"[i % 2]}")));
        Assert.Equal(0, Run("train --data ../d/x.csv --epochs 1 --checkpoint ../d/run.safetensors --json ../d/run.jsonl").ExitCode);
        File.Copy(Repository.PathTo("tests", "golden", "experiment-float32-5.json"), PathOf("d/recording.json"));
        Link("x.csv", "run.safetensors", "run.jsonl", "recording.json");

        foreach (string arguments in new[]
        {
            "train --data x.csv --epochs 1", "verify recording.json", "report run.jsonl --html page.html", "train --resume run.safetensors",
            "checkpoint inspect run.safetensors", "checkpoint diff run.safetensors ../d/run.safetensors", "checkpoint convert run.safetensors out.pt",
        })
        {
            Assert.Equal((arguments, 0), (arguments, Run(arguments).ExitCode));
        }
    }

    [Fact]
    public void A_link_to_nothing_and_one_in_a_circle_are_called_so_by_every_reader()
    {
        Assert.Equal(0, Run("train --epochs 1 --checkpoint run.safetensors").ExitCode);
        Assert.Equal(0, Run("checkpoint convert run.safetensors run.pt").ExitCode);
        Link("gone");
        File.CreateSymbolicLink(PathOf("c/one"), "two");
        File.CreateSymbolicLink(PathOf("c/two"), "one");

        foreach (string reader in Readers.Split('|'))
        {
            Run(reader.Replace("FILE", "gone", StringComparison.Ordinal)).AssertRefused($"is a link to '{PathOf("d/gone")}', which does not exist");
            Run(reader.Replace("FILE", "one", StringComparison.Ordinal)).AssertRefused("is a link that leads in a circle");
        }
    }

    [Fact]
    public void Outputs_go_where_a_link_leads_and_leave_it_one()
    {
        File.WriteAllText(PathOf("d/result.json"), "old");
        Link("result.json", "page.html", "run.safetensors", "run.pt", "run.jsonl");

        Assert.Equal(0, Run("compare --json result.json --html page.html").ExitCode);
        Assert.Equal(0, Run("train --epochs 1 --checkpoint run.safetensors --json run.jsonl").ExitCode);
        Assert.Equal(0, Run("checkpoint convert run.safetensors run.pt").ExitCode);

        string[] names = ["page.html", "result.json", "run.jsonl", "run.pt", "run.safetensors"];
        Assert.Equal(names, Directory.EnumerateFiles(PathOf("d")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True(new FileInfo(PathOf($"d/{name}")).Length > 100));
        Assert.All(names, name => Assert.Equal($"../d/{name}", new FileInfo(PathOf($"c/{name}")).LinkTarget));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Link(params string[] names) => Array.ForEach(names, name => File.CreateSymbolicLink(PathOf($"c/{name}"), $"../d/{name}"));

    private EdenResult Run(string line) => EdenProcess.RunShell($"cd {PathOf("c")} && $EDEN {line}");
}
