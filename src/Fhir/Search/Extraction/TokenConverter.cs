using System.Collections.Concurrent;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>Token values (FHIR R4 search.html#token).</summary>
internal static class TokenConverter
{
    private static readonly ConcurrentDictionary<ElementDefinition, string?> s_systems = new();
    private static readonly ElementName s_system = FhirModel.R4.ResolveName("system");
    private static readonly ElementName s_code = FhirModel.R4.ResolveName("code");
    private static readonly ElementName s_display = FhirModel.R4.ResolveName("display");
    private static readonly ElementName s_coding = FhirModel.R4.ResolveName("coding");
    private static readonly ElementName s_text = FhirModel.R4.ResolveName("text");
    private static readonly ElementName s_value = FhirModel.R4.ResolveName("value");
    private static readonly ElementName s_type = FhirModel.R4.ResolveName("type");

    public static void Convert(Element element, TypeDefinition type, in SearchValue blank, SearchWalk walk)
    {
        switch (type.Name)
        {
            case "Coding":
                Coding(element, null, blank, walk);
                break;
            case "CodeableConcept":
                CodeableConcept(element, blank, walk);
                break;
            case "Identifier":
                Identifier(element, blank, walk);
                break;
            case "ContactPoint":
                Text(element.Child(s_value), null, blank, walk);
                break;
            case "code":
                if (element.HasValue)
                    walk.Emit(blank with { System = ImpliedSystem(element), Text = Utf8Strings.Get(element) });
                break;
            default:
                if (type.IsPrimitive)
                    Text(element, null, blank, walk);
                break;
        }
    }

    private static void Coding(Element coding, string? text, in SearchValue blank, SearchWalk walk)
    {
        var code = coding.Child(s_code);
        var system = coding.Child(s_system);
        var display = coding.Child(s_display).GetString() ?? text;
        if (code.HasValue || system.HasValue || display is not null)
            walk.Emit(blank with { System = Utf8Strings.Get(system), Text = Utf8Strings.Get(code), Display = display });
    }

    /// <summary>Every coding, and the text once more of its own when it says something that no coding's display does.</summary>
    private static void CodeableConcept(Element concept, in SearchValue blank, SearchWalk walk)
    {
        var text = concept.Child(s_text).GetString();
        var told = text is null;
        foreach (var coding in concept.Children(s_coding))
        {
            Coding(coding, text, blank, walk);
            told |= !coding.Child(s_display).HasValue || coding.Child(s_display).GetString() == text;
        }
        if (!told)
            walk.Emit(blank with { Display = text });
    }

    private static void Identifier(Element identifier, in SearchValue blank, SearchWalk walk)
    {
        var type = identifier.Child(s_type);
        var value = identifier.Child(s_value);
        Text(value, identifier.Child(s_system).GetString(), blank with { Display = type.Child(s_text).GetString() }, walk);
        if (!value.HasValue)
            return;
        foreach (var coding in type.Children(s_coding))
        {
            if (Utf8Strings.Get(coding.Child(s_code)) is { } code)
                walk.Emit(blank with { System = Utf8Strings.Get(coding.Child(s_system)), Display = code, Text = value.GetString(), Component = SearchValue.OfTypeComponent });
        }
    }

    private static void Text(Element value, string? system, in SearchValue blank, SearchWalk walk)
    {
        if (value.HasValue || system is not null)
            walk.Emit(blank with { System = system, Text = value.GetString() });
    }

    /// <summary>
    /// A <c>code</c> belongs to the one code system of the value set that its element is bound to; none is implied where the value set draws from several.
    /// </summary>
    private static string? ImpliedSystem(Element code) => code.Definition is { } definition ? s_systems.GetOrAdd(definition, SystemOf) : null;

    private static string? SystemOf(ElementDefinition definition) =>
        definition.Binding is { Strength: BindingStrength.Required } binding && FhirModel.R4.FindValueSet(binding.ValueSet) is { Systems.Count: 1 } set ? set.Systems.First() : null;
}
