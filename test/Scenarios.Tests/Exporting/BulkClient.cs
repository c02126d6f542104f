using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Exporting;

/// <summary>A client of Bulk Data Access: kicks off, asks until it is done, takes the files.</summary>
internal sealed class BulkClient(Door door)
{
    internal static (string, string) Async { get; } = ("Prefer", "respond-async");

    internal static (string, string) LenientAsync { get; } = ("Prefer", "respond-async, handling=lenient");

    internal Door Door => door;

    /// <summary>Kicks off by GET and gives the address of the job.</summary>
    internal async Task<string> StartAsync(string path, bool isLenient = false) =>
        (await door.GetAsync("fhir/" + path, isLenient ? LenientAsync : Async)).Expect(202).Header("Content-Location") ?? throw new InvalidOperationException("No Content-Location.");

    /// <summary>Kicks off by POST.</summary>
    internal Task<Reply> PostAsync(string path, params (string Name, JsonNode Value)[] parameters) => door.PostAsync("fhir/" + path, Parameters(parameters), Async);

    internal static JsonObject Parameters(params (string Name, JsonNode Value)[] parameters)
    {
        var list = new JsonArray();
        foreach (var (name, value) in parameters)
        {
            var member = value is JsonObject ? "valueReference" : name is "_since" or "_until" ? "valueInstant" : "valueString";
            list.Add(new JsonObject { ["name"] = name, [member] = value });
        }
        return new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = list };
    }

    internal static JsonObject PatientReference(string id) => new() { ["reference"] = "Patient/" + id };

    /// <summary>Asks until the job is done.</summary>
    internal async Task<Reply> WaitAsync(string job)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var reply = await door.GetAsync(job);
            if (reply.Status != 202)
                return reply;
            Assert.NotNull(reply.Header("X-Progress"));
            Assert.NotNull(reply.Header("Retry-After"));
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2), "the job does not end");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Kicks off, waits, takes everything, and deletes the job.</summary>
    internal async Task<BulkFiles> ExportAsync(string path, bool isLenient = false)
    {
        var job = await StartAsync(path, isLenient);
        var files = await TakeAsync(job);
        (await door.SendAsync(HttpMethod.Delete, job, null)).Expect(202);
        return files;
    }

    internal async Task<BulkFiles> TakeAsync(string job)
    {
        var manifest = (await WaitAsync(job)).Expect(200).Json;
        return new BulkFiles(manifest, await LinesAsync(manifest, "output"), await LinesAsync(manifest, "deleted"), await LinesAsync(manifest, "error"));
    }

    private async Task<IReadOnlyList<JsonObject>> LinesAsync(JsonObject manifest, string part)
    {
        var all = new List<JsonObject>();
        foreach (var file in manifest[part]!.AsArray())
        {
            var reply = (await door.GetAsync((string)file!["url"]!)).Expect(200);
            Assert.StartsWith("application/fhir+ndjson", reply.Type, StringComparison.Ordinal);
            var lines = Lines(reply);
            Assert.Equal((int)file["count"]!, lines.Count);
            Assert.All(lines, line => Assert.Equal((string?)file["type"], (string?)line["resourceType"]));
            all.AddRange(lines);
        }
        return all;
    }

    internal static IReadOnlyList<JsonObject> Lines(Reply reply) =>
        [.. Encoding.UTF8.GetString(reply.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
}

/// <summary>What a job gave.</summary>
internal sealed record BulkFiles(JsonObject Manifest, IReadOnlyList<JsonObject> Output, IReadOnlyList<JsonObject> Deleted, IReadOnlyList<JsonObject> Errors)
{
    internal IReadOnlyList<string> References => [.. Output.Select(Reply.Reference)];

    internal IReadOnlyList<JsonObject> Of(string type) => [.. Output.Where(resource => (string?)resource["resourceType"] == type)];

    internal IReadOnlyList<string> IdsOf(string type) => [.. Of(type).Select(resource => (string)resource["id"]!)];
}
