using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Controls;
using Carewright.InHouse.Lots;
using Carewright.Security;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Bench;

/// <summary>A row of the record, with its version.</summary>
internal sealed record SeenRow(JsonObject Json, string Reference, long Version, DateTimeOffset At);

/// <summary>Reads the in-house laboratory out of the record with a person's rights. Nothing is kept: what is told is what stands there.</summary>
internal sealed class BenchReader(RecordGateway gateway)
{
    private const string PageSize = "500";

    /// <summary>Everything, or of one kit alone what concerns its runs. Refusals as for search.</summary>
    internal async Task<Answer<BenchView>> ViewAsync(Actor actor, string? kit, CancellationToken cancellationToken)
    {
        var tests = await AllAsync(actor, "ActivityDefinition", [new("identifier", Tests + "|"), new("status", "active")], cancellationToken).ConfigureAwait(false);
        var items = await AllAsync(actor, "Device", [new("type", Items + "|")], cancellationToken).ConfigureAwait(false);
        var runs = await AllAsync(actor, "Observation", [new("category", $"{Kinds}|{Control}"), .. Of("device", kit)], cancellationToken).ConfigureAwait(false);
        var actions = await AllAsync(actor, "DetectedIssue", [new("code", $"{Kinds}|{InHouseNames.Action}"), .. Of("implicated", kit)], cancellationToken).ConfigureAwait(false);
        if ((tests.Refusal ?? items.Refusal ?? runs.Refusal ?? actions.Refusal) is { } refusal)
            return refusal;
        return new BenchView(
            [.. tests.Value!.Select(row => TestDefinition.Read(row.Json)).OfType<InHouseTest>().DistinctBy(test => test.Code).OrderBy(test => test.Name, StringComparer.OrdinalIgnoreCase)],
            [.. items.Value!.Select(row => Item.Read(row.Json, row.At)).OfType<Item>()],
            ControlRun.Read(runs.Value!.Select(row => row.Json)),
            [.. actions.Value!.Select(row => CorrectiveAction.Read(row.Json)).OfType<CorrectiveAction>().OrderBy(action => action.At)]);
    }

    /// <summary>Everything that a search finds, included rows too.</summary>
    internal async Task<Answer<IReadOnlyList<SeenRow>>> AllAsync(Actor actor, string type, IReadOnlyList<KeyValuePair<string, string>> criteria, CancellationToken cancellationToken)
    {
        var request = SearchRequest.Parse(type, [.. criteria, new("_count", PageSize)], FhirModel.R4, SearchHandling.Strict).Request ?? throw new InvalidOperationException($"A search of {type} does not parse.");
        var rows = new List<SeenRow>();
        while (true)
        {
            var page = await gateway.SearchAsync(actor, request, request.ToQueryString(), cancellationToken).ConfigureAwait(false);
            if (page.IsRefused)
                return page.Refusal;
            rows.AddRange(page.Value.Entries.Select(entry => RowOf(entry.Resource)).OfType<SeenRow>());
            if (page.Value.NextCursor is not { } next)
                return rows.DistinctBy(row => row.Reference).ToArray();
            request = request with { Cursor = next };
        }
    }

    /// <summary>One resource; null when it is not there, or not the person's to see.</summary>
    internal async Task<SeenRow?> OneAsync(Actor actor, string? reference, string type, CancellationToken cancellationToken)
    {
        if (reference?.Split('/') is not [var named, { Length: > 0 and <= 64 } id] || named != type)
            return null;
        var answer = await gateway.ReadAsync(actor, type, id, cancellationToken).ConfigureAwait(false);
        return answer.IsRefused ? null : RowOf(answer.Value);
    }

    private static IEnumerable<KeyValuePair<string, string>> Of(string parameter, string? kit) => kit is null ? [] : [new(parameter, $"Device/{kit}")];

    private static SeenRow? RowOf(ReleasedResource resource) => resource.Open() is { } json ? new SeenRow(json, resource.Reference, resource.VersionId, resource.LastUpdated) : null;
}
