using System.Collections.Frozen;
using System.Text.Json;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>
/// A compartment that a search stays in, other than a patient's: an encounter, a practitioner, a related person or a device with all that refers to it in the way that the compartment's definition names
/// (FHIR R4 compartmentdefinition.html). Immutable.
/// </summary>
/// <param name="Type">The type of its owner.</param>
/// <param name="Id">The owner's id.</param>
public sealed record SearchCompartment(string Type, string Id)
{
    private const string Itself = "{def}";
    private static readonly FrozenDictionary<string, FrozenDictionary<string, string[]>> s_links = Load();

    /// <summary>Whether there is a compartment of such resources, patients aside.</summary>
    public static bool IsOwner(string type) => s_links.ContainsKey(type);

    /// <summary>The types that such a compartment can hold, by name; with those of a patient's compartment for <c>Patient</c>. None for a type that owns no compartment.</summary>
    public static IReadOnlyList<string> TypesOf(FhirModel model, string type)
    {
        IEnumerable<string> types = type == "Patient" ? model.PatientCompartment.Links.Keys.Append("Patient").Distinct() : s_links.TryGetValue(type, out var links) ? links.Keys : [];
        return [.. types.Order(StringComparer.Ordinal)];
    }

    /// <summary>What a resource of the type must satisfy to be in the compartment: any of its links. One that nothing satisfies for a type that is never in it.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="resourceType">The type that is searched.</param>
    public FilterExpression Links(FhirModel model, string resourceType)
    {
        if (!s_links.TryGetValue(Type, out var links) || !links.TryGetValue(resourceType, out var codes))
            return new FilterAny([]);
        var parts = codes.Select(code => code == Itself ? "_id" : code).Select(code => model.FindSearchParameter(resourceType, code)).OfType<SearchParameterDefinition>().Select(Link).ToList();
        return new FilterAny(parts);
    }

    private FilterCriterion Link(SearchParameterDefinition parameter)
    {
        var value = parameter.Code == "_id" ? SearchValues.Of(parameter, SearchKind.Token) with { Text = Id } : SearchValues.Of(parameter, SearchKind.Reference) with { Text = $"{Type}/{Id}" };
        return new FilterCriterion(new SearchCriterion(parameter, SearchModifier.None, null, [new SearchOperand(SearchPrefix.Equal, value, null)], null));
    }

    private static FrozenDictionary<string, FrozenDictionary<string, string[]>> Load()
    {
        using var stream = typeof(SearchCompartment).Assembly.GetManifestResourceStream("compartments.json") ?? throw new InvalidOperationException("The compartments are not in the assembly.");
        using var json = JsonDocument.Parse(stream);
        return json.RootElement.EnumerateObject().ToFrozenDictionary(
            owner => owner.Name,
            owner => owner.Value.EnumerateObject().ToFrozenDictionary(type => type.Name, type => type.Value.EnumerateArray().Select(code => code.GetString()!).ToArray(), StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
