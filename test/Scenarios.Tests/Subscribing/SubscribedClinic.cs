using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary>A clinic whose administrator lets notifications go to loopback, and whose accounts subscribe.</summary>
public sealed class SubscribedClinic : IAsyncLifetime
{
    internal const string Topics = "https://carewright.example/fhir/SubscriptionTopic/";
    private const string Guide = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";

    internal RunningClinic Running { get; private set; } = null!;

    /// <summary>A partner system: sees everything but restricted rows.</summary>
    internal Door Hook => Running.As("hook");

    internal Door As(string user) => Running.As(user);

    public async ValueTask InitializeAsync() => Running = await OpenAsync(await RunningClinic.NewAsync());

    internal static async Task<RunningClinic> OpenAsync(RunningClinic running)
    {
        await running.AddUserAsync("hook", "system-interface");
        await running.AddUserAsync("doctor", "physician", SeededClinic.FamilyMedicine);
        await running.AddUserAsync("psychologist", "physician", SeededClinic.BehavioralHealth);
        await running.AddUserAsync("desk", "front-desk");
        await running.AddUserAsync("officer", "compliance-officer");
        var admin = await running.AddUserAsync("chief", "administrator");
        (await admin.SendBytesAsync(HttpMethod.Put, "outbound-hosts", """{"hosts":["127.0.0.1"]}"""u8.ToArray(), "application/json")).Expect(204);
        return running;
    }

    /// <summary>A topic-based Subscription.</summary>
    internal static JsonObject ByTopic(string topic, Uri? endpoint, string content = "id-only", string[]? filters = null, int? heartbeat = null, int? maxCount = null, int? timeout = null, string payload = "application/fhir+json")
    {
        var extensions = new JsonArray();
        foreach (var (name, value) in new[] { ("backport-heartbeat-period", heartbeat), ("backport-timeout", timeout) })
        {
            if (value is { } number)
                extensions.Add(new JsonObject { ["url"] = Guide + name, ["valueUnsignedInt"] = number });
        }
        if (maxCount is { } most)
            extensions.Add(new JsonObject { ["url"] = Guide + "backport-max-count", ["valuePositiveInt"] = most });
        var channel = new JsonObject
        {
            ["type"] = endpoint is null ? "websocket" : "rest-hook",
            ["payload"] = payload,
            ["_payload"] = new JsonObject { ["extension"] = new JsonArray(new JsonObject { ["url"] = Guide + "backport-payload-content", ["valueCode"] = content }) },
        };
        if (endpoint is not null)
            channel["endpoint"] = endpoint.ToString();
        if (extensions.Count > 0)
            channel["extension"] = extensions;
        var subscription = new JsonObject
        {
            ["resourceType"] = "Subscription",
            ["meta"] = new JsonObject { ["profile"] = new JsonArray(Guide + "backport-subscription") },
            ["status"] = "requested",
            ["reason"] = "scenario",
            ["criteria"] = topic.Contains("://", StringComparison.Ordinal) ? topic : Topics + topic,
            ["channel"] = channel,
        };
        if (filters is not null)
            subscription["_criteria"] = new JsonObject { ["extension"] = new JsonArray([.. filters.Select(filter => new JsonObject { ["url"] = Guide + "backport-filter-criteria", ["valueString"] = filter })]) };
        return subscription;
    }

    /// <summary>A Subscription by criteria.</summary>
    internal static JsonObject ByCriteria(string criteria, Uri? endpoint, string? payload)
    {
        var channel = new JsonObject { ["type"] = endpoint is null ? "websocket" : "rest-hook" };
        if (endpoint is not null)
            channel["endpoint"] = endpoint.ToString();
        if (payload is not null)
            channel["payload"] = payload;
        return new JsonObject { ["resourceType"] = "Subscription", ["status"] = "requested", ["reason"] = "scenario", ["criteria"] = criteria, ["channel"] = channel };
    }

    /// <summary>A topic as an administrator writes one.</summary>
    internal static JsonObject Topic(string id, string type, string[] interactions, JsonArray? query = null, string? path = null, string[]? filters = null)
    {
        const string Five = "http://hl7.org/fhir/5.0/StructureDefinition/extension-SubscriptionTopic.", Four = "http://hl7.org/fhir/4.3/StructureDefinition/extension-SubscriptionTopic.";
        var trigger = new JsonArray(new JsonObject { ["url"] = "resource", ["valueUri"] = "http://hl7.org/fhir/StructureDefinition/" + type });
        foreach (var interaction in interactions)
            trigger.Add(new JsonObject { ["url"] = "supportedInteraction", ["valueCode"] = interaction });
        if (query is not null)
            trigger.Add(new JsonObject { ["url"] = "queryCriteria", ["extension"] = query });
        if (path is not null)
            trigger.Add(new JsonObject { ["url"] = "fhirPathCriteria", ["valueString"] = path });
        var extensions = new JsonArray(
            new JsonObject { ["url"] = Five + "url", ["valueUri"] = "https://scenario.example/topic/" + id },
            new JsonObject { ["url"] = Four + "resourceTrigger", ["extension"] = trigger });
        foreach (var filter in filters ?? [])
            extensions.Add(new JsonObject { ["url"] = Four + "canFilterBy", ["extension"] = new JsonArray(new JsonObject { ["url"] = "resource", ["valueUri"] = type }, new JsonObject { ["url"] = "filterParameter", ["valueString"] = filter }) });
        return new JsonObject
        {
            ["resourceType"] = "Basic",
            ["id"] = id,
            ["extension"] = extensions,
            ["modifierExtension"] = new JsonArray(new JsonObject { ["url"] = Five + "status", ["valueCode"] = "active" }),
            ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://hl7.org/fhir/fhir-types", ["code"] = "SubscriptionTopic" }) },
        };
    }

    internal static JsonObject Encounter(string id, string patient, string status) => Chart.Resource($$$"""
        {"resourceType":"Encounter","id":"{{{id}}}","status":"{{{status}}}","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/{{{patient}}}"}}
        """);

    /// <summary>Subscribes and waits until it is active; gives the id.</summary>
    internal static async Task<string> SubscribeAsync(Door door, JsonObject subscription)
    {
        var id = (await door.CreateAsync(subscription)).Expect(201).Id;
        await StatusAsync(door, id, "active");
        return id;
    }

    internal static async Task<JsonObject> StatusAsync(Door door, string id, string status)
    {
        JsonObject? last = null;
        try
        {
            await Wait.UntilAsync(async () => (string?)(last = (await door.GetAsync("fhir/Subscription/" + id)).Expect(200).Json)["status"] == status, $"Subscription/{id} to be {status}");
        }
        catch (Xunit.Sdk.TrueException)
        {
            Assert.Fail($"Subscription/{id} is not {status}: {last?.ToJsonString()}");
        }
        return last!;
    }

    internal async Task<string> PatientAsync()
    {
        var id = Chart.NewId();
        (await Hook.PutAsync(Chart.Patient(id))).Expect(201);
        return id;
    }

    public ValueTask DisposeAsync() => Running.DisposeAsync();
}
