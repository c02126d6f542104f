using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary>What an endpoint got.</summary>
internal sealed record Received(string Method, string Path, string Type, string Text, IReadOnlyDictionary<string, string> Headers)
{
    internal JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    /// <summary>The status Parameters of a notification: name, value.</summary>
    internal JsonArray Status => Json["entry"]![0]!["resource"]!["parameter"]!.AsArray();

    internal string Value(string name) => Notifications.Value(Status, name);

    internal string Kind => Text.StartsWith('{') ? Value("type") : "";

    internal IReadOnlyList<JsonObject> Events => Notifications.Events(Status);

    internal IReadOnlyList<JsonObject> Resources => [.. Json["entry"]!.AsArray().Skip(1).Select(entry => entry!["resource"]?.AsObject()).OfType<JsonObject>()];
}

/// <summary>Reads status Parameters.</summary>
internal static class Notifications
{
    internal static string Value(JsonArray parameters, string name)
    {
        var parameter = parameters.FirstOrDefault(one => (string?)one!["name"] == name)?.AsObject();
        var value = parameter?.FirstOrDefault(pair => pair.Key.StartsWith("value", StringComparison.Ordinal)).Value;
        return value is JsonObject complex ? (string?)complex["reference"] ?? (string?)complex["text"] ?? "" : (string?)value ?? "";
    }

    internal static IReadOnlyList<JsonObject> Events(JsonArray parameters) => [.. parameters.Where(one => (string?)one!["name"] == "notification-event").Select(one => one!.AsObject())];

    internal static string Part(JsonObject one, string name) => Value(one["part"]!.AsArray(), name);

    internal static long Number(JsonObject one) => long.Parse(Part(one, "event-number"), System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A real HTTP server on loopback, as a subscriber has one.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    private Listener(WebApplication app) => _app = app;

    /// <summary>What it answers; 200 unless a test says otherwise.</summary>
    internal Func<Received, Task<int>> Answer { get; set; } = _ => Task.FromResult(200);

    internal Uri Address => new(_app.Urls.First());

    internal IReadOnlyList<Received> All => [.. _received];

    internal IReadOnlyList<Received> Notifications => [.. _received.Where(one => one.Kind == "event-notification")];

    internal int Count => _received.Count;

    internal static async Task<Listener> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var listener = new Listener(app);
        app.Run(listener.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return listener;
    }

    internal async Task<IReadOnlyList<Received>> WaitForAsync(int notifications, int seconds = 60)
    {
        await Wait.UntilAsync(() => Notifications.Count >= notifications, $"{notifications} notifications (there are {Notifications.Count} of {_received.Count} requests)", seconds);
        return Notifications;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        var received = new Received(http.Request.Method, http.Request.Path, http.Request.ContentType ?? "", text, http.Request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        var status = await Answer(received);
        if (status is >= 200 and < 300)
            _received.Enqueue(received);
        http.Response.StatusCode = status;
    }
}

/// <summary>Waits for what happens in the background.</summary>
internal static class Wait
{
    internal static async Task UntilAsync(Func<bool> holds, string what, int seconds = 60) => await UntilAsync(() => Task.FromResult(holds()), what, seconds);

    internal static async Task UntilAsync(Func<Task<bool>> holds, string what, int seconds = 60)
    {
        var started = System.Diagnostics.Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(started.Elapsed < TimeSpan.FromSeconds(seconds), "waited in vain for " + what);
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }
}
