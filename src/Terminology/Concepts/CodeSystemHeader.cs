namespace Carewright.Terminology.Concepts;

/// <summary>How much of a code system is at hand (FHIR R4 valueset-codesystem-content-mode.html).</summary>
public enum SystemContent
{
    /// <summary>All of it: a code that is not there is no code of the system.</summary>
    Complete,

    /// <summary>A part of it: nothing can be said of other codes.</summary>
    Fragment,

    /// <summary>A few examples.</summary>
    Example,

    /// <summary>Nothing.</summary>
    NotPresent,

    /// <summary>Designations and properties that are added to another system.</summary>
    Supplement,
}

/// <summary>A property that the concepts of a system may have.</summary>
/// <param name="Code">Its name in filters and answers.</param>
/// <param name="Kind">Type of its values.</param>
/// <param name="Uri">Its formal identity, or the code system that a map's targets are of; null when it has none.</param>
/// <param name="Description">What it says; null when not told.</param>
public sealed record PropertyDefinition(string Code, PropertyKind Kind, string? Uri = null, string? Description = null);

/// <summary>What a code system says of itself.</summary>
/// <param name="Url">Canonical url.</param>
/// <param name="Version">Business version; null when it has none.</param>
/// <param name="Name">Name for people, as <c>$lookup</c> gives it.</param>
public sealed record CodeSystemHeader(string Url, string? Version, string Name)
{
    /// <summary>Title; null when it has none.</summary>
    public string? Title { get; init; }

    /// <summary>Whether codes that differ in case differ.</summary>
    public bool IsCaseSensitive { get; init; } = true;

    /// <summary>How much of it is here.</summary>
    public SystemContent Content { get; init; } = SystemContent.Complete;

    /// <summary>Language of displays, a BCP-47 tag; null when not told.</summary>
    public string? Language { get; init; }

    /// <summary>Canonical of the value set of all its codes; null when it has none.</summary>
    public string? ValueSet { get; init; }

    /// <summary>What the hierarchy means: <c>is-a</c>, <c>grouped-by</c>, <c>part-of</c>, <c>classified-with</c>; null when not told, which is read as <c>is-a</c>.</summary>
    public string? HierarchyMeaning { get; init; }

    /// <summary>Of a supplement, the canonical of the system that it adds to.</summary>
    public string? Supplements { get; init; }

    /// <summary>Its properties.</summary>
    public IReadOnlyList<PropertyDefinition> Properties { get; init; } = [];

    /// <summary><c>url|version</c>, or the url.</summary>
    public string Canonical => Version is null ? Url : $"{Url}|{Version}";
}
