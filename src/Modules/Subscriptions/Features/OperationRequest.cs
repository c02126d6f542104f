using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Fhir.Xml;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Subscriptions.Notifications;
using Microsoft.AspNetCore.Http;

namespace Carewright.Subscriptions.Features;

/// <summary>An operation as HTTP brings it: names and values from the query of a GET or the Parameters of a POST, and the format of the answer.</summary>
/// <param name="Http">The exchange.</param>
/// <param name="Actor">Who asks; the FHIR door has seen to it that there is one.</param>
/// <param name="Values">Names and values, in order.</param>
/// <param name="Fault">Why the body cannot be read, or null.</param>
internal sealed record OperationRequest(HttpContext Http, Actor Actor, IReadOnlyList<KeyValuePair<string, string>> Values, Issue? Fault)
{
    private const int MostBytes = 256 * 1024;

    internal CancellationToken Aborted => Http.RequestAborted;

    internal string? First(string name) => Values.FirstOrDefault(pair => pair.Key == name).Value;

    internal IReadOnlyList<string> All(string name) => [.. Values.Where(pair => pair.Key == name).SelectMany(pair => pair.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(value => value.StartsWith("Subscription/", StringComparison.Ordinal) ? value["Subscription/".Length..] : value)];

    internal static async Task<OperationRequest> ReadAsync(HttpContext http)
    {
        var actor = http.GetActor().Actor ?? throw new InvalidOperationException("The FHIR door lets nobody through whom it does not know.");
        List<KeyValuePair<string, string>> values = [.. QueryText.Pairs(http.Request.QueryString.Value ?? "").Where(pair => pair.Key is not ("_format" or "_pretty"))];
        var fault = HttpMethods.IsPost(http.Request.Method) ? await ReadBodyAsync(http, values).ConfigureAwait(false) : null;
        return new OperationRequest(http, actor, values, fault);
    }

    internal async Task SendAsync(ReadOnlyMemory<byte> json)
    {
        var isXml = IsXml(Http.Request);
        Http.Response.ContentType = isXml ? "application/fhir+xml; charset=utf-8" : "application/fhir+json; charset=utf-8";
        Http.Response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(Http.Request.Method))
            await Http.Response.Body.WriteAsync(isXml ? NotificationWriter.ToXml(json) : json, Aborted).ConfigureAwait(false);
    }

    internal Task SendAsync(Refusal refusal)
    {
        if (refusal.Status == 429)
            Http.Response.Headers.RetryAfter = "1";
        return SendAsync(refusal.Status, refusal.Issues);
    }

    internal Task SendAsync(int status, params IReadOnlyList<Issue> issues)
    {
        Http.Response.StatusCode = status;
        return SendAsync(OperationOutcomeWriter.Write(issues));
    }

    private static bool IsXml(HttpRequest request)
    {
        var asked = request.Query.TryGetValue("_format", out var format) ? format.ToString() : request.Headers.Accept.ToString().Split(',')[0];
        return asked.Contains("xml", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<Issue?> ReadBodyAsync(HttpContext http, List<KeyValuePair<string, string>> values)
    {
        if (http.Request.ContentLength > MostBytes)
            return Issue.Error(IssueTypes.TooCostly, "SUBS-BODY-SIZE", "The Parameters resource is too large.");
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        ReadOnlyMemory<byte> json = body.ToArray();
        if (json.IsEmpty)
            return null;
        if (http.Request.ContentType?.Contains("xml", StringComparison.OrdinalIgnoreCase) == true)
        {
            var (converted, issues) = FhirXml.ToJson(json);
            if (converted is not { } fromXml)
                return issues[0];
            json = fromXml;
        }
        if (ResourceDocument.Parse(json).Document is not { ResourceType: "Parameters" } parameters)
            return Issue.Error(IssueTypes.Invalid, "SUBS-BODY", "The body of this operation is a Parameters resource.", spec: "FHIR R4 operations.html#request");
        foreach (var parameter in parameters.Root.Children("parameter"))
            values.Add(new(parameter.Child("name").GetString() ?? "", parameter.Child("value").GetString() ?? ""));
        return null;
    }
}
