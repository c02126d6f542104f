using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Carewright.Audit.Tests;

/// <summary>A server that takes objects by PUT as S3 does, or refuses them with its error document.</summary>
internal sealed class SmallS3 : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public SmallS3()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        }
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    public bool IsRefusing { get; init; }

    public ConcurrentQueue<(string Path, Dictionary<string, string> Headers, string Body)> Objects { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        if (IsRefusing)
        {
            context.Response.StatusCode = 403;
            context.Response.ContentType = "application/xml";
            context.Response.OutputStream.Write("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>no</Message></Error>"u8);
        }
        else if (context.Request.HttpMethod == "PUT")
        {
            Objects.Enqueue((context.Request.Url!.AbsolutePath, context.Request.Headers.AllKeys.ToDictionary(key => key!, key => context.Request.Headers[key]!, StringComparer.OrdinalIgnoreCase), body));
            context.Response.Headers["ETag"] = "\"1\"";
        }
        context.Response.Close();
    }
}
