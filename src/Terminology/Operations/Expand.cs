using Carewright.Terminology.Concepts;
using Carewright.Terminology.Grammars;
using Carewright.Terminology.Searching;
using Carewright.Terminology.Sources;
using Carewright.Terminology.ValueSets;

namespace Carewright.Terminology.Operations;

/// <summary><c>$expand</c> over content that is worked out already.</summary>
internal sealed class Expand(ExpandRequest request, TerminologyLimits limits)
{
    private const int DeepestNesting = 50;
    private readonly string[] _languages = Displays.Languages(request.DisplayLanguage);
    private bool _isUnclosed;

    internal TermAnswer<Expansion> Run(ValueSetModel model, SetContent content, DateTimeOffset now)
    {
        if (content.Faults.ToList() is { Count: > 0 } faults)
            return TermAnswer<Expansion>.Refused(faults);
        var parts = content.Parts.Where(part => !IsExcluded(part)).Select(Narrow).ToList();
        var (total, concepts) = request.Filter is { Length: > 0 } typed ? Found(parts, typed) : Listed(parts);
        if (concepts is null)
            return TermAnswer<Expansion>.Refused(TermIssues.TooCostly(
                $"The expansion has {total:N0} concepts; at most {limits.Expansion:N0} are given at once. Ask for a page with 'count' and 'offset', or narrow it with 'filter'."));
        return TermAnswer<Expansion>.Of(new Expansion(model, now, total, request.Offset, concepts, Parameters(parts), _isUnclosed), content.Warnings);
    }

    private int Limit => Math.Min(request.Count ?? limits.Expansion, limits.Page);

    private bool IsExcluded(SetPart part) => request.ExcludeSystems.Select(Canonical.Parse).Any(one => one.Url == part.System && (one.Version is null || one.Version == VersionOf(part)));

    private SetPart Narrow(SetPart part)
    {
        if (part is GrammarPart grammar)
        {
            _isUnclosed = true;
            return new ListedPart(grammar.Grammar.Header.Url, grammar.Grammar.Header.Version, [.. grammar.Grammar.Common.Where(one => grammar.Contains(one.Code) == true).Select(one => new ListedConcept(one.Code, one.Display, []))], grammar.Grammar);
        }
        if (part is not FinitePart finite || !(request.ActiveOnly || request.ExcludeNotForUI))
            return part;
        var members = finite.Members.Clone();
        if (request.ActiveOnly)
            members.ExceptWith(finite.Codes.Inactive);
        if (request.ExcludeNotForUI)
            members.ExceptWith(finite.Codes.Abstract);
        return finite with { Members = members };
    }

    private (int Total, IReadOnlyList<ExpandedConcept>? Concepts) Listed(List<SetPart> parts)
    {
        var total = parts.Sum(CountOf);
        if (request.Count is null && total - request.Offset > limits.Expansion)
            return (total, null);
        if (request is { ExcludeNested: false, Offset: 0 } && total <= Limit && parts is [FinitePart { Order: null } only] && only.Codes.Hierarchy.HasLinks)
            return (total, Nested(only));
        var concepts = new List<ExpandedConcept>();
        var skip = request.Offset;
        foreach (var part in parts)
        {
            var count = CountOf(part);
            if (skip < count)
                concepts.AddRange(Page(part, skip, Limit - concepts.Count));
            skip = Math.Max(0, skip - count);
        }
        return (total, concepts);
    }

    private IEnumerable<ExpandedConcept> Page(SetPart part, int skip, int take) => part switch
    {
        FinitePart finite => finite.Keys().Skip(skip).Take(take).Select(key => Concept(finite, key, [])),
        ListedPart listed => listed.Concepts.Skip(skip).Take(take).Select(one => Concept(listed, one)),
        _ => [],
    };

    // Each concept once, below the first of its parents that is in the value set.
    private List<ExpandedConcept> Nested(FinitePart part)
    {
        var given = new ConceptSet(part.Codes.Count);
        var roots = part.Members.Where(key => !part.Codes.Hierarchy.Parents(key).ToArray().Any(part.Members.Contains)).ToList();
        var nested = roots.ConvertAll(root => Below(root, 1));
        // Concepts of a cycle have no root, and what is nested too deeply starts anew.
        nested.AddRange(part.Members.Where(key => !given.Contains(key)).ToList().Select(key => given.Contains(key) ? null : Below(key, 1)).OfType<ExpandedConcept>());
        return nested;

        ExpandedConcept Below(int key, int depth)
        {
            given.Add(key);
            int[] below = depth < DeepestNesting ? part.Codes.Hierarchy.Children(key).ToArray() : [];
            var children = below.Where(child => part.Members.Contains(child) && given.Add(child)).ToList();
            return Concept(part, key, children.ConvertAll(child => Below(child, depth + 1)));
        }
    }

    private (int Total, IReadOnlyList<ExpandedConcept>? Concepts) Found(List<SetPart> parts, string typed)
    {
        var wanted = (int)Math.Min((long)request.Offset + Limit, int.MaxValue);
        var hits = new List<(TermHit Hit, SetPart Part)>();
        var total = 0;
        foreach (var part in parts)
        {
            var matches = part switch
            {
                FinitePart finite => TermSearch.Run(finite.Codes, typed, finite.Members, wanted),
                ListedPart listed => SearchList(listed, typed),
                _ => new TermMatches(0, []),
            };
            total += matches.Total;
            hits.AddRange(matches.Best.Select(hit => (hit, part)));
        }
        if (request.Count is null && total - request.Offset > limits.Expansion)
            return (total, null);
        // A system's own hits are in order already; several systems' are merged by how well they answer.
        var ordered = parts.Count == 1 ? hits.AsEnumerable() : hits.OrderBy(one => one.Hit.Rank).ThenBy(one => one.Hit.Length);
        return (total, [.. ordered.Skip(request.Offset).Take(Limit).Select(one => one.Part switch
        {
            FinitePart finite => Concept(finite, one.Hit.Key, []),
            ListedPart listed => Concept(listed, listed.Concepts[one.Hit.Key]),
            _ => throw new InvalidOperationException("Only parts that can be listed are searched."),
        })]);
    }

    private static TermMatches SearchList(ListedPart part, string typed)
    {
        var hits = part.Concepts.Select((one, place) => TermSearch.Match(place, one.Code, [.. new[] { one.Display ?? one.Code }, .. one.Designations.Select(text => text.Value)], typed)).OfType<TermHit>();
        var best = hits.OrderBy(hit => hit.Rank).ThenBy(hit => hit.Length).ToList();
        return new TermMatches(best.Count, best);
    }

    private ExpandedConcept Concept(FinitePart part, int key, IReadOnlyList<ExpandedConcept> below)
    {
        var concept = part.Codes.Concept(key);
        var listed = part.Listed?.GetValueOrDefault(key);
        var display = Displays.Choose(part.Codes, concept, listed, _languages);
        IReadOnlyList<Designation> designations = request.IncludeDesignations || request.Designations.Count > 0
            ? [.. (listed?.Designations ?? []).Concat(part.Codes.Detail(key).Designations).Where(IsWanted)]
            : [];
        return new ExpandedConcept(part.Codes.Header.Url, part.Codes.Header.Version, concept.Code, display, concept.Traits, designations, below);
    }

    private ExpandedConcept Concept(ListedPart part, ListedConcept listed)
    {
        IReadOnlyList<Designation> designations = request.IncludeDesignations || request.Designations.Count > 0 ? [.. listed.Designations.Where(IsWanted)] : [];
        return new ExpandedConcept(part.System!, part.Version, listed.Code, Displays.Choose(listed, _languages) ?? part.Grammar?.Display(listed.Code), listed.Traits, designations, []);
    }

    private bool IsWanted(Designation designation)
    {
        if (request.Designations.Count == 0)
            return true;
        return request.Designations.Any(token => token.Split('|') is [var system, var code] && (system == LanguageTags.Url
            ? designation.Language is { } tag && Displays.Fits(tag, code)
            : designation.Use?.Code == code && (system.Length == 0 || designation.Use.System == system)));
    }

    private static int CountOf(SetPart part) => part switch
    {
        FinitePart finite => finite.Members.Count(),
        ListedPart listed => listed.Concepts.Count,
        _ => 0,
    };

    private static string? VersionOf(SetPart part) => part switch
    {
        FinitePart finite => finite.Codes.Header.Version,
        ListedPart listed => listed.Version,
        _ => null,
    };

    private List<KeyValuePair<string, object>> Parameters(List<SetPart> parts)
    {
        var parameters = new List<KeyValuePair<string, object>>();
        Say("filter", request.Filter);
        if (request.Offset > 0)
            parameters.Add(new("offset", request.Offset));
        if (request.Count is not null)
            parameters.Add(new("count", Limit));
        Flag("activeOnly", request.ActiveOnly);
        Flag("excludeNotForUI", request.ExcludeNotForUI);
        Flag("includeDesignations", request.IncludeDesignations);
        Flag("excludeNested", request.ExcludeNested == true);
        Say("displayLanguage", request.DisplayLanguage);
        foreach (var designation in request.Designations)
            Say("designation", designation);
        foreach (var excluded in request.ExcludeSystems)
            parameters.Add(new("exclude-system", Canonical.Parse(excluded)));
        foreach (var used in parts.Where(part => VersionOf(part) is not null).Select(part => new Canonical(part.System!, VersionOf(part))).Distinct())
            parameters.Add(new("version", used));
        return parameters;

        void Say(string name, string? value)
        {
            if (value is { Length: > 0 })
                parameters.Add(new(name, value));
        }

        void Flag(string name, bool value)
        {
            if (value)
                parameters.Add(new(name, true));
        }
    }
}
