namespace Carewright.Interfaces.Registries;

/// <summary>Which vaccines (CVX) protect against the same: <c>vaccine-groups.txt</c>. Safe from many threads.</summary>
internal static class VaccineGroups
{
    private static readonly IReadOnlyList<Group> s_all = Read();
    private static readonly ILookup<string, string> s_groups = s_all.SelectMany(group => group.Codes.Select(code => (code, group.Code))).ToLookup(pair => pair.code, pair => pair.Code, StringComparer.Ordinal);

    /// <summary>The groups of a vaccine, by their codes; one that is in none is its own.</summary>
    internal static IEnumerable<string> Of(string cvx) => s_groups.Contains(cvx) ? s_groups[cvx] : [cvx];

    /// <summary>What a group is called; null when the code is none of a group.</summary>
    internal static string? NameOf(string group) => s_all.FirstOrDefault(one => one.Code == group)?.Name;

    private static List<Group> Read()
    {
        using var reader = new StreamReader(typeof(VaccineGroups).Assembly.GetManifestResourceStream("registries/vaccine-groups.txt")!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '));
        return [.. lines.Select(words => new Group(words[0], words[1].Replace('-', ' '), [.. words.Skip(2)]))];
    }

    private sealed record Group(string Code, string Name, IReadOnlyList<string> Codes);
}
