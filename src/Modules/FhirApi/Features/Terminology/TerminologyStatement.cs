using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carewright.Terminology;

namespace Carewright.FhirApi.Features.Terminology;

/// <summary><c>GET /fhir/metadata?mode=terminology</c>: the code systems at hand with their versions, and what the operations can do (FHIR R4 terminologycapabilities.html). Made again when systems are loaded or removed.</summary>
internal sealed class TerminologyStatement(TerminologyService terminology, TimeProvider clock)
{
    private static readonly string[] s_parameters = ["url", "valueSet", "valueSetVersion", "filter", "offset", "count", "includeDesignations", "designation", "includeDefinition", "activeOnly", "excludeNested", "excludeNotForUI", "displayLanguage", "exclude-system", "system-version", "check-system-version", "force-system-version"];
    private readonly string _date = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    private volatile Made? _made;

    internal ReadOnlyMemory<byte> Json(string baseUrl)
    {
        var generation = terminology.Sources.Store?.Generation ?? 0;
        if (_made is not { } made || made.Generation != generation)
            _made = made = new Made(generation, Build(baseUrl));
        return made.Json;
    }

    private ReadOnlyMemory<byte> Build(string baseUrl)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "TerminologyCapabilities");
            json.WriteString("status", "active");
            json.WriteString("date", _date);
            json.WriteString("kind", "instance");
            json.WriteStartObject("software");
            json.WriteString("name", "Carewright");
            json.WriteString("version", typeof(TerminologyStatement).Assembly.GetName().Version?.ToString(3));
            json.WriteEndObject();
            json.WriteStartObject("implementation");
            json.WriteString("description", "Carewright FHIR R4 server");
            json.WriteString("url", baseUrl);
            json.WriteEndObject();
            json.WriteStartArray("codeSystem");
            foreach (var system in terminology.Sources.Systems().GroupBy(header => header.Url, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
                WriteSystem(json, system.Key, [.. system.Select(header => header.Version).OfType<string>().Distinct(StringComparer.Ordinal)]);
            json.WriteEndArray();
            WriteAbilities(json);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteSystem(Utf8JsonWriter json, string url, List<string> versions)
    {
        json.WriteStartObject();
        json.WriteString("uri", url);
        if (versions.Count > 0)
        {
            json.WriteStartArray("version");
            foreach (var version in versions)
            {
                json.WriteStartObject();
                json.WriteString("code", version);
                json.WriteBoolean("isDefault", version == versions[0]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteBoolean("subsumption", true);
        json.WriteEndObject();
    }

    private static void WriteAbilities(Utf8JsonWriter json)
    {
        json.WriteStartObject("expansion");
        json.WriteBoolean("hierarchical", true);
        json.WriteBoolean("paging", true);
        json.WriteStartArray("parameter");
        foreach (var name in s_parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("codeSearch", "all");
        json.WriteStartObject("validateCode");
        json.WriteBoolean("translations", false);
        json.WriteEndObject();
        json.WriteStartObject("translation");
        json.WriteBoolean("needsMap", false);
        json.WriteEndObject();
        json.WriteStartObject("closure");
        json.WriteBoolean("translation", false);
        json.WriteEndObject();
    }

    private sealed record Made(long Generation, ReadOnlyMemory<byte> Json);
}
