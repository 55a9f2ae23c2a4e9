using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Eden.Cli.Options;
using Eden.Cli.Playground;
using Eden.Lab;

namespace Eden.Cli;

/// <summary><c>eden playground</c>: serves the page on which one plays with the optimizers.</summary>
internal static class PlaygroundCommand
{
    private static readonly Option<string?> Folder = new("--folder")
    {
        Description = "Folder of the published page [default: the page in the installed tool]",
        HelpName = "folder",
    };

    private static readonly Option<long> Port = NumberOption.Whole("--port", "Port on 127.0.0.1; 0 takes a free one", 0, 0, ushort.MaxValue, "port");

    private static readonly Option<bool> NoBrowser = new("--no-browser") { Description = "Only print the address" };

    public static Command Create()
    {
        Command command = new("playground", "Serves the playground on this machine until Ctrl-C and opens the browser.") { Folder, Port, NoBrowser };
        HelpExamples.AddTo(command, "eden playground", "eden playground --port 8080 --no-browser");
        command.SetAction(parsed => Interrupt.Guard(cancellation => Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using PageServer server = Start(Find(parsed.GetValue(Folder)), (int)parsed.GetValue(Port));
        Console.Out.WriteLine($"The playground is at {server.Address} (Ctrl-C ends it).");
        Console.Out.Flush();
        if (!parsed.GetValue(NoBrowser))
        {
            OpenBrowser(server.Address);
        }

        cancellation.WaitHandle.WaitOne();
        return ExitCode.Success;
    }

    private static PageFiles Find(string? folder) =>
        PageFiles.In(folder ?? Path.Combine(AppContext.BaseDirectory, "playground"))
        ?? throw new InputException(folder is null
            ? "only the installed tool includes the playground; in a clone, publish src/Eden.Playground and give its wwwroot to --folder (docs/playground.md)"
            : $"{folder}: holds no published playground; it must have an index.html (docs/playground.md)");

    private static PageServer Start(PageFiles files, int port)
    {
        try
        {
            return PageServer.Start(files, port);
        }
        catch (SocketException exception)
        {
            throw new InputException($"--port {port.ToString(CultureInfo.InvariantCulture)}: {exception.Message}");
        }
    }

    private static void OpenBrowser(Uri address)
    {
        // Without a display a text browser would take the terminal.
        bool hasDisplay = !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 } || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is { Length: > 0 };
        if (hasDisplay)
        {
            try
            {
                Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true })?.Dispose();
            }
            catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
            {
                // There is no browser; the address is printed.
            }
        }
    }
}
