using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features;

/// <summary>Searches of a type, of everything and of a patient's compartment, by GET and by POST <c>_search</c>.</summary>
internal sealed class Searching(RecordGateway gateway, DoorRefusals refusals)
{
    private static readonly Issue s_includesCut = new(
        IssueSeverity.Warning, IssueTypes.Incomplete, "REST-INCLUDES-CUT", "More resources would be included than one page may hold; ask for fewer matches with '_count', or search for them by themselves.", "_include", "FHIR R4 search.html#include");

    internal async Task SearchAsync(FhirExchange exchange)
    {
        var query = FhirQuery.Of(exchange.Http.Request);
        await RunAsync(exchange, query).ConfigureAwait(false);
    }

    internal async Task SearchByPostAsync(FhirExchange exchange)
    {
        if (await FormAsync(exchange).ConfigureAwait(false) is { } criteria)
            await RunAsync(exchange, criteria).ConfigureAwait(false);
    }

    /// <summary>The criteria of a search by POST, those of the address included; null when it has been refused.</summary>
    internal async Task<IReadOnlyList<KeyValuePair<string, string>>?> FormAsync(FhirExchange exchange)
    {
        var request = exchange.Http.Request;
        if (!request.HasFormContentType)
        {
            await refusals.RefuseAsync(exchange, "search", 415, Issue.Error(IssueTypes.NotSupported, "REST-FORM", "A search by POST is sent as application/x-www-form-urlencoded.", spec: "FHIR R4 http.html#search"))
                .ConfigureAwait(false);
            return null;
        }
        try
        {
            var form = await request.ReadFormAsync(exchange.Aborted).ConfigureAwait(false);
            return [.. form.SelectMany(field => field.Value.Select(value => new KeyValuePair<string, string>(field.Key, value ?? ""))), .. FhirQuery.Of(request)];
        }
        catch (InvalidDataException)
        {
            await refusals.RefuseAsync(exchange, "search", 400, Issue.Error(IssueTypes.TooLong, "REST-FORM-LIMIT", "The form is not well-formed, or has more fields, longer names or longer values than a search needs.", spec: "FHIR R4 http.html#search"))
                .ConfigureAwait(false);
            return null;
        }
    }

    private async Task RunAsync(FhirExchange exchange, IReadOnlyList<KeyValuePair<string, string>> query)
    {
        var http = exchange.Http;
        var (status, body) = await SearchAsync(exchange.Actor, SearchScope.Of(exchange.Address), query, BaseUrl.Of(http.Request), Preferences.Of(http.Request).Handling, exchange.Aborted).ConfigureAwait(false);
        if (status == 429)
            http.Response.Headers.RetryAfter = "1";
        await BodyResponse.WriteAsync(http, status, body).ConfigureAwait(false);
    }

    /// <summary>A search as a status and a body; also what a batch entry answers with.</summary>
    internal async ValueTask<(int Status, ReadOnlyMemory<byte> Body)> SearchAsync(
        Security.Actor actor, SearchScope scope, IReadOnlyList<KeyValuePair<string, string>> query, string baseUrl, SearchHandling handling, CancellationToken cancellationToken)
    {
        var parsed = SearchRequest.Parse(scope.Type, query, gateway.Definitions, handling);
        if (parsed.Request is not { } request)
        {
            var unrecorded = await gateway.RecordAsync(actor, "search", scope.Type, 400, cancellationToken).ConfigureAwait(false);
            return unrecorded is null ? (400, OperationOutcomeWriter.Write(parsed.Issues)) : (unrecorded.Status, OperationOutcomeWriter.Write(unrecorded.Issues));
        }
        request = OwnReferences.MakeRelative(request, baseUrl) with { CompartmentPatient = scope.Patient, Compartment = scope.Compartment };
        var asked = string.Join('&', query.Select(pair => $"{pair.Key}={pair.Value}"));
        var answer = scope.Type is null
            ? await gateway.SearchSystemAsync(actor, request, scope.Owner is null ? asked : $"{scope.Path}?{asked}", cancellationToken).ConfigureAwait(false)
            : await gateway.SearchAsync(actor, request, scope.Owner is null ? asked : $"{scope.Path}?{asked}", cancellationToken).ConfigureAwait(false);
        return answer.IsRefused
            ? (answer.Refusal.Status, OperationOutcomeWriter.Write(answer.Refusal.Issues))
            : (200, Bundle(request, answer.Value, parsed.Issues, scope.Path.Length == 0 ? baseUrl : $"{baseUrl}/{scope.Path}", baseUrl));
    }

    private static ReadOnlyMemory<byte> Bundle(SearchRequest request, ReleasedPage page, IReadOnlyList<Issue> warnings, string address, string baseUrl)
    {
        var criteria = (request with { Cursor = null }).ToQueryString();
        var shape = new ResultShape(request.Summary == SearchSummary.Count ? SearchSummary.False : request.Summary, request.Elements);
        var self = Link(address, criteria, request.Cursor);
        var next = page.NextCursor is { } cursor ? Link(address, criteria, cursor) : null;
        return Join(page, shape, warnings, baseUrl, self, next);
    }

    /// <summary>A page of rows as a searchset.</summary>
    internal static ReadOnlyMemory<byte> Join(ReleasedPage page, ResultShape shape, IReadOnlyList<Issue> warnings, string baseUrl, string self, string? next)
    {
        var writer = new BundleWriter("searchset", page.Entries.Sum(entry => entry.Resource.Json.Length + 200), page.Total);
        writer.Link("self", self);
        if (next is not null)
            writer.Link("next", next);
        foreach (var entry in page.Entries)
        {
            var resource = shape.Apply(entry.Resource);
            writer.StartEntry(baseUrl, resource.Reference, resource.Json.Span);
            writer.SearchMode(entry.IsMatch ? "match" : "include");
            writer.EndEntry();
        }
        if (page.IncludesAreCut)
            warnings = [.. warnings, s_includesCut];
        if (warnings.Count > 0)
        {
            writer.StartEntry(null, OperationOutcomeWriter.Write(warnings).Span);
            writer.SearchMode("outcome");
            writer.EndEntry();
        }
        return writer.Finish();
    }

    private static string Link(string address, string criteria, string? cursor)
    {
        var query = cursor is null ? criteria : $"{criteria}{(criteria.Length == 0 ? "" : "&")}_cursor={Uri.EscapeDataString(cursor)}";
        return query.Length == 0 ? address : $"{address}?{query}";
    }
}

/// <summary>What a search looks through.</summary>
/// <param name="Type">The type; null for all.</param>
/// <param name="Owner">Type and id of the resource in whose compartment it stays, or null.</param>
internal readonly record struct SearchScope(string? Type, (string Type, string Id)? Owner)
{
    /// <summary>Its address below the base.</summary>
    internal string Path => Owner is var (type, id) ? $"{type}/{id}/{Type ?? FhirAddress.EveryType}" : Type ?? "";

    /// <summary>The patient's id, in a patient's compartment.</summary>
    internal string? Patient => Owner is ("Patient", var id) ? id : null;

    /// <summary>Any other compartment.</summary>
    internal SearchCompartment? Compartment => Owner is var (type, id) && type != "Patient" ? new SearchCompartment(type, id) : null;

    internal static SearchScope Of(FhirAddress address) =>
        address.Member is { } member ? new(member == FhirAddress.EveryType ? null : member, (address.Type!, address.Id!)) : new(address.Type, null);
}
