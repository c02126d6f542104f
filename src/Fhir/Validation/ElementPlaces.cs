using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Profiles;

namespace Carewright.Fhir.Validation;

/// <summary>Whether an element is where a path or type of the definitions says (FHIR R4 defining-extensions.html#context).</summary>
internal static class ElementPlaces
{
    /// <param name="element">An element or a resource.</param>
    /// <param name="place"><c>Patient</c>, <c>Patient.contact</c>, <c>HumanName.family</c>, <c>Element</c>, <c>Observation.value[x]</c>; the URL of a base type too.</param>
    public static bool Is(Element element, string place)
    {
        var wanted = Plain(place);
        // A profile's own path says which element only together with the profile; it forbids nothing here.
        if (wanted.Contains(':', StringComparison.Ordinal))
            return true;
        if (wanted is "Element" or "Base")
            return true;
        if (element.Type is { } type && FhirModel.R4.FindType(wanted) is { } general && type.IsSubtypeOf(general))
            return true;
        return element.Definition is { } definition && (IsNamed(definition, wanted) || PathOf(element) == wanted || IsTyped(element, definition, wanted));
    }

    private static string Plain(string place)
    {
        if (place.StartsWith(BaseSnapshots.Prefix, StringComparison.Ordinal))
            place = place[(place.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? at + 1 : BaseSnapshots.Prefix.Length)..];
        return place.Replace("[x]", "", StringComparison.Ordinal);
    }

    /// <summary>By the type that has the element, or one that this type specialises: <c>DomainResource.text</c>.</summary>
    private static bool IsNamed(ElementDefinition definition, string wanted)
    {
        for (var owner = definition.Owner; owner is not null; owner = owner.Base)
            if (wanted.Length == owner.Name.Length + 1 + definition.Name.Length && wanted.StartsWith(owner.Name, StringComparison.Ordinal) && wanted.EndsWith(definition.Name, StringComparison.Ordinal))
                return true;
        return false;
    }

    /// <summary><c>Observation.valueQuantity</c>.</summary>
    private static bool IsTyped(Element element, ElementDefinition definition, string wanted) =>
        definition.IsChoice && element.Type is { } type && wanted.Equals($"{definition.Owner.Name}.{definition.Name}{type.Name}", StringComparison.OrdinalIgnoreCase);

    /// <summary>The path from the resource, through data types: <c>Patient.name.family</c>.</summary>
    private static string PathOf(Element element)
    {
        var names = new Stack<string>();
        var at = element;
        for (; at.Exists && at.Type is not { IsResource: true }; at = at.Parent)
            names.Push(at.Name);
        names.Push(at.Type?.Name ?? "");
        return string.Join('.', names);
    }
}
