using Eden.Testing;

namespace Eden.Cli.Tests.Documentation;

/// <summary>The files that pages read.</summary>
internal static class PageFiles
{
    /// <summary>Copies them to a folder, under the names that they have on the pages.</summary>
    public static void CopyTo(string folder)
    {
        File.Copy(Repository.PathTo("tests", "golden", "mlp-digits-adamw-f32.pt"), Path.Combine(folder, "run.pt"));
        File.Copy(Repository.PathTo("tests", "golden", "mlp-digits-adam-f32.pt"), Path.Combine(folder, "other.pt"));
        File.Copy(Repository.PathTo("src", "Eden.Lab", "Data", "digits.csv.gz"), Path.Combine(folder, "digits.csv.gz"));
        File.Copy(Repository.PathTo("tests", "golden-migration", "start.pt"), Path.Combine(folder, "start.pt"));
    }
}
