using Eden.Cli.Playground;
using Eden.Playground.Tests;
using Eden.Testing;

[assembly: AssemblyFixture(typeof(Playground))]

namespace Eden.Playground.Tests;

/// <summary>The published page, served. <c>tests/Eden.Playground.Tests/run</c> publishes it.</summary>
public sealed class Playground : IDisposable
{
    private readonly PageServer? _server;

    public Playground()
    {
        if (PageFiles.In(Folder) is PageFiles files)
        {
            _server = PageServer.Start(files, port: 0);
        }
    }

    public static string Folder { get; } = Repository.PathTo("artifacts", "playground", "wwwroot");

    /// <summary>Where it is; a test that asks for it where it was not published is skipped.</summary>
    public Uri Address
    {
        get
        {
            Assert.SkipWhen(_server is null, "The page is not published; tests/Eden.Playground.Tests/run does it.");
            return _server!.Address;
        }
    }

    public void Dispose() => _server?.Dispose();
}
