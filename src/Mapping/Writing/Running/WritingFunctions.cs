using Carewright.Mapping.Writing.Linked;

namespace Carewright.Mapping.Writing.Running;

/// <summary>The functions of the language of maps that write (docs/architecture/mapping.md, "The other direction"). An argument that has no value is an empty text.</summary>
internal static class WritingFunctions
{
    private static readonly Dictionary<string, (int Least, int Most, WritingFunction Function)> s_all = new(StringComparer.Ordinal)
    {
        ["namespace"] = (1, 1, static (names, all) => names.Authority(all[0]).Namespace),
        ["universal"] = (1, 1, static (names, all) => names.Authority(all[0]).Universal),
        ["universal-type"] = (1, 1, static (names, all) => names.Authority(all[0]).Type),
        ["codesystem"] = (1, 1, static (names, all) => names.CodeSystem(all[0])),
        ["partner-unit"] = (2, 2, static (names, all) => names.Partner("UNITS", all[0], all[1])?.Code),
        ["unit-system"] = (2, 2, static (names, all) => all[1].Length == 0 || names.Partner("UNITS", all[0], all[1]) is not null ? null : names.CodeSystem(all[0])),
        ["join"] = (2, 12, static (_, all) => string.Join(all[0], all.Skip(1).Where(part => part.Length > 0))),
    };

    /// <summary>A function and how many arguments it takes; null when there is none of that name.</summary>
    public static (int Least, int Most, WritingFunction Function)? Find(string? name) => name is not null && s_all.TryGetValue(name, out var found) ? found : null;
}
