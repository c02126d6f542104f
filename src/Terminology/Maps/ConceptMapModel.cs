using Carewright.Fhir.Json;

namespace Carewright.Terminology.Maps;

/// <summary>A concept map (FHIR R4 conceptmap.html), read for translation. Immutable.</summary>
/// <param name="Url">Canonical url; null for one without.</param>
/// <param name="Version">Business version; null without.</param>
/// <param name="Source">Canonical of the value set that is mapped; null when not told.</param>
/// <param name="Target">Canonical of the value set that it is mapped to; null when not told.</param>
/// <param name="Groups">Mappings by pair of code systems.</param>
public sealed record ConceptMapModel(string? Url, string? Version, string? Source, string? Target, IReadOnlyList<MapGroup> Groups);

/// <summary>Mappings from one code system to another.</summary>
/// <param name="Source">System of the sources; null when not told.</param>
/// <param name="Target">System of the targets; null when not told.</param>
/// <param name="TargetVersion">Its version; null when not told.</param>
/// <param name="Elements">Sources with their targets.</param>
/// <param name="Unmapped">What to do with codes that are not mapped; null for nothing.</param>
public sealed record MapGroup(string? Source, string? Target, string? TargetVersion, IReadOnlyList<MapElement> Elements, MapUnmapped? Unmapped)
{
    private readonly Lazy<ILookup<string, MapElement>> _byCode = new(() => Elements.ToLookup(one => one.Code, StringComparer.Ordinal));

    /// <summary>The elements of a source code.</summary>
    public IEnumerable<MapElement> Find(string code) => _byCode.Value[code];
}

/// <summary>A source code and its targets.</summary>
/// <param name="Code">The code.</param>
/// <param name="Display">Its display; null when not told.</param>
/// <param name="Targets">What it maps to.</param>
public sealed record MapElement(string Code, string? Display, IReadOnlyList<MapTarget> Targets);

/// <summary>What a code maps to.</summary>
/// <param name="Code">The target's code; null when there is none.</param>
/// <param name="Display">Its display; null when not told.</param>
/// <param name="Equivalence">How it stands to the source (FHIR R4 valueset-concept-map-equivalence.html).</param>
/// <param name="Comment">What else there is to say; null when nothing.</param>
/// <param name="DependsOn">What must hold for it.</param>
/// <param name="Products">What comes with it.</param>
public sealed record MapTarget(string? Code, string? Display, string Equivalence, string? Comment, IReadOnlyList<MapDependency> DependsOn, IReadOnlyList<MapDependency> Products);

/// <summary>A value of another element that a mapping needs or makes.</summary>
/// <param name="Property">Which element.</param>
/// <param name="System">System of the value; null when not told.</param>
/// <param name="Value">The value.</param>
/// <param name="Display">Its display; null when not told.</param>
public sealed record MapDependency(string Property, string? System, string Value, string? Display);

/// <summary>What is done with a code that is not mapped.</summary>
/// <param name="Mode"><c>provided</c>, <c>fixed</c> or <c>other-map</c>.</param>
/// <param name="Code">Of <c>fixed</c> the code.</param>
/// <param name="Display">Of <c>fixed</c> its display.</param>
/// <param name="Url">Of <c>other-map</c> the canonical.</param>
public sealed record MapUnmapped(string Mode, string? Code, string? Display, string? Url);

/// <summary>Reads ConceptMap resources.</summary>
public static class ConceptMapReader
{
    /// <summary>The model.</summary>
    public static ConceptMapModel Read(ResourceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var root = document.Root;
        return new ConceptMapModel(root.Child("url").GetString(), root.Child("version").GetString(), root.Child("source").GetString(), root.Child("target").GetString(), [.. root.Children("group").Select(Group)]);
    }

    private static MapGroup Group(Element group) => new(
        group.Child("source").GetString(),
        group.Child("target").GetString(),
        group.Child("targetVersion").GetString(),
        [.. group.Children("element").Where(one => one.Child("code").HasValue).Select(one => new MapElement(one.Child("code").GetString()!, one.Child("display").GetString(), [.. one.Children("target").Select(Target)]))],
        group.Child("unmapped") is { Exists: true } unmapped
            ? new MapUnmapped(unmapped.Child("mode").GetString() ?? "", unmapped.Child("code").GetString(), unmapped.Child("display").GetString(), unmapped.Child("url").GetString())
            : null);

    private static MapTarget Target(Element target) => new(
        target.Child("code").GetString(), target.Child("display").GetString(), target.Child("equivalence").GetString() ?? "relatedto", target.Child("comment").GetString(),
        [.. target.Children("dependsOn").Select(Dependency)], [.. target.Children("product").Select(Dependency)]);

    private static MapDependency Dependency(Element one) =>
        new(one.Child("property").GetString() ?? "", one.Child("system").GetString(), one.Child("value").GetString() ?? "", one.Child("display").GetString());
}
