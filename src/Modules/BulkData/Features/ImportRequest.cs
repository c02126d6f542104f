using System.Text.Json;
using Carewright.BulkData.Importing;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary>
/// What an import is asked for, in either of the forms that are in use: the JSON of the Bulk Data Import draft, or a Parameters resource with the same names. Faults are all collected.
/// </summary>
internal sealed class ImportRequest
{
    private const int MostBytes = 4 * 1024 * 1024;
    private const int MostInputs = 10_000;
    private const string Spec = "https://github.com/smart-on-fhir/bulk-import (draft)";
    private readonly List<ImportInput> _inputs = [];
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private ImportRequest()
    {
    }

    internal IReadOnlyList<ImportInput> Inputs => _inputs;

    /// <summary>The manifest to pull, or null.</summary>
    internal string? Manifest => _values.GetValueOrDefault("exportUrl");

    internal List<Issue> Issues { get; } = [];

    internal static async ValueTask<ImportRequest> ReadAsync(HttpRequest http, CancellationToken cancellationToken)
    {
        var request = new ImportRequest();
        using var body = new MemoryStream();
        if (http.ContentLength is null or <= MostBytes)
            await http.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        if (body.Length is 0 or > MostBytes)
            request.Fault(IssueTypes.Invalid, "IMPORT-BODY", $"The body is a Parameters resource, or the JSON of an import manifest, of at most {MostBytes} bytes.", null);
        else
            request.Take(body.ToArray());
        request.Check();
        return request;
    }

    private void Take(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                Fault(IssueTypes.Invalid, "IMPORT-BODY", "The body is a JSON object.", null);
            else if (json.RootElement.TryGetProperty("resourceType", out _))
                TakeParameters(bytes);
            else
                TakeManifest(json.RootElement);
        }
        catch (JsonException)
        {
            Fault(IssueTypes.Structure, "IMPORT-BODY", "The body is not JSON.", null);
        }
    }

    private void TakeManifest(JsonElement manifest)
    {
        foreach (var member in manifest.EnumerateObject())
        {
            if (member.Name == "input" && member.Value.ValueKind == JsonValueKind.Array)
                _inputs.AddRange(member.Value.EnumerateArray().Select(item => Input(Texts(item, "input"))));
            else if (member.Name == "storageDetail")
                TakeStorage(Texts(member.Value, "storageDetail"));
            else if (member.Value.ValueKind == JsonValueKind.String)
                _values[member.Name] = member.Value.GetString()!;
            else
                Fault(IssueTypes.Value, "IMPORT-VALUE", $"'{member.Name}' has no value of its kind.", member.Name);
        }
    }

    private void TakeParameters(byte[] bytes)
    {
        var parsed = ResourceDocument.Parse(bytes);
        Issues.AddRange(parsed.Issues);
        if (parsed.Document is not { ResourceType: "Parameters" } parameters)
        {
            Fault(IssueTypes.Invalid, "IMPORT-BODY", "The resource is a Parameters.", null);
            return;
        }
        foreach (var parameter in parameters.Root.Children("parameter"))
        {
            var name = parameter.Child("name").GetString() ?? "";
            if (name == "input")
                _inputs.Add(Input(Parts(parameter)));
            else if (name == "storageDetail")
                TakeStorage(Parts(parameter));
            else
                _values[name] = parameter.Child("value").GetString() ?? "";
        }
    }

    private Dictionary<string, string> Texts(JsonElement item, string place)
    {
        if (item.ValueKind == JsonValueKind.Object && item.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String))
            return item.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal);
        Fault(IssueTypes.Value, "IMPORT-VALUE", $"'{place}' is an object of texts.", place);
        return [];
    }

    private static Dictionary<string, string> Parts(Element parameter)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parameter.Children("part"))
            parts[part.Child("name").GetString() ?? ""] = part.Child("value").GetString() ?? "";
        return parts;
    }

    private ImportInput Input(Dictionary<string, string> parts)
    {
        var place = $"input[{_inputs.Count}]";
        foreach (var name in parts.Keys.Where(name => name is not ("type" or "url" or "etag")))
            Fault(IssueTypes.NotSupported, "IMPORT-PARAMETER", $"'{name}' is not a part of an input here; type, url and etag are.", $"{place}.{name}");
        var type = parts.GetValueOrDefault("type");
        if (type is not null && FhirModel.R4.FindType(type) is not { Kind: TypeKind.Resource, IsAbstract: false })
            Fault(IssueTypes.Value, "IMPORT-TYPE-NAME", $"'{type}' is not a resource type of FHIR R4.", $"{place}.type");
        if (!parts.TryGetValue("url", out var url))
            Fault(IssueTypes.Required, "IMPORT-NO-URL", "An input needs its url.", $"{place}.url");
        return new ImportInput(type, url ?? "", parts.GetValueOrDefault("etag"));
    }

    private void TakeStorage(Dictionary<string, string> parts)
    {
        foreach (var (name, value) in parts)
        {
            if (name != "type" || value is not "https")
                Fault(IssueTypes.NotSupported, "IMPORT-STORAGE", $"'{name}' '{value}' is not supported as storage; files are fetched by https, or uploaded to this server first.", "storageDetail");
        }
    }

    private void Check()
    {
        foreach (var (name, value) in _values)
        {
            var fault = (name, value) switch
            {
                ("inputFormat", "application/fhir+ndjson" or "application/ndjson" or "ndjson") or ("inputSource" or "exportUrl", _) or ("exportType", "static") or ("mode", "InitialLoad") => null,
                ("inputFormat", _) => $"'{value}' cannot be read; application/fhir+ndjson can.",
                ("exportType", _) => $"'{value}' is not supported: only 'static', the address of a manifest that is there.",
                ("mode", _) => $"The mode '{value}' is not supported; every import leaves alone what is there already.",
                _ => $"'{name}' is not a parameter of $import here.",
            };
            if (fault is not null)
                Fault(IssueTypes.NotSupported, "IMPORT-PARAMETER", fault, name);
        }
        if (Issues.Count > 0)
            return;
        if (!_values.ContainsKey("inputFormat") && Manifest is null)
            Fault(IssueTypes.Required, "IMPORT-FORMAT", "'inputFormat' is needed: application/fhir+ndjson.", "inputFormat");
        if (_inputs.Count == 0 == Manifest is null || _inputs.Count > MostInputs)
            Fault(IssueTypes.Required, "IMPORT-INPUT", $"An import has 1 to {MostInputs} inputs, or the 'exportUrl' of a manifest that lists them.", "input");
    }

    private void Fault(string type, string code, string message, string? place) => Issues.Add(Issue.Error(type, code, message, place, Spec));
}
