using System.Collections.Concurrent;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Path;
using Carewright.Fhir.Search;
using Carewright.Fhir.Validation;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Maps;
using Carewright.Terminology.Operations;
using Carewright.Terminology.Sources;
using Carewright.Terminology.ValueSets;

namespace Carewright.Terminology;

/// <summary>
/// Answers what is asked of terminology (FHIR R4 terminology-service.html): from typed requests to typed results, or the issues that kept it from one. Content of value sets that is
/// worked out once is kept until the store changes. Safe from many threads.
/// </summary>
public sealed class TerminologyService : ICodeValidation, IFhirPathTerminology, ISearchTerminology
{
    private const int KeptContents = 200;
    private readonly TerminologySources _sources;
    private readonly TimeProvider _clock;
    private readonly TerminologyLimits _limits;
    private readonly ConcurrentDictionary<(ValueSetModel Model, string Rules), (long Generation, SetContent Content)> _contents = new();

    /// <summary>A service over sources.</summary>
    /// <param name="sources">Where content comes from.</param>
    /// <param name="clock">Time of expansions.</param>
    /// <param name="limits">Bounds; null for <see cref="TerminologyLimits.Default"/>.</param>
    public TerminologyService(TerminologySources sources, TimeProvider clock, TerminologyLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        (_sources, _clock, _limits) = (sources, clock, limits ?? TerminologyLimits.Default);
    }

    /// <summary>Where content comes from.</summary>
    public TerminologySources Sources => _sources;

    /// <summary>Forgets what was worked out of value sets: definitions that they draw on have changed.</summary>
    public void Forget() => _contents.Clear();

    /// <summary>A service that knows one source more, for the questions of one caller.</summary>
    public TerminologyService With(IDefinitionSource source) => new(_sources.With(source), _clock, _limits);

    /// <inheritdoc/>
    ISearchTerminology ISearchTerminology.With(IDefinitionSource definitions) => With(definitions);

    /// <summary><c>CodeSystem/$lookup</c>.</summary>
    public TermAnswer<LookupResult> Lookup(LookupRequest request) => Operations.Lookup.Run(request, _sources);

    /// <summary><c>CodeSystem/$subsumes</c>.</summary>
    public TermAnswer<SubsumesResult> Subsumes(SubsumesRequest request) => Subsumption.Run(request, _sources);

    /// <summary><c>ConceptMap/$translate</c>.</summary>
    public TermAnswer<TranslateResult> Translate(TranslateRequest request) => new Translate(request, _sources).Run();

    /// <summary><c>$validate-code</c>: against a value set when one is given, otherwise against the code system of the coding.</summary>
    public TermAnswer<ValidateCodeResult> ValidateCode(ValidateCodeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Codings.Count == 0)
            return TermAnswer<ValidateCodeResult>.Refused(TermIssues.Required("$validate-code", "a code, a coding or a codeableConcept"));
        var check = new CodeCheck(_sources, request);
        if (request.Url is null && request.ValueSet is null)
            return TermAnswer<ValidateCodeResult>.Of(check.AnyOf(check.InSystem));
        if (Find(request.ValueSet, request.Url) is not { } model)
            return TermAnswer<ValidateCodeResult>.Refused(TermIssues.UnknownValueSet(request.Url!));
        return TermAnswer<ValidateCodeResult>.Of(check.AnyOf(coding => check.InSet(coding, Content(model, RulesFor(coding, request.Versions), [], isSent: request.ValueSet is not null), model.Canonical)));
    }

    /// <summary><c>ValueSet/$expand</c>.</summary>
    public TermAnswer<Expansion> Expand(ExpandRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ValueSet is null && request.Url is null)
            return TermAnswer<Expansion>.Refused(TermIssues.Required("$expand", "a value set: 'url', 'valueSet' or an instance"));
        if (Find(request.ValueSet, request.Url) is not { } model)
            return TermAnswer<Expansion>.Refused(TermIssues.UnknownValueSet(request.Url!));
        var supplements = new List<CodeSystemTable>();
        foreach (var canonical in request.Supplements.Concat(model.Supplements))
        {
            if (_sources.FindSupplement(Canonical.Parse(canonical)) is not { } supplement)
                return TermAnswer<Expansion>.Refused(TermIssues.UnknownSupplement(canonical));
            supplements.Add(supplement);
        }
        return new Expand(request, _limits).Run(model, Content(model, request.Versions, supplements, isSent: request.ValueSet is not null), _clock.GetUtcNow());
    }

    /// <summary>
    /// Every code of a value set, for search modifiers <c>:in</c> and <c>:not-in</c>; null when the value set is not known, not wholly known, has codes that cannot be counted, or more than <paramref name="cap"/>.
    /// </summary>
    public IReadOnlyCollection<(string? System, string Code)>? Enumerate(string valueSet, int cap)
    {
        if (Find(null, valueSet) is not { } model)
            return null;
        var codes = new List<(string?, string)>();
        foreach (var part in Content(model, VersionRules.None, []).Parts)
        {
            if (part is FinitePart finite && codes.Count + finite.Members.Count() <= cap)
                codes.AddRange(finite.Keys().Select(key => ((string?)part.System, finite.Codes.Concept(key).Code)));
            else if (part is ListedPart listed && codes.Count + listed.Concepts.Count <= cap)
                codes.AddRange(listed.Concepts.Select(one => ((string?)part.System, one.Code)));
            else
                return null;
        }
        return codes;
    }

    /// <summary>A code and all below it, for the token modifier <c>:below</c>; null when the system or code is not known or there are more than <paramref name="cap"/>.</summary>
    public IReadOnlyCollection<string>? SelfAndDescendants(string system, string code, int cap) => Related(system, code, cap, (hierarchy, key) => hierarchy.Descendants(key));

    /// <summary>A code and all above it, for the token modifier <c>:above</c>; null as for <see cref="SelfAndDescendants"/>.</summary>
    public IReadOnlyCollection<string>? SelfAndAncestors(string system, string code, int cap) => Related(system, code, cap, (hierarchy, key) => hierarchy.Ancestors(key));

    /// <inheritdoc/>
    CodeVerdict ICodeValidation.IsMember(string valueSet, string? system, string? version, string code, string? display)
    {
        var answer = ValidateCode(new ValidateCodeRequest([new SentCoding(system, version, code, display)]) { Url = valueSet, AllowsAbstract = true });
        return answer.Value is { } result ? Verdict(result) : CodeVerdict.Unknown;
    }

    /// <inheritdoc/>
    CodeVerdict ICodeValidation.Exists(string system, string? version, string code, string? display) =>
        Verdict(ValidateCode(new ValidateCodeRequest([new SentCoding(system, version, code, display)])).Value!);

    /// <inheritdoc/>
    bool? IFhirPathTerminology.IsMember(string valueSet, string? system, string code) => Find(null, valueSet) is { } model ? Content(model, VersionRules.None, []).Contains(system, code) : null;

    /// <inheritdoc/>
    bool? IFhirPathTerminology.Subsumes(string system, string ancestor, string code) =>
        _sources.FindSystem(system, null).Finite is { } codes && codes.Find(ancestor) is var above and >= 0 && codes.Find(code) is var below and >= 0 ? above == below || codes.Hierarchy.IsAbove(above, below) : null;

    /// <summary>The model of a value set resource that is not in any source.</summary>
    public static ValueSetModel Read(ResourceDocument valueSet) => TerminologySources.ModelOf(valueSet);

    /// <summary>The model of a concept map resource that is not in any source.</summary>
    public static ConceptMapModel ReadMap(ResourceDocument conceptMap) => TerminologySources.MapOf(conceptMap);

    /// <summary>The table of a code system resource; null when it has no url.</summary>
    public static ICodeSystem? ReadSystem(ResourceDocument codeSystem) => TerminologySources.TableOf(codeSystem);

    private ValueSetModel? Find(ValueSetModel? own, string? url) => own ?? (url is null ? null : _sources.FindValueSet(Canonical.Parse(url)));

    // A version that the coding names serves where the value set names none, if it is at hand.
    private VersionRules RulesFor(SentCoding coding, VersionRules rules)
    {
        if (coding is not { System: { } system, Version: { } version } || rules.For(system, null) is not null || _sources.FindSystem(system, version).Header is null)
            return rules;
        return rules with { Default = new Dictionary<string, string>(rules.Default, StringComparer.Ordinal) { [system] = version } };
    }

    private SetContent Content(ValueSetModel model, VersionRules rules, IReadOnlyList<CodeSystemTable> supplements, bool isSent = false)
    {
        // What one caller sent, or has sources of their own for, is not kept for others.
        if (isSent || _sources.Extra > 0 || supplements.Count > 0)
            return new SetEvaluation(_sources, rules, _limits, supplements).Evaluate(model);
        var (key, generation) = ((model, rules.Key), _sources.Store?.Generation ?? 0);
        if (_contents.TryGetValue(key, out var kept) && kept.Generation == generation)
            return kept.Content;
        var content = new SetEvaluation(_sources, rules, _limits, supplements).Evaluate(model);
        if (_contents.Count >= KeptContents)
            _contents.Clear();
        _contents[key] = (generation, content);
        return content;
    }

    private string[]? Related(string system, string code, int cap, Func<Hierarchy, int, ConceptSet> relatives)
    {
        if (_sources.FindSystem(system, null).Finite is not { } codes || codes.Find(code) is not (>= 0 and var key))
            return null;
        var related = relatives(codes.Hierarchy, key);
        related.Add(key);
        return related.Count() <= cap ? [.. related.Select(one => codes.Concept(one).Code)] : null;
    }

    private static CodeVerdict Verdict(ValidateCodeResult result) =>
        result.IsKnown ? new CodeVerdict(true, result.IsValid || result.DisplayIsWrong, result.Message, result.DisplayIsWrong) : CodeVerdict.Unknown;
}
