using Carewright.Fhir.Json;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>What an operation is called with: the query of a GET, or the Parameters of a POST, or both (FHIR R4 operations.html#executing).</summary>
/// <param name="Values">Simple parameters as text, in order; a Coding as <c>system|code</c>, a Reference as its address.</param>
/// <param name="Root">The Parameters resource; absent without a body.</param>
/// <param name="Status">0, or the HTTP status to refuse with.</param>
/// <param name="Issues">Why.</param>
internal readonly record struct OperationInput(IReadOnlyList<KeyValuePair<string, string>> Values, Element Root, int Status, IReadOnlyList<Issue> Issues)
{
    /// <summary>The first value of a parameter, or null.</summary>
    internal string? First(string name) => Values.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>A name that is none of these, as an issue; null when all are.</summary>
    internal Issue? Unknown(string operation, params ReadOnlySpan<string> known)
    {
        foreach (var (name, _) in Values)
        {
            if (!known.Contains(name))
                return Issue.Error(IssueTypes.NotSupported, "REST-OPERATION-PARAMETER", $"'{name}' is not a parameter of {operation} here; {string.Join(", ", known.ToArray())} are.", name);
        }
        return null;
    }

    /// <summary>Reads both.</summary>
    internal static async ValueTask<OperationInput> ReadAsync(FhirExchange exchange)
    {
        var request = exchange.Http.Request;
        List<KeyValuePair<string, string>> values = [.. FhirQuery.Of(request).Where(pair => pair.Key is not ("_format" or "_pretty"))];
        if (!HttpMethods.IsPost(request.Method) || request.ContentLength == 0)
            return new(values, default, 0, []);
        var (json, status, issues) = await RequestBody.ReadAsync(exchange.Http, exchange.Aborted).ConfigureAwait(false);
        if (status != 0)
            return new(values, default, status, issues);
        var parsed = ResourceDocument.Parse(json);
        if (parsed is not { Document: { ResourceType: "Parameters" } parameters, IsAcceptable: true })
            return new(values, default, 400, parsed.Issues.Count > 0 ? parsed.Issues : [Issue.Error(IssueTypes.Invalid, "REST-NOT-PARAMETERS", "The body of this operation is a Parameters resource.", spec: "FHIR R4 operations.html#request")]);
        foreach (var parameter in parameters.Root.Children("parameter"))
        {
            if (Text(parameter.Child("value")) is { } text)
                values.Add(new(parameter.Child("name").GetString() ?? "", text));
        }
        return new(values, parameters.Root, 0, []);
    }

    private static string? Text(Element value) => value.Type?.Name switch
    {
        "Coding" => $"{value.Child("system").GetString()}|{value.Child("code").GetString()}",
        "CodeableConcept" => string.Join(',', value.Children("coding").Select(coding => Text(coding))),
        "Reference" => value.Child("reference").GetString(),
        _ => value.GetString(),
    };
}
