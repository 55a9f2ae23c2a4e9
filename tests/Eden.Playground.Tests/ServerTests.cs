using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Eden.Cli.Playground;

namespace Eden.Playground.Tests;

/// <summary>What <c>eden playground</c> answers.</summary>
public sealed class ServerTests : IDisposable
{
    private const string Script = "let x = 1;";
    private readonly string _folder = Directory.CreateTempSubdirectory("eden-").FullName;

    public ServerTests()
    {
        File.WriteAllText(Path.Combine(_folder, "index.html"), "<!DOCTYPE html>");
        Directory.CreateDirectory(Path.Combine(_folder, "code"));
        using BrotliStream brotli = new(File.Create(Path.Combine(_folder, "code", "main.js.br")), CompressionLevel.Optimal);
        brotli.Write(Encoding.UTF8.GetBytes(Script));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK", "<!DOCTYPE html>")]
    [InlineData("GET /?x#y HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK", "<!DOCTYPE html>")]
    [InlineData("HEAD /index.html HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK", "")]
    [InlineData("GET /code/main.js HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK", Script)]
    [InlineData("GET /../index.html HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found", "")]
    [InlineData("GET /code/main.js.br HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found", "")]
    [InlineData("GET //etc/passwd HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found", "")]
    [InlineData("POST / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request", "")]
    [InlineData("nonsense\r\n\r\n", "HTTP/1.1 400 Bad Request", "")]
    public async Task A_request_is_answered(string request, string status, string content)
    {
        using PageServer server = PageServer.Start(PageFiles.In(_folder)!, port: 0);

        string answer = await AskAsync(server, request);

        Assert.Equal(status, answer.Split("\r\n")[0]);
        Assert.Equal(content, answer.Split("\r\n\r\n")[1]);
    }

    [Fact]
    public async Task A_head_without_end_is_refused()
    {
        using PageServer server = PageServer.Start(PageFiles.In(_folder)!, port: 0);

        Assert.StartsWith("HTTP/1.1 400", await AskAsync(server, "GET /" + new string('x', 20_000)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_gets_the_compressed_file_and_its_type()
    {
        using PageServer server = PageServer.Start(PageFiles.In(_folder)!, port: 0);
        using HttpClient client = new(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.Brotli }) { BaseAddress = server.Address };

        using HttpResponseMessage response = await client.GetAsync(new Uri("code/main.js", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(Script, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/javascript; charset=utf-8", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public void A_folder_without_a_page_is_none()
    {
        Assert.Null(PageFiles.In(Path.Combine(_folder, "code")));
        Assert.Null(PageFiles.In(Path.Combine(_folder, "nowhere")));
    }

    [Fact]
    public void A_port_that_is_taken_is_refused()
    {
        using PageServer server = PageServer.Start(PageFiles.In(_folder)!, port: 0);

        Assert.Throws<SocketException>(() => PageServer.Start(PageFiles.In(_folder)!, server.Address.Port));
    }

    private static async Task<string> AskAsync(PageServer server, string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, TestContext.Current.CancellationToken);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        client.Client.Shutdown(SocketShutdown.Send);
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
