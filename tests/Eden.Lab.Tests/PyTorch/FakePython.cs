namespace Eden.Lab.Tests.PyTorch;

/// <summary>A shell script in place of Python. It gets the arguments of the real one, so <c>$*</c> holds the verb.</summary>
internal sealed class FakePython : IDisposable
{
    /// <summary>Answers the search for PyTorch; the lines below it say what happens then.</summary>
    public const string WithTorch =
        """
        case "$*" in *probe*) echo '{"python":"3.0","torch":"9.8.7"}'; exit 0;; esac

        """;

    private FakePython(string file) => File = file;

    public string File { get; }

    public static FakePython Make(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The interpreters of this test are shell scripts.");
        string file = Path.Combine(Directory.CreateTempSubdirectory("eden-fake-python").FullName, "python");
        System.IO.File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new FakePython(file);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(File)!, recursive: true);
}

/// <summary>Tests that write a program and run it. Nothing else may start a process meanwhile: it would inherit the open file,
/// and a file open for writing cannot be run.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FakePythonRunsAlone
{
    internal const string Name = "Fake interpreters";
}
