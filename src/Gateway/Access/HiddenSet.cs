using Carewright.Fhir.Json;

namespace Carewright.Gateway.Access;

/// <summary>
/// Top-level elements that may not leave. Top-level extensions are named by URL: when <c>extension</c> is hidden, some of them may still be visible.
/// </summary>
internal sealed class HiddenSet
{
    private readonly HashSet<string> _elements;
    private readonly HashSet<string> _visibleExtensions;

    internal HiddenSet(IEnumerable<string> elements, IEnumerable<string> visibleExtensions)
    {
        _elements = elements.ToHashSet(StringComparer.Ordinal);
        _visibleExtensions = visibleExtensions.ToHashSet(StringComparer.Ordinal);
    }

    internal static HiddenSet Nothing { get; } = new([], []);

    internal bool IsEmpty => _elements.Count == 0;

    internal IReadOnlySet<string> Elements => _elements;

    /// <summary>What both hide: a row that two grants show hides only what neither shows.</summary>
    internal HiddenSet IntersectWith(HiddenSet other)
    {
        if (IsEmpty || other.IsEmpty)
            return Nothing;
        var extensions = (Shows("extension"), other.Shows("extension")) switch
        {
            (false, false) => _visibleExtensions.Union(other._visibleExtensions),
            _ => [],
        };
        return new HiddenSet(_elements.Intersect(other._elements), extensions);
    }

    /// <summary>What either hides: whoever needs two rights at once sees only what both show.</summary>
    internal HiddenSet UnionWith(HiddenSet other)
    {
        if (IsEmpty || other.IsEmpty)
            return IsEmpty ? other : this;
        var extensions = (Shows("extension"), other.Shows("extension")) switch
        {
            (false, false) => _visibleExtensions.Intersect(other._visibleExtensions),
            (false, true) => _visibleExtensions,
            _ => (IEnumerable<string>)other._visibleExtensions,
        };
        return new HiddenSet(_elements.Union(other._elements), extensions);
    }

    /// <summary>True when the element as a whole may leave.</summary>
    internal bool Shows(string element) => !_elements.Contains(element);

    /// <summary>True when this element, a child of the resource itself, has to be cut.</summary>
    internal bool Cuts(Element element) =>
        _elements.Contains(element.Name) && !(element.Name == "extension" && element.Child("url").GetString() is { } url && _visibleExtensions.Contains(url));
}
