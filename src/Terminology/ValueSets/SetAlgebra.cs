using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.ValueSets;

/// <summary>Union, intersection and difference of value set content, part by part.</summary>
internal static class SetAlgebra
{
    /// <summary>All of both, the first's order first; parts of one system no longer overlap.</summary>
    internal static List<SetPart> Union(IEnumerable<SetPart> parts)
    {
        var united = new List<SetPart>();
        var seen = new Dictionary<ICodeSystem, ConceptSet>(ReferenceEqualityComparer.Instance);
        foreach (var part in parts)
        {
            var rest = part is FinitePart finite ? Unseen(finite, seen) : part;
            foreach (var earlier in united.Where(one => one.System == part.System && one is not UnknownPart && !AreOfOne(one, part)))
                rest = Subtract(rest, earlier);
            if (!IsEmpty(rest))
                united.Add(rest);
        }
        return united;
    }

    // Parts of the same system are compared with all before them at once.
    private static FinitePart Unseen(FinitePart part, Dictionary<ICodeSystem, ConceptSet> seen)
    {
        if (!seen.TryGetValue(part.Codes, out var before))
        {
            seen.Add(part.Codes, part.Members.Clone());
            return part;
        }
        var rest = part with { Members = part.Members.Clone().ExceptWith(before) };
        before.UnionWith(part.Members);
        return rest;
    }

    private static bool AreOfOne(SetPart one, SetPart other) => one is FinitePart left && other is FinitePart right && ReferenceEquals(left.Codes, right.Codes);

    /// <summary>What is in both, in the first's order.</summary>
    internal static List<SetPart> Intersect(IReadOnlyList<SetPart> left, IReadOnlyList<SetPart> right)
    {
        var both = new List<SetPart>();
        foreach (var part in left)
        {
            foreach (var other in right.Where(one => one.System is null || part.System is null || one.System == part.System))
                both.Add(Intersect(part, other));
        }
        return Union(both.Where(part => !IsEmpty(part)));
    }

    /// <summary>What is in the first and not in the second.</summary>
    internal static List<SetPart> Subtract(IReadOnlyList<SetPart> from, IReadOnlyList<SetPart> what)
    {
        var rest = new List<SetPart>();
        foreach (var part in from)
        {
            var left = part;
            foreach (var other in what.Where(one => one.System is null || part.System is null || one.System == part.System))
                left = Subtract(left, other);
            if (!IsEmpty(left))
                rest.Add(left);
        }
        return rest;
    }

    private static bool IsEmpty(SetPart part) => part switch
    {
        FinitePart finite => finite.Members.IsEmpty,
        ListedPart listed => listed.Concepts.Count == 0,
        _ => false,
    };

    private static SetPart Intersect(SetPart part, SetPart other) => (part, other) switch
    {
        (UnknownPart, _) => part,
        (_, UnknownPart) => other,
        (FinitePart finite, FinitePart also) => finite with { Members = finite.Members.Clone().IntersectWith(Translate(also, finite.Codes)) },
        (FinitePart finite, _) => finite with { Members = ConceptSet.Of(finite.Codes.Count, finite.Members.Where(key => other.Contains(finite.Codes.Concept(key).Code) == true)) },
        (ListedPart listed, _) => listed with { Concepts = [.. listed.Concepts.Where(one => other.Contains(one.Code) == true)] },
        (GrammarPart grammar, GrammarPart also) => grammar with { Filters = [.. grammar.Filters, .. also.Filters], Without = Unite(grammar.Without, also.Without) },
        (GrammarPart, _) => Intersect(other, part),
        _ => part,
    };

    private static SetPart Subtract(SetPart part, SetPart other) => (part, other) switch
    {
        (UnknownPart, _) => part,
        (_, UnknownPart) => other with { System = part.System },
        (FinitePart finite, FinitePart also) => finite with { Members = finite.Members.Clone().ExceptWith(Translate(also, finite.Codes)) },
        (FinitePart finite, ListedPart listed) => finite with { Members = finite.Members.Clone().ExceptWith(KeysOf(listed, finite.Codes)) },
        (FinitePart finite, _) => finite with { Members = ConceptSet.Of(finite.Codes.Count, finite.Members.Where(key => other.Contains(finite.Codes.Concept(key).Code) != true)) },
        (ListedPart listed, _) => listed with { Concepts = [.. listed.Concepts.Where(one => other.Contains(one.Code) != true)] },
        (GrammarPart grammar, ListedPart listed) => grammar with { Without = Unite(grammar.Without, listed.Concepts.Select(one => one.Code).ToHashSet(StringComparer.Ordinal)) },
        (GrammarPart { Grammar: var grammar }, GrammarPart { Filters.Count: 0, Without: null }) => new ListedPart(grammar.Header.Url, null, [], grammar),
        (GrammarPart grammar, _) => new UnknownPart(grammar.System, TermIssues.TooCostly($"Taking one filter's codes of '{grammar.System}' from another's cannot be worked out.")),
        _ => part,
    };

    // The same concepts in another version of the system, by code.
    private static ConceptSet Translate(FinitePart part, ICodeSystem to)
    {
        if (ReferenceEquals(part.Codes, to))
            return part.Members;
        return ConceptSet.Of(to.Count, part.Members.Select(key => to.Find(part.Codes.Concept(key).Code)).Where(key => key >= 0));
    }

    private static ConceptSet KeysOf(ListedPart listed, ICodeSystem system) => ConceptSet.Of(system.Count, listed.Concepts.Select(one => system.Find(one.Code)).Where(key => key >= 0));

    private static IReadOnlySet<string>? Unite(IReadOnlySet<string>? left, IReadOnlySet<string>? right) =>
        left is null || right is null ? left ?? right : left.Union(right).ToHashSet(StringComparer.Ordinal);
}
