using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Carewright.Bench.Raw;

/// <summary>
/// <c>raw-serve DIR PORT</c>: bare Kestrel over bare SQLite. <c>GET /r/N</c> is a body by key, <c>GET /p/P/V</c> a page of 20 by an index range, <c>POST /w</c> scans a body and inserts it,
/// <c>POST /t/N</c> scans a body and inserts it in N parts in one commit. No routing, no credentials, no audit.
/// </summary>
internal static class RawServeVerb
{
    public static async Task<int> RunAsync(string data, string port)
    {
        using var writer = new RawWriter(data);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture), listen => listen.Protocols = HttpProtocols.Http1);
        });
        await using var app = builder.Build();
        app.Run(http => HandleAsync(http, data, writer));
        await app.StartAsync();
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static Task HandleAsync(HttpContext http, string data, RawWriter writer)
    {
        var parts = http.Request.Path.Value!.Split('/');
        return parts[1] switch
        {
            "r" => SendAsync(http, RawReader.Of(data).Body(Number(parts[2]))),
            "p" => SendAsync(http, RawReader.Of(data).Page(Number(parts[2]), Number(parts[3]))),
            "w" => TakeAsync(http, writer, 1),
            "t" => TakeAsync(http, writer, (int)Number(parts[2])),
            _ => Task.CompletedTask,
        };
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static Task SendAsync(HttpContext http, byte[] body)
    {
        http.Response.ContentType = "application/fhir+json";
        http.Response.ContentLength = body.Length;
        var write = http.Response.BodyWriter.WriteAsync(body);
        return write.IsCompletedSuccessfully ? Task.CompletedTask : write.AsTask();
    }

    private static async Task TakeAsync(HttpContext http, RawWriter writer, int parts)
    {
        var body = new byte[(int)http.Request.ContentLength!];
        await http.Request.Body.ReadExactlyAsync(body);
        Scan(body);
        var size = body.Length / parts;
        await writer.WriteAsync([.. Enumerable.Range(0, parts).Select(part => new ReadOnlyMemory<byte>(body, part * size, size))]);
        http.Response.StatusCode = StatusCodes.Status201Created;
    }

    private static void Scan(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
        }
    }
}
