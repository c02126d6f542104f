using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>String values (FHIR R4 search.html#string): of a HumanName or Address each part is a value of its own.</summary>
internal static class StringConverter
{
    public static void Convert(Element element, TypeDefinition type, in SearchValue blank, SearchWalk walk)
    {
        switch (type.Name)
        {
            case "HumanName" or "Address":
                foreach (var part in element.Children())
                    if (part.Definition is { Name: not ("id" or "use" or "type") } && part.Type is { IsPrimitive: true })
                        Text(part, blank, walk);
                break;
            default:
                if (type.IsPrimitive)
                    Text(element, blank, walk);
                break;
        }
    }

    private static void Text(Element text, in SearchValue blank, SearchWalk walk)
    {
        if (text.GetString() is { Length: > 0 } value)
            walk.Emit(blank with { Text = value });
    }
}
