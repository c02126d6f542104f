using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;

namespace Carewright.Gateway.Searching;

/// <summary>The top-level elements of a type that a search parameter's expression reads.</summary>
internal static partial class TopLevelElements
{
    private static readonly ConcurrentDictionary<(string Url, string Type), IReadOnlyList<string>> s_cache = new();

    /// <summary>
    /// Names of elements directly below the resource. Where the expression does not say (it starts with a function, say), the answer names every element it mentions,
    /// so that doubt refuses.
    /// </summary>
    internal static IReadOnlyList<string> ReadBy(SearchParameterDefinition parameter, string type) =>
        s_cache.GetOrAdd((parameter.Url, type), _ => Find(parameter, type));

    private static IReadOnlyList<string> Find(SearchParameterDefinition parameter, string type)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var component in parameter.Components)
            found.UnionWith(ReadByComponents(component.Expression));
        foreach (Match match in QualifiedName().Matches(parameter.Expression ?? ""))
        {
            if (match.Groups["type"].Value == type || match.Groups["type"].Value is "Resource" or "DomainResource")
                found.Add(match.Groups["element"].Value);
        }
        return [.. found];
    }

    private static IEnumerable<string> ReadByComponents(string expression) => Name().Matches(expression).Select(match => match.Value);

    [GeneratedRegex(@"\b(?<type>[A-Z][A-Za-z]+)\.(?<element>[a-z][A-Za-z]*)")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"\b[a-z][A-Za-z]*")]
    private static partial Regex Name();
}
