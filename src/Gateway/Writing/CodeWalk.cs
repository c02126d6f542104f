using Carewright.Fhir.Json;
using Carewright.Security;

namespace Carewright.Gateway.Writing;

/// <summary>Looks for codes in all elements of a resource, contained resources and extensions included: a diagnosis tells as much in a reason or an order as in a problem list.</summary>
internal static class CodeWalk
{
    /// <summary>The rules that look for a Coding below the element.</summary>
    internal static HashSet<LabellingRule> RulesFor(Element element, CodeTable table)
    {
        var found = new HashSet<LabellingRule>(ReferenceEqualityComparer.Instance);
        Walk(element, table, found);
        return found;
    }

    private static void Walk(Element element, CodeTable table, HashSet<LabellingRule> found)
    {
        foreach (var child in element.Children())
        {
            if (child.IsPrimitive)
                continue;
            if (child.Type?.Name == "Coding")
                found.UnionWith(table.RulesFor(child.Child("system").GetString(), child.Child("code").GetString()));
            Walk(child, table, found);
        }
    }
}
