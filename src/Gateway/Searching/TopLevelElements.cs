using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;

namespace Carewright.Gateway.Searching;

/// <summary>The top-level elements of a type that a search parameter's expression reads.</summary>
internal static partial class TopLevelElements
{
    // Kept as long as the definition is: one that changes is another one.
    private static readonly ConditionalWeakTable<SearchParameterDefinition, ConcurrentDictionary<string, IReadOnlyList<string>>> s_cache = [];

    /// <summary>
    /// Names of elements directly below the resource. Where the expression does not say (it starts with a function, say), the answer names every element it mentions,
    /// so that doubt refuses.
    /// </summary>
    internal static IReadOnlyList<string> ReadBy(SearchParameterDefinition parameter, string type) =>
        s_cache.GetOrCreateValue(parameter).GetOrAdd(type, static (name, one) => one.IsAdded ? FindInAdded(one, name) : Find(one, name), parameter);

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

    /// <summary>
    /// What an expression that the clinic or a guide has written may read: every element of the type whose name stands in it, outside of quoted texts; all of them where it asks for whatever there is.
    /// </summary>
    private static IReadOnlyList<string> FindInAdded(SearchParameterDefinition parameter, string type)
    {
        var elements = (FhirModel.R4.FindType(type)?.Elements ?? []).Select(element => element.Name).ToList();
        var texts = parameter.Components.Select(component => component.Expression).Append(parameter.Expression).Select(text => Quoted().Replace(text, "")).ToList();
        if (texts.Exists(Anything().IsMatch))
            return elements;
        var named = texts.SelectMany(text => Name().Matches(text)).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        return elements.FindAll(element => named.Contains(element) || named.Any(name => name.StartsWith(element, StringComparison.Ordinal) && name.Length > element.Length && char.IsAsciiLetterUpper(name[element.Length])));
    }

    private static IEnumerable<string> ReadByComponents(string expression) => Name().Matches(expression).Select(match => match.Value);

    [GeneratedRegex(@"\b(?<type>[A-Z][A-Za-z]+)\.(?<element>[a-z][A-Za-z]*)")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"\b[a-z][A-Za-z]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?:children|descendants|repeat|toString|trace)\s*\(|\*|`")]
    private static partial Regex Anything();
}
