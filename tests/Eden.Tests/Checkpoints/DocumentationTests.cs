using Eden.Checkpoints;
using Eden.Testing;

namespace Eden.Tests.Checkpoints;

/// <summary>docs/checkpoints.md against the file format.</summary>
public class DocumentationTests
{
    [Fact]
    public void All_optimizers_and_metadata_entries_are_described()
    {
        string page = File.ReadAllText(Repository.PathTo("docs", "checkpoints.md"));
        IEnumerable<string> entries = typeof(MetadataKeys).GetFields().Select(field => (string)field.GetRawConstantValue()!);

        Assert.All(OptimizerRegistry.Names.Split(", ").Concat(entries), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }
}
