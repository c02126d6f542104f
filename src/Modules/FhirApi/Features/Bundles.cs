using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Bundles;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features;

/// <summary>batch and transaction (FHIR R4 http.html#transaction).</summary>
internal sealed class Bundles(RecordGateway gateway, BatchEntries batch, DoorRefusals refusals)
{
    internal async Task ProcessAsync(FhirExchange exchange)
    {
        var (json, status, issues) = await RequestBody.ReadAsync(exchange.Http, exchange.Aborted).ConfigureAwait(false);
        var parsed = status == 0 ? ResourceDocument.Parse(json) : default;
        var document = parsed.Document;
        if (status == 0)
            (status, issues) = Faults(parsed);
        if (status != 0)
            await refusals.RefuseAsync(exchange, "transaction", status, issues).ConfigureAwait(false);
        else if (document!.Root.Child("type").ValueEquals("batch"u8))
            await BatchAsync(exchange, document).ConfigureAwait(false);
        else
            await TransactionAsync(exchange, document).ConfigureAwait(false);
    }

    private static (int Status, IReadOnlyList<Issue> Issues) Faults(ParseOutcome parsed)
    {
        if (parsed.Document is not { } document)
            return (400, parsed.Issues);
        if (document.ResourceType != "Bundle")
            return (400, [Issue.Error(IssueTypes.Invalid, "REST-NOT-A-BUNDLE", $"A Bundle is expected here, not a {document.ResourceType}.", document.ResourceType, "FHIR R4 http.html#transaction")]);
        var faults = parsed.Issues.Where(issue => issue.IsError && !IsInsideResource(issue)).ToList();
        if (faults.Count > 0)
            return (400, faults);
        return document.Root.Child("type").GetString() is "batch" or "transaction"
            ? (0, [])
            : (400, [Issue.Error(IssueTypes.Value, "REST-BUNDLE-TYPE", "The Bundle's type must be batch or transaction.", "Bundle.type", "FHIR R4 http.html#transaction")]);
    }

    // What is wrong inside an entry's resource is that entry's fault, and is found when the entry is done.
    private static bool IsInsideResource(Issue issue) => issue.Location?.StartsWith("Bundle.entry[", StringComparison.Ordinal) == true && issue.Location.Contains("].resource", StringComparison.Ordinal);

    private async Task BatchAsync(FhirExchange exchange, ResourceDocument bundle)
    {
        var writer = new BundleWriter("batch-response", bundle.Utf8.Length);
        foreach (var entry in bundle.Root.Children("entry"))
        {
            var result = await batch.RunAsync(exchange, entry).ConfigureAwait(false);
            writer.StartEntry(null, result.Body.Span);
            writer.Response(!result.Body.IsEmpty, result.Status.ToString(CultureInfo.InvariantCulture), result.Location, result.ETag, result.LastModified, result.Outcome.Span);
            writer.EndEntry();
        }
        await BodyResponse.WriteAsync(exchange.Http, 200, writer.Finish()).ConfigureAwait(false);
    }

    private async Task TransactionAsync(FhirExchange exchange, ResourceDocument bundle)
    {
        var answer = await gateway.TransactionAsync(exchange.Actor, bundle, exchange.Aborted).ConfigureAwait(false);
        if (answer.IsRefused)
        {
            await OutcomeResponse.WriteAsync(exchange.Http, answer.Refusal).ConfigureAwait(false);
            return;
        }
        var baseUrl = BaseUrl.Of(exchange.Http.Request);
        var wanted = Preferences.Of(exchange.Http.Request).Return;
        var writer = new BundleWriter("transaction-response", bundle.Utf8.Length);
        foreach (var entry in answer.Value.Entries)
            await WriteEntryAsync(exchange, writer, entry, baseUrl, wanted).ConfigureAwait(false);
        await BodyResponse.WriteAsync(exchange.Http, 200, writer.Finish()).ConfigureAwait(false);
    }

    private async ValueTask WriteEntryAsync(FhirExchange exchange, BundleWriter writer, TransactionEntryResult entry, string baseUrl, ReturnPreference wanted)
    {
        if (entry.Written is not { } written)
        {
            var read = await batch.GetAsync(exchange, entry.Url).ConfigureAwait(false);
            writer.StartEntry(null, read.Body.Span);
            writer.Response(!read.Body.IsEmpty, read.Status.ToString(CultureInfo.InvariantCulture), null, read.ETag, read.LastModified, read.Outcome.Span);
        }
        else
        {
            var resource = written.Resource;
            var body = wanted == ReturnPreference.Representation ? resource.Json.Span : default;
            var status = written.Effect switch { WriteEffect.Created => "201", WriteEffect.Deleted => "204", _ => "200" };
            writer.StartEntry(baseUrl, resource.Reference, body);
            writer.Response(true, status, $"{resource.Reference}/_history/{resource.VersionId}", EntityTag.Of(resource.VersionId), resource.LastUpdated, default);
        }
        writer.EndEntry();
    }
}

/// <summary>What one entry of a batch answers.</summary>
internal readonly record struct BatchEntryResult(
    int Status, ReadOnlyMemory<byte> Body, string? Location = null, string? ETag = null, DateTimeOffset? LastModified = null, ReadOnlyMemory<byte> Outcome = default);

/// <summary>Does one entry of a batch as if it had come by itself: authorised and audited by itself.</summary>
internal sealed class BatchEntries(RecordGateway gateway, Searching searching)
{
    internal async ValueTask<BatchEntryResult> RunAsync(FhirExchange exchange, Element entry)
    {
        var request = entry.Child("request");
        var url = request.Child("url").GetString() ?? "";
        switch (request.Child("method").GetString())
        {
            case "GET" or "HEAD":
                return await GetAsync(exchange, url).ConfigureAwait(false);
            case "POST" or "PUT" when !entry.Child("resource").Exists:
                return await RefuseAsync(exchange, "batch", 400, Issue.Error(IssueTypes.Required, "BATCH-NO-RESOURCE", "The entry writes, but holds no resource.", entry.Location())).ConfigureAwait(false);
            case "POST":
                return await CreateAsync(exchange, url, entry).ConfigureAwait(false);
            case "PUT":
                return await UpdateAsync(exchange, url, entry).ConfigureAwait(false);
            case "DELETE":
                return await DeleteAsync(exchange, url, request).ConfigureAwait(false);
            default:
                return await RefuseAsync(exchange, "batch", 400, Issue.Error(IssueTypes.NotSupported, "BATCH-METHOD", "A batch entry's method is GET, HEAD, POST, PUT or DELETE.", request.Location())).ConfigureAwait(false);
        }
    }

    /// <summary>A read, vread, history-free GET or search by its relative address.</summary>
    internal async ValueTask<BatchEntryResult> GetAsync(FhirExchange exchange, string url)
    {
        var question = url.IndexOf('?', StringComparison.Ordinal);
        if (!TryAddress(question < 0 ? url : url[..question], out var address) || address.Type is null || address.IsHistory != (address.VersionId is not null) || address.Operation is not null)
            return await RefuseAsync(exchange, "batch", 400, Issue.Error(IssueTypes.NotSupported, "BATCH-ADDRESS", "A GET inside a Bundle is [type]/[id], [type]/[id]/_history/[vid] or [type]?criteria.", url)).ConfigureAwait(false);
        if (FhirModel.R4.FindType(address.Type) is not { Kind: TypeKind.Resource, IsAbstract: false })
            return await RefuseAsync(exchange, "batch", 404, FhirRouter.UnknownType(address.Type)).ConfigureAwait(false);
        if (address.Id is null)
        {
            var query = QueryText.Pairs(question < 0 ? "" : url[(question + 1)..]).ToList();
            var (status, body) = await searching.SearchAsync(exchange.Actor, address.Type, query, BaseUrl.Of(exchange.Http.Request), SearchHandling.Strict, exchange.Aborted).ConfigureAwait(false);
            return status == 200 ? new(200, body) : new(status, default, Outcome: body);
        }
        var answer = long.TryParse(address.VersionId, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? await gateway.ReadVersionAsync(exchange.Actor, address.Type, address.Id, version, exchange.Aborted).ConfigureAwait(false)
            : await gateway.ReadAsync(exchange.Actor, address.Type, address.Id, exchange.Aborted).ConfigureAwait(false);
        return answer.IsRefused ? Refused(answer.Refusal) : new(200, answer.Value.Json, null, EntityTag.Of(answer.Value.VersionId), answer.Value.LastUpdated);
    }

    private async ValueTask<BatchEntryResult> CreateAsync(FhirExchange exchange, string url, Element entry)
    {
        if (!TryAddress(url, out var address) || address is not { Type: { } type, Id: null, IsSearch: false, Operation: null })
            return await RefuseAsync(exchange, "create", 400, Issue.Error(IssueTypes.NotSupported, "BATCH-CREATE-ADDRESS", "A create's address is its type.", entry.Location())).ConfigureAwait(false);
        SearchRequest? condition = null;
        if (entry.Child("request").Child("ifNoneExist").GetString() is { } criteria)
        {
            var parsed = SearchRequest.Parse(type, QueryText.Pairs(criteria), FhirModel.R4, SearchHandling.Strict);
            if (parsed.Request is null)
                return await RefuseAsync(exchange, "create", 400, parsed.Issues).ConfigureAwait(false);
            condition = parsed.Request;
        }
        return Wrote(await gateway.CreateAsync(exchange.Actor, type, entry.Child("resource").RawJson.ToArray(), condition, exchange.Aborted).ConfigureAwait(false));
    }

    private async ValueTask<BatchEntryResult> UpdateAsync(FhirExchange exchange, string url, Element entry)
    {
        if (!TryAddress(url, out var address) || address is not { Type: { } type, Id: { } id, IsHistory: false, Operation: null })
            return await RefuseAsync(exchange, "update", 400, Issue.Error(IssueTypes.NotSupported, "BATCH-UPDATE-ADDRESS", "An update's address is [type]/[id].", entry.Location())).ConfigureAwait(false);
        return TryIfMatch(entry.Child("request"), out var ifMatch)
            ? Wrote(await gateway.UpdateAsync(exchange.Actor, type, id, entry.Child("resource").RawJson.ToArray(), ifMatch, exchange.Aborted).ConfigureAwait(false))
            : await RefuseAsync(exchange, "update", 400, BadTag(entry.Child("request"))).ConfigureAwait(false);
    }

    private async ValueTask<BatchEntryResult> DeleteAsync(FhirExchange exchange, string url, Element request)
    {
        if (!TryAddress(url, out var address) || address is not { Type: { } type, Id: { } id, IsHistory: false, Operation: null })
            return await RefuseAsync(exchange, "delete", 400, Issue.Error(IssueTypes.NotSupported, "BATCH-DELETE-ADDRESS", "A delete's address is [type]/[id].", request.Location())).ConfigureAwait(false);
        if (!TryIfMatch(request, out var ifMatch))
            return await RefuseAsync(exchange, "delete", 400, BadTag(request)).ConfigureAwait(false);
        var answer = await gateway.DeleteAsync(exchange.Actor, type, id, ifMatch, exchange.Aborted).ConfigureAwait(false);
        return answer.IsRefused ? Refused(answer.Refusal) : new(204, default, null, EntityTag.Of(answer.Value.Resource.VersionId));
    }

    private static bool TryAddress(string url, out FhirAddress address) => FhirAddress.TryParse(url, out address) && (address.Id is null || FhirId.IsValid(address.Id));

    private static bool TryIfMatch(Element request, out long? version)
    {
        version = null;
        if (request.Child("ifMatch").GetString() is not { } tag)
            return true;
        if (!EntityTag.TryParse(tag, out var parsed))
            return false;
        version = parsed;
        return true;
    }

    private static Issue BadTag(Element request) => Issue.Error(IssueTypes.Value, "BATCH-IF-MATCH", "ifMatch is a version tag such as W/\"3\".", request.Location(), "FHIR R4 http.html#concurrency");

    private static BatchEntryResult Wrote(Answer<Written> answer)
    {
        if (answer.IsRefused)
            return Refused(answer.Refusal);
        var (effect, resource) = answer.Value;
        return new(effect == WriteEffect.Created ? 201 : 200, resource.Json, $"{resource.Reference}/_history/{resource.VersionId}", EntityTag.Of(resource.VersionId), resource.LastUpdated);
    }

    private static BatchEntryResult Refused(Refusal refusal) => new(refusal.Status, default, Outcome: OperationOutcomeWriter.Write(refusal.Issues));

    private static BatchEntryResult Outcome(int status, params IReadOnlyList<Issue> issues) => new(status, default, Outcome: OperationOutcomeWriter.Write(issues));

    // The gateway never sees such an entry: its refusal is recorded here.
    private async ValueTask<BatchEntryResult> RefuseAsync(FhirExchange exchange, string interaction, int status, params IReadOnlyList<Issue> issues)
    {
        var unrecorded = await gateway.RecordAsync(exchange.Actor, interaction, null, status, exchange.Aborted).ConfigureAwait(false);
        return unrecorded is null ? Outcome(status, issues) : Refused(unrecorded);
    }
}
