using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Json;

/// <summary>Which elements the summaries leave out (FHIR R4 search.html#summary, #elements).</summary>
internal static class SummaryRules
{
    internal static bool DropForTrue(Element element)
    {
        // The flags of a data type's own elements do not count: the element that has the type decides for all of it.
        if (element.Parent.Type is not { Kind: TypeKind.Resource or TypeKind.Backbone })
            return false;
        return element.Definition is not { } definition || !(definition.IsSummary || definition.Min > 0 || IsIdentity(element));
    }

    internal static bool DropForText(Element element) =>
        IsTopLevel(element) && !(IsIdentity(element) || element.Name == "text" || element.Definition is { Min: > 0 });

    internal static bool DropForData(Element element) => IsTopLevel(element) && element.Name == "text";

    internal static bool DropForElements(Element element, HashSet<string> kept) =>
        IsTopLevel(element) && !(kept.Contains(element.Name) || IsIdentity(element) || element.Definition is { Min: > 0 } or { IsModifier: true });

    private static bool IsTopLevel(Element element) => element.Parent.Index == 0;

    private static bool IsIdentity(Element element) => IsTopLevel(element) && element.Name is "id" or "meta";
}
