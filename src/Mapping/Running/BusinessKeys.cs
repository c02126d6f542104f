using System.Globalization;
using Carewright.Mapping.Values;

namespace Carewright.Mapping.Running;

/// <summary>The identifiers of a draft, <c>system|value</c>, as they are: who searches by them escapes them.</summary>
internal static class BusinessKeys
{
    // What many people may share, or what is often written wrongly, comes last (HL7 table 0203).
    private static readonly string[] s_strong = ["MR", "PI", "PLAC", "FILL", "NPI", "VN"];
    private static readonly string[] s_weak = ["SS", "DL", "PPN", "AN"];

    /// <summary>The strongest first; identifiers without system or value make none. Where the map says by which system alone a resource is known, only those.</summary>
    public static IReadOnlyList<string> Of(Draft draft, CodingSystems systems)
    {
        var tokens = new List<(int Rank, string System, string Token)>();
        foreach (var (system, value, rank) in Identifiers(draft))
            tokens.Add((rank, draft[system].Text!, $"{draft[system].Text}|{draft[value].Text}"));
        if (draft.Part?.KnownAs is { } known && systems.Minted("NamingSystem", known) is var own && tokens.Exists(each => each.System == own))
            tokens.RemoveAll(each => each.System != own);
        return tokens.Count switch
        {
            0 => [],
            1 => [tokens[0].Token],
            _ => [.. tokens.OrderBy(each => each.Rank).Select(each => each.Token).Distinct()],
        };
    }

    /// <summary>Numbers what a message brings several of under one name (two results of the same test of the same order), so that each is known again.</summary>
    public static void TellApart(List<Draft> drafts, CodingSystems systems)
    {
        Dictionary<string, int>? counts = null;
        foreach (var draft in drafts)
        {
            if (draft.Part?.KnownAs is not { } known)
                continue;
            var own = systems.Minted("NamingSystem", known);
            foreach (var (system, value, _) in Identifiers(draft))
            {
                if (draft[system].Text != own)
                    continue;
                var key = draft[value].Text!;
                var count = (counts ??= new(StringComparer.Ordinal)).GetValueOrDefault(key) + 1;
                counts[key] = count;
                if (count > 1)
                    draft.SetText(value, string.Create(CultureInfo.InvariantCulture, $"{key}/{count}"));
            }
        }
    }

    private static IEnumerable<(int System, int Value, int Rank)> Identifiers(Draft draft)
    {
        var list = draft.Child(0, "identifier");
        var isArray = list >= 0 && draft[list].Kind == DraftKind.Array;
        for (var at = isArray ? draft[list].First : list; at >= 0; at = isArray ? draft[at].Next : -1)
            if (draft.Child(at, "system") is var system and >= 0 && draft.Child(at, "value") is var value and >= 0)
                yield return (system, value, Rank(TypeCode(draft, at)));
    }

    private static int Rank(string? type) => type is null ? 1 : s_strong.Contains(type) ? 0 : s_weak.Contains(type) ? 2 : 1;

    private static string? TypeCode(Draft draft, int identifier)
    {
        if (draft.Child(identifier, "type") is not (var type and >= 0) || draft.Child(type, "coding") is not (var codings and >= 0) || draft[codings].First is not (var first and >= 0))
            return null;
        return draft.Child(first, "code") is var code and >= 0 ? draft[code].Text : null;
    }
}
