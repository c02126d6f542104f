using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Crashing;

/// <summary>What a server acknowledged before it was killed.</summary>
internal sealed class Acknowledged
{
    /// <summary>Reference, then the highest version that was acknowledged and the value it had.</summary>
    internal ConcurrentDictionary<string, (long Version, int Value)> Resources { get; } = new(StringComparer.Ordinal);

    /// <summary>Every acknowledged version: <c>Type/id/_history/n</c>.</summary>
    internal ConcurrentBag<string> Versions { get; } = [];

    /// <summary>Every transaction that was sent, and whether it was acknowledged.</summary>
    internal ConcurrentDictionary<string, bool> Transactions { get; } = new(StringComparer.Ordinal);

    internal void Add(string reference, long version, int value)
    {
        Versions.Add($"{reference}/_history/{version}");
        Resources.AddOrUpdate(reference, (version, value), (_, before) => version > before.Version ? (version, value) : before);
    }
}

/// <summary>Many writers at once over HTTP, until the server is gone.</summary>
internal sealed class WriteLoad(Uri address, string token, Acknowledged acknowledged, int seed)
{
    internal const int EntriesOfTransaction = 6;
    internal const string One = "urn:crash:one";
    internal const string Together = "urn:crash:together";
    private const int Writers = 12;
    private volatile bool _ended;

    internal Task Running { get; private set; } = Task.CompletedTask;

    internal void Start() => Running = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer))));

    internal void End() => _ended = true;

    private async Task WriteAsync(int writer)
    {
        // The random numbers only vary the load; what is checked does not depend on them.
        var random = new Random(HashCode.Combine(seed, writer));
        using var door = new Door(address, token);
        string? own = null;
        try
        {
            for (var i = 0; !_ended; i++)
            {
                switch (random.Next(4))
                {
                    case 0 or 1:
                        own = await CreateAsync(door, i);
                        break;
                    case 2 when own is not null:
                        await UpdateAsync(door, own, i);
                        break;
                    default:
                        await TransactAsync(door, i);
                        break;
                }
            }
        }
        catch (HttpRequestException)
        {
            // The server was killed: whatever was not acknowledged may be there or not.
        }
        catch (IOException)
        {
            // The same, while the answer was being read.
        }
    }

    private async Task<string?> CreateAsync(Door door, int value)
    {
        var reply = await door.CreateAsync(Resource(Chart.NewId(), One, value));
        if (reply.Status != 201)
            return Busy(reply);
        acknowledged.Add(reply.Made, reply.Version, value);
        return reply.Made;
    }

    private async Task UpdateAsync(Door door, string reference, int value)
    {
        var resource = Resource(Chart.NewId(), One, value);
        resource["id"] = reference.Split('/')[1];
        var reply = await door.PutAsync(resource);
        if (reply.Status == 200)
            acknowledged.Add(reference, reply.Version, value);
        else
            Busy(reply);
    }

    private async Task TransactAsync(Door door, int value)
    {
        var name = Chart.NewId();
        acknowledged.Transactions[name] = false;
        var entries = Enumerable.Range(0, EntriesOfTransaction).Select(_ => Chart.Post(Resource(name, Together, value))).ToArray();
        var reply = await door.PostAsync("fhir", Chart.Bundle("transaction", entries), ("Prefer", "return=minimal"));
        if (reply.Status != 200)
        {
            Busy(reply);
            return;
        }
        acknowledged.Transactions[name] = true;
        foreach (var entry in reply.Entries)
            acknowledged.Add(string.Join('/', ((string)entry["response"]!["location"]!).Split('/').Take(2)), 1, value);
    }

    private static string? Busy(Reply reply)
    {
        if (reply.Status is not (429 or 409))
            throw new InvalidOperationException($"{reply.Status}: {reply.Text}");
        return null;
    }

    private static JsonObject Resource(string identifier, string system, int value)
    {
        var resource = Chart.Observation("x", "crash-" + (value % 5), value: value);
        resource["identifier"] = new JsonArray(new JsonObject { ["system"] = system, ["value"] = identifier });
        return resource;
    }
}
