using Carewright.BulkData.Jobs;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Fhir.Xml;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary>A kick-off as HTTP brings it: the query of a GET, the Parameters of a POST, and the header <c>Prefer</c>.</summary>
/// <param name="Parameters">Names and values, in order.</param>
/// <param name="IsAsync"><c>Prefer: respond-async</c>.</param>
/// <param name="IsLenient"><c>Prefer: handling=lenient</c>.</param>
/// <param name="Fault">Why it cannot be read, or null.</param>
internal sealed record KickOffRequest(IReadOnlyList<Parameter> Parameters, bool IsAsync, bool IsLenient, Issue? Fault)
{
    private const int MostBytes = 4 * 1024 * 1024;

    internal static async ValueTask<KickOffRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var preferences = request.Headers["Prefer"].SelectMany(value => (value ?? "").Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        var (isAsync, isLenient) = (preferences.Contains("respond-async"), preferences.Contains("handling=lenient"));
        List<Parameter> parameters = [.. QueryText.Pairs(request.QueryString.Value ?? "").Select(pair => new Parameter(pair.Key, pair.Value))];
        Issue? fault = null;
        if (HttpMethods.IsPost(request.Method))
            fault = await ReadBodyAsync(request, parameters, cancellationToken).ConfigureAwait(false);
        else if (parameters.Exists(parameter => parameter.Name == "patient"))
            fault = Issue.Error(IssueTypes.NotSupported, "BULK-PATIENT-GET", "'patient' is given in the body of a POST: addresses end up in logs.", "patient", "Bulk Data Access 2.0 export.html#query-parameters");
        return new KickOffRequest(parameters, isAsync, isLenient, fault);
    }

    private static async ValueTask<Issue?> ReadBodyAsync(HttpRequest request, List<Parameter> parameters, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBytes)
            return Issue.Error(IssueTypes.TooCostly, "BULK-BODY-SIZE", "The Parameters resource is too large.");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> json = body.ToArray();
        if (json.IsEmpty)
            return null;
        if (request.ContentType?.Contains("xml", StringComparison.OrdinalIgnoreCase) == true)
        {
            var (converted, issues) = FhirXml.ToJson(json);
            if (converted is not { } fromXml)
                return issues[0];
            json = fromXml;
        }
        var parsed = ResourceDocument.Parse(json);
        if (parsed.Document is not { ResourceType: "Parameters" } document)
            return Issue.Error(IssueTypes.Invalid, "BULK-BODY", "The body of a kick-off is a Parameters resource.", spec: "Bulk Data Access 2.0 export.html#query-parameters");
        foreach (var parameter in document.Root.Children("parameter"))
            parameters.Add(new Parameter(parameter.Child("name").GetString() ?? "", ValueOf(parameter.Child("value"))));
        return null;
    }

    private static string ValueOf(Element value) => (value.Type?.Name == "Reference" ? value.Child("reference") : value).GetString() ?? "";
}
