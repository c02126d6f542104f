using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Carewright.Scenarios.Tests.Importing;

/// <summary>Another system with files to import, on loopback and without TLS. <c>/moved</c> redirects to where nobody may be led.</summary>
internal sealed class NdjsonServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, (string Body, string? Tag)> _files = new(StringComparer.Ordinal);
    private int _followed;

    internal NdjsonServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        _app.StartAsync().GetAwaiter().GetResult();
    }

    internal string Host => $"localhost:{new Uri(_app.Urls.First()).Port}";

    internal string Address => "http://" + Host;

    /// <summary>How often a redirect was followed.</summary>
    internal int Followed => _followed;

    internal void Serve(string path, string body, string? tag) => _files[path] = (body, tag);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == "/moved")
            http.Response.Redirect("/secret");
        else if (http.Request.Path == "/secret")
            Interlocked.Increment(ref _followed);
        else if (_files.TryGetValue(http.Request.Path, out var file))
        {
            if (file.Tag is not null)
                http.Response.Headers.ETag = file.Tag;
            await http.Response.WriteAsync(file.Body);
        }
        else
            http.Response.StatusCode = 404;
    }
}
