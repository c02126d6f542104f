using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;

namespace Carewright.Search.Model.Reading;

/// <summary>What the expression of a search parameter comes to, by FHIRPath.</summary>
public static partial class ModelExpressions
{
    private static readonly ConcurrentDictionary<(string Type, string Expression), IReadOnlyList<Branch>> s_branches = new();

    /// <summary>The items that the expression yields in the resource, those of each branch of a union in turn.</summary>
    /// <param name="expression">As published.</param>
    /// <param name="focus">What it starts from: the resource, or what a composite is anchored at.</param>
    public static IReadOnlyList<FhirPathValue> Evaluate(string expression, Element focus)
    {
        var type = focus.Document.ResourceType;
        var items = new List<FhirPathValue>();
        foreach (var branch in s_branches.GetOrAdd((type, expression), static key => Branches(key.Type, key.Expression)))
        {
            foreach (var item in branch.Expression.Evaluate(new FhirPathContext(focus)))
                if (branch.RefersTo is null || (item.IsElement && NamedType(item.Element) == branch.RefersTo))
                    items.Add(item);
        }
        return items;
    }

    // What a reference refers to is read from the reference itself: whether the other resource is there does not matter.
    private static string? NamedType(Element reference)
    {
        var text = (reference.IsPrimitive ? reference : reference.Child("reference")).GetString();
        if (text is not null && Literal().Match(text) is { Success: true } literal && FhirModel.R4.FindType(literal.Groups["type"].Value) is { IsResource: true } named)
            return named.Name;
        return reference.IsPrimitive ? null : reference.Child("type").GetString();
    }

    private static List<Branch> Branches(string type, string expression)
    {
        var branches = new List<Branch>();
        foreach (var text in Union().Split(expression).Select(part => part.Trim()))
        {
            if (Start().Match(text) is { Success: true } start && FhirModel.R4.FindType(start.Groups["type"].Value) is { IsResource: true } named
                && named.Name != type && named.Name is not ("Resource" or "DomainResource"))
                continue;
            var refersTo = Resolves().Match(text);
            var plain = refersTo.Success ? text[..refersTo.Index] : text;
            // "as" demands a single item; the published expressions mean "those of the type".
            plain = Cast().Replace(plain, match => $"{match.Groups["path"].Value}.ofType({match.Groups["type"].Value})");
            plain = plain.Replace(".as(", ".ofType(", StringComparison.Ordinal).Replace("(DateTime)", "(dateTime)", StringComparison.Ordinal);
            branches.Add(new Branch(FhirPathExpression.Compile(plain), refersTo.Success ? refersTo.Groups["type"].Value : null));
        }
        return branches;
    }

    private sealed record Branch(FhirPathExpression Expression, string? RefersTo);

    [GeneratedRegex(@"\|(?![^(]*\))")]
    private static partial Regex Union();

    [GeneratedRegex(@"^\(?(?<type>[A-Z]\w*)")]
    private static partial Regex Start();

    [GeneratedRegex(@"\.where\(resolve\(\) is (?<type>\w+)\)$")]
    private static partial Regex Resolves();

    [GeneratedRegex(@"\((?<path>[^()]+) as (?<type>\w+)\)")]
    private static partial Regex Cast();

    [GeneratedRegex(@"(^|/)(?<type>[A-Z]\w*)/[A-Za-z0-9\-.]{1,64}(/_history/[^/]+)?$")]
    private static partial Regex Literal();
}
