using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.FhirApi.Features.Applying;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features.Closure;

/// <summary>
/// <c>$closure</c> (FHIR R4 conceptmap-operation-closure.html): <c>name</c> alone begins a table anew; with <c>concept</c>s it adds them and answers what that brings; with <c>version</c> it answers everything since.
/// </summary>
internal sealed class ClosureOperation(RecordGateway gateway, ClosureTables tables, TimeProvider clock)
{
    private const string Spec = "FHIR R4 conceptmap-operation-closure.html";
    private const int LongestName = 200;

    internal async Task RunAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        var (name, version) = (input.Text("name"), input.Number("version"));
        List<ClosureConcept> concepts = [];
        foreach (var coding in input.Complex("concept"))
        {
            if (coding.Child("system").GetString() is { } system && coding.Child("code").GetString() is { } code)
                concepts.Add(new ClosureConcept(system, code));
            else
                input.Issues.Add(Issue.Error(IssueTypes.Required, "CLOSURE-CONCEPT", "A concept is a Coding with system and code.", "concept", Spec));
        }
        input.RefuseRest("$closure");
        if (name is null or { Length: 0 or > LongestName })
            input.Issues.Add(Issue.Error(IssueTypes.Required, "CLOSURE-NAME", $"A closure table has a name of at most {LongestName} characters.", "name", Spec));
        if (version is not null && concepts.Count > 0)
            input.Issues.Add(Issue.Error(IssueTypes.Invalid, "CLOSURE-BOTH", "Either concepts are added, or what came since a version is asked for.", "version", Spec));
        var (status, table, since, faults) = input.Issues.Exists(issue => issue.IsError)
            ? (input.Status == 0 ? 400 : input.Status, null, 0, input.Issues)
            : await AnswerAsync(exchange, name!, version, concepts).ConfigureAwait(false);
        var unrecorded = await gateway.RecordAsync(exchange.Actor, "closure", "ConceptMap", status, exchange.Aborted, $"concepts={concepts.Count}").ConfigureAwait(false);
        if (unrecorded is not null)
            await OutcomeResponse.WriteAsync(exchange.Http, unrecorded).ConfigureAwait(false);
        else if (table is null)
            await OutcomeResponse.WriteAsync(exchange.Http, status, faults).ConfigureAwait(false);
        else
            await BodyResponse.WriteAsync(exchange.Http, 200, Map(table, since)).ConfigureAwait(false);
    }

    private async Task<(int Status, ClosureTable? Table, int Since, List<Issue> Faults)> AnswerAsync(FhirExchange exchange, string name, int? version, List<ClosureConcept> concepts)
    {
        var user = exchange.Actor.UserName;
        if (version is null && concepts.Count == 0)
        {
            var (made, refused) = await tables.ResetAsync(user, name, exchange.Aborted).ConfigureAwait(false);
            return made is null ? (422, null, 0, [refused!]) : (200, made, 0, []);
        }
        if (tables.Find(user, name) is not { } table)
            return (404, null, 0, [Issue.Error(IssueTypes.NotFound, "CLOSURE-UNKNOWN", "There is no closure table of this name; begin it by its name alone.", "name", Spec)]);
        if (version is { } since)
            return since > table.Version ? (422, null, 0, [Issue.Error(IssueTypes.Value, "CLOSURE-VERSION", $"The table is at version {table.Version}.", "version", Spec)]) : (200, table, since, []);
        var (changed, faults) = await tables.AddAsync(table, concepts, exchange.Aborted).ConfigureAwait(false);
        return faults.Count > 0 ? (422, null, 0, [.. faults]) : (200, changed, changed.Version == table.Version ? changed.Version : changed.Version - 1, []);
    }

    private ReadOnlyMemory<byte> Map(ClosureTable table, int since)
    {
        var map = new JsonObject
        {
            ["resourceType"] = "ConceptMap",
            ["version"] = table.Version.ToString(CultureInfo.InvariantCulture),
            ["name"] = table.Name,
            ["status"] = "active",
            ["experimental"] = true,
            ["date"] = ActivityApplication.Instant(clock.GetUtcNow()),
        };
        var groups = new JsonArray();
        foreach (var system in table.Entries.Where(entry => entry.Version > since).GroupBy(entry => entry.System, StringComparer.Ordinal))
            groups.Add((JsonNode)new JsonObject { ["source"] = system.Key, ["target"] = system.Key, ["element"] = new JsonArray([.. system.GroupBy(entry => entry.Code, StringComparer.Ordinal).Select(Element)]) });
        if (groups.Count > 0)
            map["group"] = groups;
        return JsonSerializer.SerializeToUtf8Bytes(map, NodeJson.Default.JsonObject);
    }

    private static JsonObject Element(IGrouping<string, ClosureEntry> entries) => new()
    {
        ["code"] = entries.Key,
        ["target"] = new JsonArray([.. entries.Select(entry => new JsonObject { ["code"] = entry.Ancestor, ["equivalence"] = entry.Equivalence })]),
    };
}
