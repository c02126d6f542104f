using Carewright.Fhir.Json;
using Carewright.Security;

namespace Carewright.Gateway.Writing;

/// <summary>Looks for codes in all elements of a resource, contained resources and extensions included: a diagnosis tells as much in a reason or an order as in a problem list.</summary>
internal static class CodeWalk
{
    /// <summary>Whether a Coding below the element is one of the patterns.</summary>
    internal static bool Has(Element element, IReadOnlyList<CodePattern> patterns)
    {
        foreach (var child in element.Children())
        {
            if (child.IsPrimitive)
                continue;
            if (child.Type?.Name == "Coding" && IsOne(child, patterns))
                return true;
            if (Has(child, patterns))
                return true;
        }
        return false;
    }

    private static bool IsOne(Element coding, IReadOnlyList<CodePattern> patterns)
    {
        var (system, code) = (coding.Child("system").GetString(), coding.Child("code").GetString());
        for (var i = 0; i < patterns.Count; i++)
            if (patterns[i].Includes(system, code))
                return true;
        return false;
    }
}
