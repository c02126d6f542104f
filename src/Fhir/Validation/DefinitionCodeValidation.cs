using System.Collections.Concurrent;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;

namespace Carewright.Fhir.Validation;

/// <summary>
/// Answers about codes from what the definitions say by themselves: value sets that list their codes, code systems that are contained whole. Filters on
/// outside systems are not known; a value set that takes a whole outside system takes any code of it.
/// </summary>
public sealed class DefinitionCodeValidation : ICodeValidation
{
    private const int MostImports = 16;

    private readonly IDefinitionSource _definitions;
    private readonly ConcurrentDictionary<string, Content?> _valueSets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HashSet<string>?> _systems = new(StringComparer.Ordinal);

    /// <summary>Answers from these definitions over those of R4.</summary>
    public DefinitionCodeValidation(IDefinitionSource definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        _definitions = definitions;
    }

    /// <inheritdoc/>
    public CodeVerdict IsMember(string valueSet, string? system, string? version, string code, string? display)
    {
        ArgumentNullException.ThrowIfNull(valueSet);
        if (FhirModel.R4.FindValueSet(valueSet) is { } enumerated)
            return enumerated.Contains(system, code) ? CodeVerdict.Valid : Outside;
        if (ContentOf(valueSet, 0) is not { } content)
            return CodeVerdict.Unknown;
        if (content.Contains(system, code))
            return content.Excludes(system, code) ? Outside : CodeVerdict.Valid;
        return content.IsPartial ? CodeVerdict.Unknown : Outside;
    }

    /// <inheritdoc/>
    public CodeVerdict Exists(string system, string? version, string code, string? display)
    {
        if (FhirModel.R4.FindCodeSystem(system) is { } known)
        {
            if (known.Find(code) is not { } concept)
                return known.IsComplete ? Outside : CodeVerdict.Unknown;
            return display is null || concept.Display is null || IsSameText(display, concept.Display) ? CodeVerdict.Valid : new CodeVerdict(true, true, "The display is not the code's.", DisplayIsWrong: true);
        }
        return SystemOf(system) is not { } codes ? CodeVerdict.Unknown : codes.Contains(code) ? CodeVerdict.Valid : Outside;
    }

    private static CodeVerdict Outside => new(Known: true, IsValid: false);

    /// <summary>White space and case do not make another display.</summary>
    private static bool IsSameText(string left, string right) =>
        string.Join(' ', left.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Equals(string.Join(' ', right.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.OrdinalIgnoreCase);

    private Content? ContentOf(string canonical, int depth)
    {
        if (_valueSets.TryGetValue(canonical, out var known))
            return known;
        var (url, version) = canonical.IndexOf('|', StringComparison.Ordinal) is var bar and >= 0 ? (canonical[..bar], canonical[(bar + 1)..]) : (canonical, null);
        if (depth > MostImports || (_definitions.Find("ValueSet", url, version) ?? _definitions.Find("ValueSet", url, null)) is not { } resource)
            return null;
        var content = new Content();
        foreach (var include in resource.Root.Child("compose").Children("include"))
            Include(include, content, depth);
        foreach (var exclude in resource.Root.Child("compose").Children("exclude"))
            Exclude(exclude, content);
        content.IsPartial |= !resource.Root.Child("compose").Exists;
        return _valueSets.GetOrAdd(canonical, content);
    }

    private void Include(Element include, Content content, int depth)
    {
        var system = include.Child("system").GetString();
        var imports = include.Children("valueSet").Select(item => item.GetString()).OfType<string>().ToArray();
        if (system is null || imports.Length > 0 || include.Child("filter").Exists)
        {
            // Of several parts that must meet, nothing is known here; a lone import is the imported set.
            if (system is not null || imports is not [var import] || ImportOf(import, depth) is not { } imported)
                content.IsPartial = true;
            else
                content.Add(imported);
        }
        else if (include.Child("concept").Exists)
            content.Codes.UnionWith(include.Children("concept").Select(concept => (system, concept.Child("code").GetString() ?? "")));
        else if (WholeSystem(system) is { } codes)
            content.Codes.UnionWith(codes.Select(code => (system, code)));
        else
            content.Systems.Add(system);
    }

    private Content? ImportOf(string canonical, int depth)
    {
        if (FhirModel.R4.FindValueSet(canonical) is not { } enumerated)
            return ContentOf(canonical, depth + 1);
        var content = new Content();
        foreach (var system in enumerated.Systems)
            content.Codes.UnionWith(enumerated.CodesOf(system).Select(code => (system, code)));
        return content;
    }

    private static void Exclude(Element exclude, Content content)
    {
        var system = exclude.Child("system").GetString();
        if (system is null || exclude.Child("filter").Exists || !exclude.Child("concept").Exists)
            content.IsPartial = true;
        else
            content.Excluded.UnionWith(exclude.Children("concept").Select(concept => (system, concept.Child("code").GetString() ?? "")));
    }

    private IEnumerable<string>? WholeSystem(string system) =>
        FhirModel.R4.FindCodeSystem(system) is { } known ? (known.IsComplete ? known.Concepts.Select(concept => concept.Code) : null) : SystemOf(system);

    private HashSet<string>? SystemOf(string system) => _systems.GetOrAdd(system, url =>
    {
        if (_definitions.Find("CodeSystem", url, null) is not { } resource || !resource.Root.Child("content").ValueEquals("complete"u8))
            return null;
        var codes = new HashSet<string>(StringComparer.Ordinal);
        Walk(resource.Root, codes);
        return codes;
    });

    private static void Walk(Element holder, HashSet<string> codes)
    {
        foreach (var concept in holder.Children("concept"))
        {
            codes.Add(concept.Child("code").GetString() ?? "");
            Walk(concept, codes);
        }
    }

    private sealed class Content
    {
        public HashSet<(string System, string Code)> Codes { get; } = [];

        public HashSet<(string System, string Code)> Excluded { get; } = [];

        /// <summary>Systems of which every code is in.</summary>
        public HashSet<string> Systems { get; } = [];

        /// <summary>True when there is more than is known here.</summary>
        public bool IsPartial { get; set; }

        public bool Contains(string? system, string code) =>
            system is null ? Codes.Any(pair => pair.Code == code) || Systems.Count > 0 : Codes.Contains((system, code)) || Systems.Contains(system);

        public bool Excludes(string? system, string code) => system is null ? Excluded.Any(pair => pair.Code == code) : Excluded.Contains((system, code));

        public void Add(Content other)
        {
            Codes.UnionWith(other.Codes.Where(pair => !other.Excluded.Contains(pair)));
            Systems.UnionWith(other.Systems);
            IsPartial |= other.IsPartial;
        }
    }
}
