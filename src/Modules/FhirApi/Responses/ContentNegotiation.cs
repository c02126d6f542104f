using System.Globalization;
using Carewright.FhirApi.Routing;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Responses;

/// <summary>The two formats of the FHIR door.</summary>
internal enum FhirFormat
{
    /// <summary><c>application/fhir+json</c>.</summary>
    Json,

    /// <summary><c>application/fhir+xml</c>.</summary>
    Xml,
}

/// <summary>Chooses the format of the answer: <c>_format</c> first, then <c>Accept</c>, then JSON (FHIR R4 http.html#mime-type).</summary>
internal static class ContentNegotiation
{
    internal const string Json = "application/fhir+json; charset=utf-8";
    internal const string Xml = "application/fhir+xml; charset=utf-8";

    /// <summary>False when nothing that the client accepts can be given.</summary>
    internal static bool TryChoose(HttpContext http, out (int Status, Issue Issue) refusal)
    {
        refusal = default;
        if (BundleEntryContext.IsEntry(http))
            return true;
        if (Chosen(http.Request) is { } format)
        {
            if (format == FhirFormat.Xml)
                http.Items[typeof(FhirFormat)] = format;
            return true;
        }
        refusal = (406, Issue.Error(IssueTypes.NotSupported, "REST-FORMAT", "Only application/fhir+json and application/fhir+xml of FHIR 4.0 can be given.", spec: "FHIR R4 http.html#mime-type"));
        return false;
    }

    /// <summary>Marks a request that no format of FHIR is accepted for: it asks for the content of a Binary.</summary>
    internal static bool AsksForContent(HttpContext http) => http.Items.ContainsKey(BinaryContent.Mark);

    internal static FhirFormat FormatOf(HttpContext http) => http.Items.ContainsKey(typeof(FhirFormat)) ? FhirFormat.Xml : FhirFormat.Json;

    /// <summary>The format of a request's body, or null when it is neither.</summary>
    internal static FhirFormat? OfBody(HttpRequest request) => request.ContentType is { Length: > 0 } type ? Parse(type) : FhirFormat.Json;

    private static FhirFormat? Chosen(HttpRequest request)
    {
        if (request.QueryString.HasValue && request.Query.TryGetValue("_format", out var asked))
            return Parse(asked.ToString());
        var accept = request.Headers.Accept;
        if (accept.Count == 0)
            return FhirFormat.Json;
        // The first of those that weigh most (RFC 9110 section 12.5.1).
        FhirFormat? best = null;
        var most = 0m;
        foreach (var part in accept.ToString().Split(','))
        {
            if (Parse(part) is { } format && Weight(part) is var weight && weight > most)
                (best, most) = (format, weight);
        }
        return best;
    }

    private static decimal Weight(string part) =>
        Parameter(part, "q") is { } text ? decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) ? weight : 0 : 1;

    private static string? Parameter(string part, string name)
    {
        foreach (var parameter in part.Split(';').Skip(1))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && parameter.AsSpan(0, equals).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return parameter[(equals + 1)..].Trim().Trim('"');
        }
        return null;
    }

    private static FhirFormat? Parse(string text)
    {
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        // Another version of FHIR is another format, which is not given and not taken (FHIR R4 http.html#version-parameter).
        if (semicolon >= 0 && Parameter(text, "fhirVersion") is { } version && version is not ("4.0" or "4.0.1"))
            return null;
        return (semicolon < 0 ? text : text[..semicolon]).Trim().ToLowerInvariant() switch
        {
            "application/fhir+json" or "application/json" or "text/json" or "json" or "*/*" or "application/*" => FhirFormat.Json,
            "application/fhir json" => FhirFormat.Json, // a '+' that a query string decoded to a space
            "application/fhir+xml" or "application/xml" or "text/xml" or "xml" or "application/fhir xml" => FhirFormat.Xml,
            "text/html" => FhirFormat.Json,
            _ => null,
        };
    }
}
