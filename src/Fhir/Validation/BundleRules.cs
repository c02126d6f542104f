using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>The rules of Bundles (FHIR R4 bundle.html, http.html#transaction): full URLs, and which entries need a request, a response or a resource.</summary>
internal static class BundleRules
{
    private static readonly ElementName s_type = FhirModel.R4.ResolveName("type");
    private static readonly ElementName s_entry = FhirModel.R4.ResolveName("entry");
    private static readonly ElementName s_fullUrl = FhirModel.R4.ResolveName("fullUrl");
    private static readonly ElementName s_resource = FhirModel.R4.ResolveName("resource");
    private static readonly ElementName s_request = FhirModel.R4.ResolveName("request");
    private static readonly ElementName s_response = FhirModel.R4.ResolveName("response");
    private static readonly ElementName s_method = FhirModel.R4.ResolveName("method");
    private static readonly ElementName s_meta = FhirModel.R4.ResolveName("meta");
    private static readonly ElementName s_versionId = FhirModel.R4.ResolveName("versionId");
    private static readonly ElementName s_search = FhirModel.R4.ResolveName("search");
    private static readonly ElementName s_mode = FhirModel.R4.ResolveName("mode");
    private static readonly ElementName s_id = FhirModel.R4.ResolveName("id");

    /// <summary>Checks the entries, and indexes their resources for the references within.</summary>
    public static BundleIndex Check(Element bundle, ValidationRun run)
    {
        var type = bundle.Child(s_type).GetString();
        var index = new BundleIndex();
        var seen = new HashSet<(string, string?)>();
        foreach (var entry in bundle.Children(s_entry))
        {
            var resource = entry.Child(s_resource);
            Exchange(entry, resource, type, run);
            if (type == "searchset")
                SearchResult(entry, resource, run);
            if (entry.Child(s_fullUrl).GetString() is not { } fullUrl)
                continue;
            index.Add(entry, fullUrl, resource);
            FullUrl(entry, fullUrl, resource, run);
            if (!seen.Add((fullUrl, resource.Child(s_meta).Child(s_versionId).GetString())) && type != "history")
                run.Report(
                    entry, IssueTypes.Duplicate, "VAL-BUNDLE-DUPLICATE", "bdl-7: another entry has the same fullUrl and version.", "FHIR R4 bundle.html#invs");
        }
        if (type == "document")
            DocumentRules.Check(bundle, index, run);
        return index;
    }

    /// <summary>A search finds resources that a server holds, so each has an id; only an outcome is made for the answer.</summary>
    private static void SearchResult(Element entry, Element resource, ValidationRun run)
    {
        var isOutcome = entry.Child(s_search).Child(s_mode).ValueEquals("outcome"u8);
        if (isOutcome && resource.Type is { Name: not "OperationOutcome" })
            run.Report(
                entry, IssueTypes.Value, "VAL-BUNDLE-OUTCOME", "An entry of search mode 'outcome' is an OperationOutcome.", "FHIR R4 bundle.html#searchset");
        else if (resource.Type is { Name: not "OperationOutcome" } && !resource.Child(s_id).Exists)
            run.Report(entry, IssueTypes.Required, "VAL-BUNDLE-ID", "A search result has an id.", "FHIR R4 bundle.html#searchset");
    }

    private static void Exchange(Element entry, Element resource, string? type, ValidationRun run)
    {
        var request = entry.Child(s_request);
        var asks = type is "batch" or "transaction" or "history";
        if (request.Exists != asks)
            run.Report(
                entry, IssueTypes.Invariant, "VAL-BUNDLE-REQUEST",
                asks ? $"bdl-3: an entry of a {type} Bundle has a request." : "bdl-3: only entries of batch, transaction and history Bundles have a request.",
                "FHIR R4 bundle.html#invs");
        var answers = type is "batch-response" or "transaction-response" or "history";
        if (entry.Child(s_response).Exists != answers)
            run.Report(
                entry, IssueTypes.Invariant, "VAL-BUNDLE-RESPONSE",
                answers ? $"bdl-4: an entry of a {type} Bundle has a response." : "bdl-4: only entries of response and history Bundles have a response.",
                "FHIR R4 bundle.html#invs");
        if (type is "batch" or "transaction" && request.Child(s_method).GetString() is "POST" or "PUT" && !resource.Exists)
            run.Report(entry, IssueTypes.Required, "VAL-BUNDLE-RESOURCE", "An entry that creates or updates has a resource.", "FHIR R4 http.html#transaction");
    }

    /// <summary>A full URL is absolute; one that looks like a server's names the resource's own type and id.</summary>
    private static void FullUrl(Element entry, string fullUrl, Element resource, ValidationRun run)
    {
        var utf8 = entry.Child(s_fullUrl).GetUtf8();
        if (!PrimitiveRules.IsAbsolute(utf8))
            run.Report(entry, IssueTypes.Value, "VAL-BUNDLE-FULLURL", "The fullUrl must be an absolute URL.", "FHIR R4 bundle.html#bundle-unique");
        else if (resource.Exists && fullUrl.StartsWith("http", StringComparison.Ordinal) && ReferenceText.TypeOf(FhirModel.R4, utf8) is { } type
            && (type != resource.Type || !fullUrl.EndsWith("/" + resource.Child(s_id).GetString(), StringComparison.Ordinal)))
            run.Report(
                entry, IssueTypes.Value, "VAL-BUNDLE-FULLURL", "The fullUrl looks like a server's, so it must end with the type and id of the resource.",
                "FHIR R4 bundle.html#bundle-unique");
    }
}
