using System.Globalization;
using Carewright.Fhir.Json;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Bundles;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features;

/// <summary>batch and transaction (FHIR R4 http.html#transaction).</summary>
internal sealed class Bundles(RecordGateway gateway, BundleRequests requests, DoorRefusals refusals)
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
        foreach (var entry in BundleEntry.ReadAll(bundle))
            Write(writer, null, await requests.RunAsync(exchange, entry).ConfigureAwait(false));
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
        foreach (var result in answer.Value.Entries)
        {
            if (result.Entry.Method is "GET" or "HEAD")
                Write(writer, null, await requests.RunAsync(exchange, result.Entry).ConfigureAwait(false));
            else
                Write(writer, result.Written is { } written ? $"{baseUrl}/{written.Resource.Reference}" : null, Written(result.Written, wanted));
        }
        await BodyResponse.WriteAsync(exchange.Http, 200, writer.Finish()).ConfigureAwait(false);
    }

    private static BundleEntryAnswer Written(Written? written, ReturnPreference wanted)
    {
        if (written is null)
            return new(204, default);
        var resource = written.Resource;
        var status = written.Effect switch { WriteEffect.Created => 201, WriteEffect.Deleted => 204, _ => 200 };
        var body = wanted == ReturnPreference.Representation ? resource.Json : default;
        var outcome = wanted == ReturnPreference.OperationOutcome && status != 204 ? WrittenOutcome.Of(written) : WrittenOutcome.Of(written.Warnings);
        return new(status, body, $"{resource.Reference}/_history/{resource.VersionId}", EntityTag.Of(resource.VersionId), resource.LastUpdated, outcome);
    }

    private static void Write(BundleWriter writer, string? fullUrl, BundleEntryAnswer answer)
    {
        writer.StartEntry(fullUrl, answer.Body.Span);
        writer.Response(fullUrl is not null || !answer.Body.IsEmpty, answer.Status.ToString(CultureInfo.InvariantCulture), answer.Location, answer.ETag, answer.LastModified, answer.Outcome.Span);
        writer.EndEntry();
    }
}
