using System.Collections.Concurrent;
using System.Net;
using Carewright.Hl7v2;
using Carewright.Interfaces.Partners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>What a partner's web server got.</summary>
internal sealed record Posted(string Path, string Type, string Authorization, Hl7Message Message);

/// <summary>A partner's web server that takes messages: keeps what comes and answers as a test says.</summary>
internal sealed class PostingEnd : IAsyncDisposable
{
    private readonly ConcurrentQueue<Posted> _taken = new();
    private readonly WebApplication _app;

    private PostingEnd(WebApplication app) => _app = app;

    internal IReadOnlyList<Posted> Taken => [.. _taken];

    /// <summary>Status and body.</summary>
    internal Func<Hl7Message, (int Status, byte[] Body)> Answer { get; set; } = message => (200, OtherEnd.Acknowledge(message, "AA"));

    internal int Port => new Uri(_app.Urls.First()).Port;

    internal static async Task<PostingEnd> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var end = new PostingEnd(builder.Build());
        end._app.Run(end.TakeAsync);
        await end._app.StartAsync(TestContext.Current.CancellationToken);
        return end;
    }

    /// <summary>A laboratory that messages are posted to.</summary>
    internal Partner Laboratory() => new("web-lab", "Laboratory")
    {
        Send = new PartnerTarget("127.0.0.1", Port, false) { AnswerSeconds = 5, Http = new HttpTarget { Path = "/in/clinic?line=1", UserName = "clinic", Password = "a password of the clinic" } },
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var message = Hl7Message.Parse(body.ToArray());
        _taken.Enqueue(new Posted(http.Request.Path + http.Request.QueryString, http.Request.ContentType ?? "", http.Request.Headers.Authorization.ToString(), message));
        (http.Response.StatusCode, var answer) = Answer(message);
        http.Response.ContentType = "application/hl7-v2; charset=utf-8";
        await http.Response.Body.WriteAsync(answer);
    }
}
