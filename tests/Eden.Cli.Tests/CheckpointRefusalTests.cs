using System.Buffers.Binary;
using Eden.Testing;

namespace Eden.Cli.Tests;

/// <summary>What a user can get wrong with <c>eden checkpoint</c>: one line and exit code 2, and no file that was not there.</summary>
public sealed class CheckpointRefusalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-checkpoint").FullName;
    private readonly string _adamW;
    private readonly string _nadam;
    private readonly string _target;

    public CheckpointRefusalTests()
    {
        _adamW = Copy("mlp-digits-adamw-eps-f32.pt", "adamw.pt");
        _nadam = Copy("mlp-digits-nadam-f64.pt", "nadam.pt");
        _target = PathOf("run.safetensors");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_that_are_none_or_cut_short()
    {
        Convert(_nadam, _target);
        byte[] archive = File.ReadAllBytes(_nadam);
        byte[] tensors = File.ReadAllBytes(_target);
        Refuse("there is no such file", "inspect", PathOf("none.pt"));
        Refuse("is a directory; name a file in it", "inspect", _folder);
        Refuse("empty.pt: is empty", "inspect", Write("empty.pt", ""));
        Refuse("empty.safetensors: is empty", "inspect", Write("empty.safetensors", ""));
        Refuse("text.pt: is no file that torch.save writes", "inspect", Write("text.pt", "This is no checkpoint at all."));
        Refuse("text.safetensors: begins with a header length of", "inspect", Write("text.safetensors", "This is no checkpoint at all."));
        Refuse("cut.pt: does not end with a zip directory: it is cut short", "inspect", Write("cut.pt", archive[..5000]));
        Refuse("short.pt: is too short for a zip archive", "inspect", Write("short.pt", archive[..20]));
        Refuse("cut.safetensors: header: ", "inspect", Write("cut.safetensors", tensors[..5000]));
        Refuse("short.safetensors: begins with a header length of", "inspect", Write("short.safetensors", tensors[..100]));
        Refuse("none.pt: there is no such file", "diff", _nadam, PathOf("none.pt"));
        Refuse("<file> is empty; give a value, or remove the option", "inspect", "");
    }

    [Fact]
    public void Targets_that_cannot_be_written()
    {
        Refuse("<target> would replace", "convert", _nadam, _nadam);
        Refuse("<target> would replace", "convert", _nadam, Path.Combine(_folder, ".", "nadam.pt"));
        Refuse("there is no directory", "convert", _nadam, Path.Combine(_folder, "none", "run.safetensors"));
        Refuse("is a directory; give the name of a file", "convert", _nadam, Directory.CreateDirectory(PathOf("folder.pt")).FullName);
        Refuse("the name must end with .safetensors, .pt or .dat", "convert", _nadam, PathOf("run.bin.txt"));
        Refuse("<target> is empty; give a value, or remove the option", "convert", _nadam, "");
    }

    [Fact]
    public void A_link_does_not_hide_that_source_and_target_are_one_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right of their own there.");
        File.CreateSymbolicLink(PathOf("link.pt"), _nadam);
        Refuse("<target> would replace", "convert", PathOf("link.pt"), _nadam);
    }

    [Theory]
    [InlineData("no JSON", "groups.json: is not a list of groups; write a list of lists of names")]
    [InlineData("", "groups.json: is empty or not a regular file")]
    [InlineData("""[["0.weight", null], ["0.bias", "2.bias"]]""", "groups.json: is not a list of groups")]
    [InlineData("""[["", "2.weight"], ["0.bias", "2.bias"]]""", "groups.json: is not a list of groups")]
    [InlineData("""[[1, 2], [3, 4]]""", "groups.json: is not a list of groups")]
    [InlineData("""[[["0.weight"]]]""", "groups.json: is not a list of groups")]
    [InlineData("""["0.weight", "2.weight"]""", "groups.json: is not a list of groups")]
    [InlineData("""[["0.weight", "a"], ["0.bias", "2.bias"]]""", "has the parameter 1 under the name 'a', which the model does not have")]
    [InlineData("""[["0.weight"], ["0.bias", "2.bias"]]""", "has 2 parameters in group 0, and what was given has 1")]
    [InlineData("""[["0.weight", "2.weight", "0.bias", "2.bias"]]""", "has 2 groups, and what was given has 1")]
    [InlineData("""[["0.weight", "0.weight"], ["0.bias", "2.bias"]]""", "what was given has the name '0.weight' twice")]
    [InlineData("""[["2.weight", "0.weight"], ["0.bias", "2.bias"]]""", "has exp_avg of shape [4, 64] for 0, but '2.weight' has the shape [10, 4]")]
    public void Lists_of_groups_that_do_not_fit(string json, string message) =>
        Refuse(message, "convert", _nadam, _target, "--groups", Write("groups.json", json));

    [Fact]
    public void Lists_of_groups_that_are_not_there()
    {
        Refuse("none.json: there is no such file", "convert", _nadam, _target, "--groups", PathOf("none.json"));
        Refuse("is a directory", "convert", _nadam, _target, "--groups", _folder);
        Refuse("--groups is empty; give a value, or remove the option", "convert", _nadam, _target, "--groups", "");
    }

    [Fact]
    public void Optimizers_that_are_none_or_others()
    {
        Refuse("--optimizer is 'nonsense'; it must be Adam, AdamW, ", "convert", _adamW, _target, "--optimizer", "nonsense");
        Refuse("cannot be of Sgd, but of Adam or AdamW", "convert", _adamW, _target, "--optimizer", "SGD");
        Refuse("may be of Adam or AdamW; say which with --optimizer", "convert", _adamW, _target);
        Refuse("--optimizer is empty; give a value, or remove the option", "convert", _adamW, _target, "--optimizer", "");
    }

    [Fact]
    public void Places_that_are_not_in_the_file()
    {
        Refuse("has no state_dict of a model at 'net'; there are 'model'", "convert", _nadam, _target, "--model-path", "net");
        Refuse("has no state_dict of a model at 'optimizer'; there are 'model'", "convert", _nadam, _target, "--model-path", "optimizer");
        Refuse("has no state_dict of an optimizer at 'opt'; there are 'optimizer'", "convert", _nadam, _target, "--optimizer-path", "opt");
    }

    [Fact]
    public void Numbers_that_may_be_several_parameters() =>
        Refuse(
            "number 0 (without state) may be '0.weight', '0.bias', '2.weight', '2.bias': give the names of each group's parameters with --groups",
            "convert",
            Copy("mlp-digits-sgd-plain-f64.pt", "sgd.pt"),
            _target);

    [Fact]
    public void Names_for_files_that_have_them()
    {
        Convert(_nadam, _target);
        Refuse("run.safetensors: is not a .pt file", "convert", _target, PathOf("back.pt"), "--optimizer", "NAdam");
        Refuse("run.safetensors: is not a .pt or .dat file", "diff", _target, _target, "--groups", PathOf("none.json"));
        Refuse("nadam.pt: is not a .dat file", "convert", _nadam, PathOf("back.safetensors"), "--optimizer-file", "optimizer.dat");
        Refuse("back.pt: is not a .dat file", "convert", _target, PathOf("back.pt"), "--part", "model");
        Refuse("there are both: say which with --part", "convert", _target, PathOf("back.dat"));
    }

    [Fact]
    public void Outputs_of_json_that_would_replace_something_or_have_no_place()
    {
        string groups = Write("groups.json", """[["0.weight", "2.weight"], ["0.bias", "2.bias"]]""");
        Refuse("there is no directory", "inspect", _nadam, "--json", Path.Combine(_folder, "none", "x.json"));
        Refuse("it is a directory", "diff", _nadam, _adamW, "--json", _folder);
        Refuse("which <file> names too", "inspect", _nadam, "--json", _nadam);
        Refuse("which <second> names too", "diff", _adamW, _nadam, "--json", _nadam);
        Refuse("which <source> names too", "convert", _nadam, _target, "--json", _nadam);
        Refuse("which --json names too", "convert", _nadam, _target, "--json", _target);
        Refuse("which --groups names too", "convert", _nadam, _target, "--groups", groups, "--json", groups);
    }

    [Theory]
    [InlineData("convert")]
    [InlineData("inspect")]
    public void Interrupted_it_ends_with_130_and_leaves_what_there_was(string verb)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send.");
        string large = PathOf("large.safetensors");
        WriteHole(large, gigabytes: 6);
        string target = Write("target.pt", "old");
        string json = PathOf("result.json");
        string[] before = [.. Directory.EnumerateFileSystemEntries(_folder).Order()];
        using EdenProcess process = EdenProcess.Start(["checkpoint", verb, large, .. verb == "convert" ? [target] : Array.Empty<string>(), "--json", json]);
        int started = before.Length + (verb == "convert" ? 2 : 1);
        Assert.True(SpinWait.SpinUntil(() => Directory.EnumerateFileSystemEntries(_folder).Count() == started, TimeSpan.FromMinutes(1)));

        process.Interrupt();

        EdenResult result = process.WaitForEnd();
        Assert.Equal((130, ""), (result.ExitCode, result.Output));
        Assert.Matches("^eden: stopped after \\d+ tensors; nothing was written\n$", result.Error);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(_folder).Order());
        Assert.Equal("old", File.ReadAllText(target));
    }

    /// <summary>A sound file of zeros that takes no place on the disk.</summary>
    private static void WriteHole(string path, long gigabytes)
    {
        long bytes = gigabytes << 30;
        byte[] header = System.Text.Encoding.ASCII.GetBytes($$"""{"a":{"dtype":"F32","shape":[{{bytes / 4}}],"data_offsets":[0,{{bytes}}] } }""");
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        using FileStream stream = File.Create(path);
        stream.Write(length);
        stream.Write(header);
        stream.SetLength(stream.Position + bytes);
    }

    private static void Convert(string source, string target) => Assert.Equal(0, EdenProcess.Run("checkpoint", "convert", source, target).ExitCode);

    private void Refuse(string message, params string[] arguments)
    {
        Dictionary<string, string> before = Content();
        EdenProcess.Run(["checkpoint", .. arguments]).AssertRefused(message);
        Assert.Equal(before, Content());
    }

    private Dictionary<string, string> Content() => Directory.EnumerateFiles(_folder).ToDictionary(path => path, path => System.Convert.ToHexString(File.ReadAllBytes(path)));

    private string PathOf(string name) => Path.Combine(_folder, name);

    private string Copy(string recorded, string name)
    {
        File.Copy(Repository.PathTo("tests", "golden-checkpoints", recorded), PathOf(name));
        return PathOf(name);
    }

    private string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }
}
