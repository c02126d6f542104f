using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Storage.Compliance;

/// <summary>Makes drafts out of JSON in the way the gateway does: index values by extraction, patients by the compartment's definition.</summary>
public static class Drafts
{
    /// <summary>The first moment of test time.</summary>
    public static DateTimeOffset Start { get; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A first version.</summary>
    public static VersionDraft Create(JsonObject resource, DateTimeOffset? at = null) => Draft(resource, null, VersionAction.Create, at);

    /// <summary>A further version.</summary>
    public static VersionDraft Update(StoredVersion current, JsonObject resource, DateTimeOffset? at = null) => Draft(resource, current, VersionAction.Update, at);

    /// <summary>A deletion.</summary>
    public static VersionDraft Delete(StoredVersion current, DateTimeOffset? at = null) =>
        new(current.ResourceType, current.Id, current, current.VersionId + 1, at ?? Start, VersionAction.Delete, ReadOnlyMemory<byte>.Empty, [], current.Patients);

    /// <summary>The values and patients of a resource.</summary>
    public static (IReadOnlyList<SearchValue> Values, IReadOnlyList<string> Patients) Extract(ResourceDocument document)
    {
        var values = SearchExtractor.Extract(document);
        if (document.ResourceType == "Patient")
            return (values, [$"Patient/{document.Id}"]);
        var links = FhirModel.R4.PatientCompartment.ParametersOf(document.ResourceType);
        var patients = values.Where(value => value.Kind == SearchKind.Reference && links.Contains(value.Parameter.Code) && value.Text?.StartsWith("Patient/", StringComparison.Ordinal) == true)
            .Select(value => value.Text!).Distinct().ToList();
        return (values, patients);
    }

    /// <summary>Parses what must be a sound resource.</summary>
    public static ResourceDocument Document(ReadOnlyMemory<byte> json) =>
        ResourceDocument.Parse(json).Document ?? throw new InvalidOperationException("The test resource does not parse.");

    private static VersionDraft Draft(JsonObject resource, StoredVersion? expected, VersionAction action, DateTimeOffset? at)
    {
        var body = Encoding.UTF8.GetBytes(resource.ToJsonString(JsonSerializerOptions.Web));
        var document = Document(body);
        var (values, patients) = Extract(document);
        return new VersionDraft(document.ResourceType, document.Id!, expected, (expected?.VersionId ?? 0) + 1, at ?? Start, action, body, values, patients);
    }
}
