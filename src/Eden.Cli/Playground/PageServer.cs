using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Eden.Cli.Playground;

/// <summary>Serves a page on loopback: GET and HEAD of its files, one request a connection.</summary>
internal sealed class PageServer : IDisposable
{
    private const int LongestHead = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PageFiles _files;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();

    private PageServer(PageFiles files, TcpListener listener)
    {
        _files = files;
        _listener = listener;
        Address = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}/");
    }

    public Uri Address { get; }

    /// <summary>Starts to serve.</summary>
    /// <param name="files">The page.</param>
    /// <param name="port">The port, or 0 for one that is free.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static PageServer Start(PageFiles files, int port)
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        listener.Start();
        PageServer server = new(files, listener);
        _ = server.AcceptAsync();
        return server;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => AnswerAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        using (CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            patience.CancelAfter(Patience);
            try
            {
                NetworkStream stream = client.GetStream();
                string head = await ReadHeadAsync(stream, patience.Token);
                (byte[] headers, byte[] content) = Answer(head);
                await stream.WriteAsync(headers, patience.Token);
                await stream.WriteAsync(content, patience.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The browser left.
            }
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancellation)
    {
        byte[] buffer = new byte[LongestHead];
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            length += read;
            string head = Encoding.Latin1.GetString(buffer, 0, length);
            if (read == 0 || head.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                return head;
            }
        }

        return "";
    }

    private (byte[] Headers, byte[] Content) Answer(string head)
    {
        string[] lines = head.Split("\r\n");
        string[] words = lines[0].Split(' ');
        if (words is not [("GET" or "HEAD") and string method, string path, _])
        {
            return (Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), []);
        }

        bool acceptsCompressed = Array.Exists(lines, line => line.StartsWith("Accept-Encoding:", StringComparison.OrdinalIgnoreCase) && line.Contains("br", StringComparison.Ordinal));
        if (_files.Find(path.Split('?')[0], acceptsCompressed) is not (byte[] content, string type, bool isCompressed))
        {
            return (Encoding.ASCII.GetBytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), []);
        }

        string headers = $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {content.Length}\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-cache\r\nConnection: close\r\n{(isCompressed ? "Content-Encoding: br\r\n" : "")}\r\n";
        return (Encoding.ASCII.GetBytes(headers), method == "HEAD" ? [] : content);
    }
}
