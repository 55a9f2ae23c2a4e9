using System.Xml.Linq;
using Eden.Testing;

namespace Eden.Tests;

/// <summary>The direction of references between projects, as docs/architecture.md tables it.</summary>
public class ProjectReferenceTests
{
    /// <summary>What each project of src/ may reach, directly or through others.</summary>
    private static readonly Dictionary<string, string[]> Reachable = new()
    {
        ["Eden"] = [],
        ["Eden.Reference"] = [],
        ["Eden.Autograd"] = ["Eden"],
        ["Eden.Lab"] = ["Eden", "Eden.Autograd", "Eden.Reference"],
        ["Eden.Cli"] = ["Eden", "Eden.Autograd", "Eden.Lab", "Eden.Mpi", "Eden.Reference"],
        ["Eden.Mpi"] = ["Eden"],
        ["Eden.Playground"] = ["Eden", "Eden.Autograd"],
        ["Eden.TorchSharp"] = ["Eden"],
    };

    /// <summary>The packages that a project of src/ may name.</summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Eden"] = [],
        ["Eden.Reference"] = [],
        ["Eden.Autograd"] = ["System.Numerics.Tensors"],
        ["Eden.Lab"] = [],
        ["Eden.Cli"] = ["System.CommandLine"],
        ["Eden.Mpi"] = [],
        ["Eden.Playground"] = [],
        ["Eden.TorchSharp"] = ["TorchSharp"],
    };

    private static readonly Dictionary<string, XDocument> Projects = Directory
        .EnumerateFiles(Repository.PathTo("src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), XDocument.Load);

    [Fact]
    public void Every_project_is_in_the_tables() => Assert.Empty(Projects.Keys.Except(Reachable.Keys));

    [Fact]
    public void References_run_one_way() =>
        Assert.All(Projects.Keys, project => Assert.Empty(Reach(project).Except(Reachable[project])));

    [Fact]
    public void Projects_name_no_other_packages() =>
        Assert.All(Projects.Keys, project => Assert.Empty(Names(project, "PackageReference").Except(Packages[project])));

    [Fact]
    public void The_build_files_of_src_add_no_reference()
    {
        foreach (string path in (string[])[Repository.PathTo("Directory.Build.props"), Repository.PathTo("src", "Directory.Build.props")])
        {
            Assert.DoesNotContain(XDocument.Load(path).Descendants(), element => element.Name.LocalName is "PackageReference" or "ProjectReference");
        }
    }

    private static HashSet<string> Reach(string project)
    {
        HashSet<string> reached = [];
        Queue<string> open = new([project]);
        while (open.TryDequeue(out string? next))
        {
            foreach (string reference in Names(next, "ProjectReference").Where(reached.Add))
            {
                open.Enqueue(reference);
            }
        }

        return reached;
    }

    private static IEnumerable<string> Names(string project, string kind) => Projects[project].Descendants(kind)
        .Select(element => element.Attribute("Include")!.Value.Replace('\\', '/'))
        .Select(include => kind == "ProjectReference" ? Path.GetFileNameWithoutExtension(include) : include);
}
