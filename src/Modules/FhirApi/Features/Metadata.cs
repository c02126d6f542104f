using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carewright.Fhir.Definitions;
using Carewright.FhirApi.Features.Terminology;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;

namespace Carewright.FhirApi.Features;

/// <summary>
/// <c>GET /fhir/metadata</c>: a CapabilityStatement made from the route table and the definitions that search compiles from, so that it says what is true (FHIR R4 capabilitystatement.html).
/// </summary>
internal sealed class Metadata(TimeProvider clock, RecordGateway gateway, IEnumerable<FhirClaim> claims, IEnumerable<FhirOAuth> oauth, ServedTypes served, TerminologyStatement terminology)
{
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private readonly FhirClaim[] _claims = [.. claims];
    private volatile Statement? _statement;

    /// <summary>The table it speaks of; set once, when the router is built.</summary>
    internal IReadOnlyList<FhirRoute> Routes { get; set; } = [];

    internal Task GetAsync(FhirExchange exchange)
    {
        if (exchange.Http.Request.Query["mode"] == "terminology")
            return BodyResponse.WriteAsync(exchange.Http, 200, terminology.Json(BaseUrl.Of(exchange.Http.Request)));
        // Built once, and again when search parameters or what others claim have changed.
        var definitions = gateway.Definitions;
        var claimed = string.Join('\n', _claims.SelectMany(claim => claim.Canonicals()));
        var statement = _statement;
        if (statement is null || statement.Claimed != claimed || !ReferenceEquals(statement.Definitions, definitions))
            _statement = statement = new Statement(definitions, claimed, Build(definitions, BaseUrl.Of(exchange.Http.Request)));
        return BodyResponse.WriteAsync(exchange.Http, 200, statement.Json);
    }

    private ReadOnlyMemory<byte> Build(FhirModel definitions, string baseUrl)
    {
        var buffer = new ArrayBufferWriter<byte>(256 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "CapabilityStatement");
            json.WriteString("status", "active");
            json.WriteString("date", _started.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("kind", "instance");
            WriteSoftware(json, baseUrl);
            json.WriteString("fhirVersion", "4.0.1");
            WriteStrings(json, "format", ["application/fhir+json", "application/fhir+xml"]);
            WriteStrings(json, "patchFormat", ["application/json-patch+json", "application/fhir+json", "application/fhir+xml"]);
            json.WriteStartArray("rest");
            WriteRest(json, definitions, baseUrl);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteSoftware(Utf8JsonWriter json, string baseUrl)
    {
        json.WriteStartObject("software");
        json.WriteString("name", "Carewright");
        json.WriteString("version", typeof(Metadata).Assembly.GetName().Version?.ToString(3));
        json.WriteEndObject();
        json.WriteStartObject("implementation");
        json.WriteString("description", "Carewright FHIR R4 server");
        json.WriteString("url", baseUrl);
        json.WriteEndObject();
    }

    private void WriteRest(Utf8JsonWriter json, FhirModel definitions, string baseUrl)
    {
        json.WriteStartObject();
        json.WriteString("mode", "server");
        json.WriteStartObject("security");
        foreach (var addresses in oauth)
            addresses.Write(json, baseUrl[..^"/fhir".Length]);
        json.WriteString("description", "A session of the app or a bearer token. Every access is authorised by role, department and patient, and audited before it is answered.");
        json.WriteEndObject();
        json.WriteStartArray("resource");
        foreach (var type in FhirModel.R4.ResourceTypes)
        {
            if (!type.IsAbstract)
                WriteResource(json, definitions, type);
        }
        json.WriteEndArray();
        WriteInteractions(json, Routes.Where(IsOfSystem));
        WriteOperations(json, Routes.Where(IsOfSystem));
        WriteStrings(json, "compartment", Routes.Where(route => route is { Level: FhirLevel.Compartment, OnlyType: not null }).Select(route => $"http://hl7.org/fhir/CompartmentDefinition/{char.ToLowerInvariant(route.OnlyType![0])}{route.OnlyType[1..]}").Distinct());
        json.WriteEndObject();
    }

    private void WriteResource(Utf8JsonWriter json, FhirModel definitions, TypeDefinition type)
    {
        if (served.Find(type.Name) is { } other)
        {
            WriteServed(json, definitions, other);
            return;
        }
        var routes = Routes.Where(route => !IsOfSystem(route) && (route.OnlyType is null || route.OnlyType == type.Name)).ToList();
        json.WriteStartObject();
        WriteClaims(json, type.Name);
        json.WriteString("type", type.Name);
        json.WriteString("profile", $"http://hl7.org/fhir/StructureDefinition/{type.Name}");
        WriteStrings(json, "supportedProfile", _claims.Where(claim => claim.Type == type.Name).SelectMany(claim => claim.Profiles));
        WriteInteractions(json, routes);
        json.WriteString("versioning", "versioned-update");
        json.WriteBoolean("readHistory", true);
        json.WriteBoolean("updateCreate", true);
        json.WriteBoolean("conditionalCreate", true);
        json.WriteString("conditionalRead", "full-support");
        json.WriteBoolean("conditionalUpdate", true);
        json.WriteString("conditionalDelete", "multiple");
        WriteStrings(json, "referencePolicy", ["literal", "logical", "local"]);
        WriteSearch(json, definitions, type.Name);
        WriteOperations(json, routes);
        json.WriteEndObject();
    }

    // Read only, without versions: of such a type no more is claimed than its own rows do.
    private void WriteServed(Utf8JsonWriter json, FhirModel definitions, FhirServedType type)
    {
        json.WriteStartObject();
        json.WriteString("type", type.Type);
        json.WriteString("profile", $"http://hl7.org/fhir/StructureDefinition/{type.Type}");
        WriteInteractions(json, Routes.Where(route => route.OnlyType == type.Type));
        json.WriteString("versioning", "no-version");
        WriteParameters(json, definitions.SearchParametersOf(type.Type).Where(parameter => type.Parameters.Contains(parameter.Code)));
        json.WriteEndObject();
    }

    /// <summary>What was said, and of what.</summary>
    private sealed record Statement(FhirModel Definitions, string Claimed, ReadOnlyMemory<byte> Json);

    private void WriteClaims(Utf8JsonWriter json, string type)
    {
        var values = _claims.Where(claim => claim.Type == type).SelectMany(claim => claim.Canonicals().Select(canonical => (claim.Extension, Canonical: canonical))).ToList();
        if (values.Count == 0)
            return;
        json.WriteStartArray("extension");
        foreach (var (extension, canonical) in values)
        {
            json.WriteStartObject();
            json.WriteString("url", extension);
            json.WriteString("valueCanonical", canonical);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static bool IsOfSystem(FhirRoute route) => route.Level is FhirLevel.System or FhirLevel.SystemHistory or FhirLevel.SystemSearch;

    private static void WriteSearch(Utf8JsonWriter json, FhirModel definitions, string type)
    {
        var parameters = definitions.SearchParametersOf(type);
        var references = parameters.Where(parameter => parameter.Type == "reference").ToList();
        WriteStrings(json, "searchInclude", references.Select(parameter => $"{type}:{parameter.Code}"));
        WriteStrings(json, "searchRevInclude", ReverseIncludes(definitions, type));
        WriteParameters(json, parameters.Where(parameter => parameter.Expression.Length > 0));
    }

    private static void WriteParameters(Utf8JsonWriter json, IEnumerable<SearchParameterDefinition> parameters)
    {
        json.WriteStartArray("searchParam");
        foreach (var parameter in parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Code);
            json.WriteString("definition", parameter.Url);
            json.WriteString("type", parameter.Type);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static IEnumerable<string> ReverseIncludes(FhirModel definitions, string target) =>
        from type in FhirModel.R4.ResourceTypes
        where !type.IsAbstract
        from parameter in definitions.SearchParametersOf(type.Name)
        where parameter.Type == "reference" && parameter.Targets.Contains(target)
        select $"{type.Name}:{parameter.Code}";

    private static void WriteInteractions(Utf8JsonWriter json, IEnumerable<FhirRoute> routes)
    {
        json.WriteStartArray("interaction");
        foreach (var code in routes.SelectMany(route => route.Interaction?.Split(' ') ?? []).Distinct())
        {
            json.WriteStartObject();
            json.WriteString("code", code);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteOperations(Utf8JsonWriter json, IEnumerable<FhirRoute> routes)
    {
        var operations = routes.Where(route => route.Definition is not null).DistinctBy(route => route.Operation).ToList();
        if (operations.Count == 0)
            return;
        json.WriteStartArray("operation");
        foreach (var route in operations)
        {
            json.WriteStartObject();
            json.WriteString("name", route.Operation![1..]);
            json.WriteString("definition", route.Definition);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        var all = values.ToList();
        if (all.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var value in all)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
