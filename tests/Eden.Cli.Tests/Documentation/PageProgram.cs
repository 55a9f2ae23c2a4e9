using System.Reflection;
using System.Text.RegularExpressions;

namespace Eden.Cli.Tests.Documentation;

/// <summary>A C# program on a page: a block that begins with <c>using</c> directives, and the C# blocks after it. A comment behind
/// <c>Console.WriteLine(…);</c> says what the line prints, or a block of <c>text</c> below what the block prints.</summary>
/// <param name="Source">The program.</param>
/// <param name="Shown">What the page says that it prints; a line … stands for any lines.</param>
internal sealed partial record PageProgram(string Source, IReadOnlyList<string> Shown)
{
    private const string Ellipsis = "…";

    private static readonly string ImplicitUsings = string.Concat(
        ((string[])["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"])
        .Select(name => $"global using {name};\n"));

    /// <summary>Whether it uses what is in no package and so needs a clone.</summary>
    public bool NeedsClone => CloneNamespace().IsMatch(Source);

    /// <summary>The programs of a page, first to last.</summary>
    public static IReadOnlyList<PageProgram> Of(string page)
    {
        List<(List<string> Source, List<string> Shown)> programs = [];
        bool isBelowCode = false;
        foreach (Block block in Pages.Blocks(page))
        {
            bool isCode = block.Language == "csharp";
            if (isCode)
            {
                if (UsingDirective().IsMatch(block.Lines[0]))
                {
                    programs.Add(([], []));
                }

                Assert.True(programs.Count > 0, $"{page}:{block.Line}: the first C# block of a page begins with its using directives.");
                programs[^1].Source.AddRange([$"#line {block.Line} \"{page}\"", .. block.Lines]);
                programs[^1].Shown.AddRange(block.Lines.Select(line => PrintedLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value));
            }
            else if (isBelowCode && block.Language == "text")
            {
                programs[^1].Shown.AddRange(block.Lines);
            }

            isBelowCode = isCode;
        }

        return [.. programs.Select(program => new PageProgram(string.Join('\n', program.Source), program.Shown))];
    }

    /// <summary>Compiles the program against the libraries that were built with the tests and runs it in a folder. A program for
    /// users of the package sees <c>Eden</c> alone.</summary>
    /// <returns>The lines that it printed.</returns>
    public string[] Run(string folder)
    {
        string At(string name) => Path.Combine(folder, name);
        string[] libraries = [.. Directory.GetFiles(AppContext.BaseDirectory, NeedsClone ? "*.dll" : "Eden.dll").Select(library => Path.GetFileName(library)).Where(IsLibrary)];
        foreach (string library in libraries)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, library), At(library), overwrite: true);
        }

        File.WriteAllText(At("GlobalUsings.cs"), ImplicitUsings);
        File.WriteAllText(At("Program.cs"), Source);
        IEnumerable<string> references = [.. Directory.GetFiles(PathOf("ReferenceAssemblies"), "*.dll"), .. libraries.Select(At)];
        Dotnet(
            folder,
            ["exec", PathOf("Compiler"), "-noconfig", "-nostdlib", "-nologo", "-langversion:latest", "-nullable", "-optimize", "-unsafe", "-warnaserror", "-out:Program.dll", .. references.Select(path => $"-reference:{path}"), "GlobalUsings.cs", "Program.cs"]);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Eden.Cli.Tests.runtimeconfig.json"), At("Program.runtimeconfig.json"), overwrite: true);
        return Dotnet(folder, ["exec", "Program.dll"]);
    }

    /// <summary>Builds the program as a user of the package does, from a folder of packages, and runs it.</summary>
    /// <returns>The lines that it printed.</returns>
    public string[] RunWithPackage(string folder, string packages)
    {
        string version = typeof(CommandLine).Assembly.GetName().Version!.ToString(3);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Source);
        File.WriteAllText(Path.Combine(folder, "Program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
                <InvariantGlobalization>true</InvariantGlobalization>
                <RestoreAdditionalProjectSources>{packages}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Eden" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        Dotnet(folder, ["build", "-v", "q", "-warnaserror"]);
        return Dotnet(folder, ["run", "--no-build"]);
    }

    /// <summary>Whether lines were printed as they are shown.</summary>
    public static bool Agree(ReadOnlySpan<string> shown, ReadOnlySpan<string> printed) =>
        shown is [] ? printed is []
        : shown[0] == Ellipsis ? Agree(shown[1..], printed) || (printed is not [] && Agree(shown, printed[1..]))
        : printed is not [] && shown[0] == printed[0] && Agree(shown[1..], printed[1..]);

    /// <summary>Runs <c>dotnet</c>, which must succeed.</summary>
    /// <returns>The lines of its output.</returns>
    private static string[] Dotnet(string folder, IEnumerable<string> arguments)
    {
        EdenResult result = EdenProcess.RunProgram(PathOf("Dotnet"), arguments, folder);
        Assert.True(result is { ExitCode: 0, Error: "" }, result.Output + result.Error);
        return result.Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A path of the SDK that built the tests.</summary>
    private static string PathOf(string name) =>
        typeof(PageProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;

    private static bool IsLibrary(string file) => file is "Eden.dll" or "Eden.Autograd.dll" or "Eden.Mpi.dll" or "Eden.Reference.dll" or "System.Numerics.Tensors.dll";

    [GeneratedRegex(@"^using [\w.]+;$")]
    private static partial Regex UsingDirective();

    [GeneratedRegex(@"^using Eden\.(Autograd|Cli|Lab|Mpi|Reference)\b", RegexOptions.Multiline)]
    private static partial Regex CloneNamespace();

    [GeneratedRegex(@"Console\.WriteLine\(.*\);\s*// (.*)$")]
    private static partial Regex PrintedLine();
}
