using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>
/// A search parameter's FHIRPath, cut down to the branches that apply to one resource type. Branches of the few forms that the published parameters use
/// become <see cref="SearchPath"/>s, which are
/// walked directly; what is written in any other way stays FHIRPath. A test holds both against each other.
/// </summary>
/// <param name="Paths">The branches that are walked.</param>
/// <param name="FhirPath">The other branches, joined as FHIRPath; null when there are none.</param>
internal sealed record SearchExpression(IReadOnlyList<SearchPath> Paths, string? FhirPath)
{
    /// <summary>Reads the expression as it applies to one type.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="text">The published expression, a union over all base types.</param>
    /// <param name="type">The resource type; branches that start at another type are dropped.</param>
    public static SearchExpression Parse(FhirModel model, string text, TypeDefinition type)
    {
        var paths = new List<SearchPath>();
        var rest = new List<string>();
        foreach (var branch in Branches(model, text, type))
        {
            if (SearchPathParser.Parse(model, branch, type) is { } path)
                paths.Add(path);
            else
                rest.Add(branch);
        }
        return new SearchExpression(paths, rest.Count == 0 ? null : string.Join(" | ", rest));
    }

    /// <summary>The branches of a union that can yield something for the type.</summary>
    internal static IEnumerable<string> Branches(FhirModel model, string text, TypeDefinition type) =>
        SplitUnion(text).Where(branch => SearchPathParser.StartType(model, branch) is not { } start || type.IsSubtypeOf(start));

    private static List<string> SplitUnion(string text)
    {
        var branches = new List<string>();
        var depth = 0;
        var quoted = false;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\'')
                quoted = !quoted;
            else if (quoted)
                continue;
            else if (text[i] is '(' or '[')
                depth++;
            else if (text[i] is ')' or ']')
                depth--;
            else if (text[i] == '|' && depth == 0)
            {
                branches.Add(text[start..i].Trim());
                start = i + 1;
            }
        }
        branches.Add(text[start..].Trim());
        return branches;
    }
}
