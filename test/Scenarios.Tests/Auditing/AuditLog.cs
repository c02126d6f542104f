using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Auditing;

/// <summary>The audit log as the compliance officer reads it.</summary>
internal sealed class AuditLog(Door officer)
{
    /// <summary>All events of a filter, oldest first.</summary>
    internal async Task<IReadOnlyList<JsonObject>> EventsAsync(string filter)
    {
        var events = new List<JsonObject>();
        string? cursor = null;
        do
        {
            var page = (await officer.GetAsync($"audit/events?count=100&{filter}{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect(200).Json;
            events.AddRange(page["events"]!.AsArray().Select(one => one!.AsObject()));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        events.Reverse();
        return events;
    }

    /// <summary>What an action leaves in the log of a user.</summary>
    internal async Task<IReadOnlyList<JsonObject>> DuringAsync(string user, Func<Task> action)
    {
        var before = (await EventsAsync($"user={user}")).Count;
        await action();
        return [.. (await EventsAsync($"user={user}")).Skip(before)];
    }

    internal static string Text(JsonObject one, string member) => (string?)one[member] ?? "";

    internal static IReadOnlyList<string> Resources(JsonObject one) => [.. one["resources"]!.AsArray().Select(resource => (string)resource!)];

    internal static IReadOnlyList<string> Patients(JsonObject one) => [.. one["patients"]!.AsArray().Select(patient => (string)patient!["reference"]!)];
}
