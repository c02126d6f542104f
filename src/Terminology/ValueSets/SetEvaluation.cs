using Carewright.Kernel;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Sources;

namespace Carewright.Terminology.ValueSets;

/// <summary>
/// Works out what is in a value set (FHIR R4 valueset.html#compositions): includes united, each met with the value sets it names, excludes taken out. What cannot be known stays in
/// the result as unknown, with the reason. For one question, on one thread.
/// </summary>
internal sealed class SetEvaluation(TerminologySources sources, VersionRules rules, TerminologyLimits limits, IReadOnlyList<CodeSystemTable> supplements)
{
    private readonly Dictionary<ValueSetModel, SetContent?> _done = new(ReferenceEqualityComparer.Instance);
    private readonly List<Issue> _warnings = [];
    private readonly FilterEvaluation _filters = new(limits);

    internal SetContent Evaluate(ValueSetModel model) => new(PartsOf(model, null), _warnings);

    private IReadOnlyList<SetPart> PartsOf(ValueSetModel model, string? location)
    {
        if (_done.TryGetValue(model, out var known))
            return known?.Parts ?? [new UnknownPart(null, Issue.Error(IssueTypes.Processing, "TERM-CYCLE", $"The value set '{model.Canonical}' is made from itself.", location, "FHIR R4 valueset.html#compositions"))];
        if (_done.Count >= limits.ValueSets)
            return [new UnknownPart(null, TermIssues.TooCostly($"The value set draws in more than {limits.ValueSets} others."))];
        if (model.Include.Count + model.Exclude.Count > limits.Parts)
            return [new UnknownPart(null, TermIssues.TooCostly($"The value set '{model.Canonical}' has more than {limits.Parts} includes and excludes. List the concepts of one system in one include."))];
        _done.Add(model, null);
        var parts = SetAlgebra.Union(model.Include.SelectMany(PartsOf));
        if (model.Exclude.Count > 0)
            parts = SetAlgebra.Subtract(parts, [.. model.Exclude.SelectMany(PartsOf)]);
        if (!model.IncludesInactive)
            parts = [.. parts.Select(OnlyActive)];
        _done[model] = new SetContent(parts, []);
        return parts;
    }

    private static SetPart OnlyActive(SetPart part) => part is FinitePart finite ? finite with { Members = finite.Members.Clone().ExceptWith(finite.Codes.Inactive) } : part;

    private IEnumerable<SetPart> PartsOf(ComposePart compose)
    {
        IReadOnlyList<SetPart>? parts = compose.System is { } system ? OfSystem(compose, system) : null;
        foreach (var canonical in compose.ValueSets)
        {
            IReadOnlyList<SetPart> named = sources.FindValueSet(Canonical.Parse(canonical)) is { } model
                ? PartsOf(model, compose.Location)
                : [new UnknownPart(null, TermIssues.UnknownValueSet(canonical, compose.Location))];
            parts = parts is null ? named : SetAlgebra.Intersect(parts, named);
        }
        return parts ?? [];
    }

    private IReadOnlyList<SetPart> OfSystem(ComposePart compose, string system)
    {
        var version = rules.For(system, compose.Version);
        var found = sources.FindSystem(system, version);
        if (Mismatch(compose, system, found.Header) is { } mismatch)
            return [new UnknownPart(system, mismatch)];
        if (found.Grammar is { } grammar)
            return [OfGrammar(compose, grammar)];
        if (found.Finite is { } codes)
            return OfCodes(compose, Supplemented(codes));
        // Listed codes of a system that is not here are still listed codes (FHIR R4 valueset.html#compositions); all or filtered ones need the system.
        if (compose.Concepts.Count > 0 && compose.Filters.Count == 0)
            return [new ListedPart(system, version, [.. compose.Concepts.DistinctBy(one => one.Code)], null)];
        return [new UnknownPart(system, TermIssues.UnknownSystem(system, version, version is null ? [] : sources.VersionsOf(system), compose.Location))];
    }

    private Issue? Mismatch(ComposePart compose, string system, CodeSystemHeader? header) =>
        rules.Check.TryGetValue(system, out var asked) && header is not null && header.Version != asked
            ? Issue.Error(IssueTypes.Processing, "TERM-VERSION-CHECK", $"The value set uses version '{header.Version}' of '{system}', not '{asked}' as asked for.", compose.Location, "FHIR R4 valueset-operation-expand.html")
            : null;

    private ICodeSystem Supplemented(ICodeSystem codes) => supplements
        .Where(one => one.Header.Supplements is { } target && Canonical.Parse(target).Url == codes.Header.Url)
        .Aggregate(codes, CodeSystemTable.WithSupplement);

    private SetPart OfGrammar(ComposePart compose, ICodeGrammar grammar)
    {
        foreach (var filter in compose.Filters)
        {
            if (grammar.Common is [var any, ..] && grammar.Passes(any.Code, filter.Property, filter.Operation, filter.Value) is null)
                return new UnknownPart(compose.System, TermIssues.Filter($"'{grammar.Header.Url}' has no filter '{filter.Property} {filter.Operation} {filter.Value}'.", filter.Location));
        }
        if (compose.Concepts.Count == 0)
            return new GrammarPart(grammar, compose.Filters, null);
        var (good, bad) = (compose.Concepts.Where(one => grammar.Fault(one.Code) is null).DistinctBy(one => one.Code).ToList(), compose.Concepts.Where(one => grammar.Fault(one.Code) is not null));
        Dropped(compose, bad);
        return new ListedPart(grammar.Header.Url, grammar.Header.Version, good, grammar);
    }

    private IReadOnlyList<SetPart> OfCodes(ComposePart compose, ICodeSystem codes)
    {
        if (compose.Concepts.Count > 0)
            return OfList(compose, codes);
        var members = ConceptSet.Full(codes.Count);
        foreach (var filter in compose.Filters)
        {
            var (kept, fault) = _filters.Apply(codes, filter);
            if (kept is null)
                return [new UnknownPart(codes.Header.Url, fault!)];
            members.IntersectWith(kept);
        }
        return [new FinitePart(codes, members, null, null)];
    }

    private List<SetPart> OfList(ComposePart compose, ICodeSystem codes)
    {
        var order = new List<int>(compose.Concepts.Count);
        var listed = new Dictionary<int, ListedConcept>();
        var strangers = new List<ListedConcept>();
        foreach (var concept in compose.Concepts)
        {
            if (codes.Find(concept.Code) is var key and >= 0)
            {
                if (listed.TryAdd(key, concept))
                    order.Add(key);
            }
            else
            {
                strangers.Add(concept);
            }
        }
        List<SetPart> parts = [new FinitePart(codes, ConceptSet.Of(codes.Count, order), order, listed)];
        if (codes.Header.Content == SystemContent.Complete)
            Dropped(compose, strangers);
        else if (strangers.Count > 0)
            parts.Add(new ListedPart(codes.Header.Url, codes.Header.Version, strangers, null));
        return parts;
    }

    private void Dropped(ComposePart compose, IEnumerable<ListedConcept> concepts)
    {
        foreach (var concept in concepts.Take(20))
            _warnings.Add(Issue.Warning(IssueTypes.CodeInvalid, "TERM-LISTED-CODE", $"The value set lists '{concept.Code}', which is no code of '{compose.System}'.", compose.Location));
    }
}
