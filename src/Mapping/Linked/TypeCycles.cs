using Carewright.Kernel;

namespace Carewright.Mapping.Linked;

/// <summary>Finds type maps that use themselves, directly or through others: mapping by them would never end.</summary>
internal static class TypeCycles
{
    /// <summary>Tells each type map that comes back to itself.</summary>
    public static void Tell(IEnumerable<TypeMap> types, List<Issue> issues)
    {
        foreach (var type in types)
            if (Comes(type))
                issues.Add(MapIssues.Name(type.Place, $"'{type.Name}' uses itself."));
    }

    private static bool Comes(TypeMap start)
    {
        var (seen, open) = (new HashSet<TypeMap>(), new Stack<TypeMap>(Used(start.Rules)));
        while (open.TryPop(out var type))
        {
            if (ReferenceEquals(type, start))
                return true;
            if (seen.Add(type))
                foreach (var used in Used(type.Rules))
                    open.Push(used);
        }
        return false;
    }

    private static IEnumerable<TypeMap> Used(Rule[] rules) => rules.SelectMany(rule => rule.Type is { } type ? Used(rule.Nested).Prepend(type) : Used(rule.Nested));
}
