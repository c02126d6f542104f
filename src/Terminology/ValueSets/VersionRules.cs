using Carewright.Terminology.Sources;

namespace Carewright.Terminology.ValueSets;

/// <summary>Which version of a code system to use (FHIR R4 valueset-operation-expand.html: <c>system-version</c>, <c>check-system-version</c>, <c>force-system-version</c>), each by url.</summary>
/// <param name="Default">Where the value set names none.</param>
/// <param name="Check">It must come out as this one.</param>
/// <param name="Force">Whatever the value set names.</param>
public sealed record VersionRules(IReadOnlyDictionary<string, string> Default, IReadOnlyDictionary<string, string> Check, IReadOnlyDictionary<string, string> Force)
{
    private static readonly Dictionary<string, string> s_none = [];

    /// <summary>No rules: what the value set names, otherwise the newest.</summary>
    public static VersionRules None { get; } = new(s_none, s_none, s_none);

    /// <summary>From canonicals <c>system|version</c>; those without a version are dropped.</summary>
    public static VersionRules Of(IEnumerable<string> defaults, IEnumerable<string> check, IEnumerable<string> force) => new(Table(defaults), Table(check), Table(force));

    /// <summary>The version to use of a system for which a value set names <paramref name="named"/>.</summary>
    internal string? For(string system, string? named) => Force.GetValueOrDefault(system) ?? named ?? Default.GetValueOrDefault(system) ?? Check.GetValueOrDefault(system);

    /// <summary>The rules as one text: what is worked out under the same rules can be shared.</summary>
    internal string Key => ReferenceEquals(this, None) ? "" : string.Join('\n', [.. Lines('d', Default), .. Lines('c', Check), .. Lines('f', Force)]);

    private static Dictionary<string, string> Table(IEnumerable<string> canonicals)
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var canonical in canonicals.Select(Canonical.Parse))
        {
            if (canonical.Version is { } version)
                table[canonical.Url] = version;
        }
        return table;
    }

    private static IEnumerable<string> Lines(char kind, IReadOnlyDictionary<string, string> table) => table.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{kind}{one.Key}|{one.Value}");
}
