using System.Diagnostics;
using System.Reflection;
using Eden.Playground.Pages;
using Eden.Playground.Views;

namespace Eden.Playground.Tests;

/// <summary>The lines in the "In C#" boxes are programs.</summary>
public sealed class CodeTests : IDisposable
{
    private const string Usings = "global using System; global using System.Linq;";
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("weight", "schedule=warmup&eps=1e-10")]
    [InlineData("plane", "x=-0.05")]
    [InlineData("network", "")]
    [InlineData("calculators", "calculate=decay")]
    [InlineData("calculators", "calculate=schedule&schedule=warmup")]
    [InlineData("calculators", "calculate=batch")]
    [InlineData("calculators", "calculate=batch&to=65536&from=8")]
    [InlineData("calculators", "calculate=memory")]
    public void The_lines_compile_without_a_warning(string name, string query)
    {
        IView view = AllViews.Find(name);
        File.WriteAllText(Path.Combine(_folder, "Usings.cs"), Usings);
        string code = view.Run(Values.Parse(view.Settings, query)).First().Code;
        // Statements make a program; a lone comment makes none.
        File.WriteAllText(Path.Combine(_folder, "Program.cs"), code.Contains(';', StringComparison.Ordinal) ? code : code + "\nreturn;");

        string[] references = [.. Directory.GetFiles(PathOf("ReferenceAssemblies"), "*.dll"), Path.Combine(AppContext.BaseDirectory, "Eden.dll"), Path.Combine(AppContext.BaseDirectory, "Eden.Autograd.dll")];
        ProcessStartInfo compile = new(PathOf("Dotnet"), ["exec", PathOf("Compiler"), "-noconfig", "-nostdlib", "-nologo", "-langversion:latest", "-nullable", "-warnaserror", "-out:Program.dll", .. references.Select(path => $"-reference:{path}"), "Usings.cs", "Program.cs"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        using Process compiler = Process.Start(compile)!;
        string output = compiler.StandardOutput.ReadToEnd();
        compiler.WaitForExit();

        Assert.Equal("", output);
        Assert.Equal(0, compiler.ExitCode);
    }

    private static string PathOf(string name) =>
        typeof(CodeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;
}
