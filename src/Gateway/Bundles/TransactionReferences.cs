using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Searching;
using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.Gateway.Bundles;

/// <summary>
/// Maps the addresses inside one transaction to what they become: <c>fullUrl</c>s (<c>urn:uuid:…</c> or absolute) to <c>Type/id</c>, relative references beside a RESTful <c>fullUrl</c> to
/// the entry they mean, and conditional references (<c>Patient?identifier=…</c>) to their one match, in the record or in the Bundle itself (FHIR R4 http.html#trules, bundle.html#references).
/// </summary>
internal sealed class TransactionReferences
{
    private readonly ConditionalMatch _conditions;
    private readonly Actor _actor;
    private readonly CancellationToken _stop;
    private readonly IReadOnlyList<TransactionStep> _steps;
    private readonly HashSet<long> _rewritten;
    private readonly Dictionary<string, string> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _conditional = new(StringComparer.Ordinal);
    private string? _base;
    private List<Refusal> _faults = [];

    internal TransactionReferences(ConditionalMatch conditions, Actor actor, IReadOnlyList<TransactionStep> steps, CancellationToken cancellationToken)
    {
        (_conditions, _actor, _steps, _stop) = (conditions, actor, steps, cancellationToken);
        _rewritten = [.. steps.Where(step => step.Entry.Method != "PATCH").SelectMany(step => step.Removed.Append(step.Current)).Select(row => row?.RowId ?? 0)];
        foreach (var step in steps)
        {
            if (step is { Id: not null, Entry: { IsRead: false, FullUrl: { } fullUrl } })
                _targets[fullUrl] = step.Reference;
        }
    }

    /// <summary>Before an entry's resource is rewritten: relative references are read beside its <c>fullUrl</c>.</summary>
    internal void Start(BundleEntry entry) => _base = BaseOf(entry);

    /// <summary>What is wrong with the references of the resource that was rewritten last, each located in that resource.</summary>
    internal IReadOnlyList<Refusal> TakeFaults()
    {
        var faults = _faults;
        _faults = [];
        return faults;
    }

    /// <summary>The new text of a reference or uri, or null to leave it.</summary>
    internal string? Replace(Element element)
    {
        if (element.GetString() is not { } text)
            return null;
        if (ReplaceLink(text) is { } target)
            return target;
        if (element.Name != "reference")
            return null;
        if (text.StartsWith("urn:uuid:", StringComparison.Ordinal) || text.StartsWith("urn:oid:", StringComparison.Ordinal))
            return Unresolved(element);
        return text.IndexOf('?', StringComparison.Ordinal) is > 0 and var question ? Conditional(element, text, question) : Relative(text);
    }

    /// <summary>The new text of a link in a narrative, or null to leave it.</summary>
    internal string? ReplaceLink(string text)
    {
        if (_targets.TryGetValue(text, out var target))
            return target;
        var fragment = text.IndexOf('#', StringComparison.Ordinal);
        return fragment > 0 && _targets.TryGetValue(text[..fragment], out target) ? string.Concat(target, text.AsSpan(fragment)) : null;
    }

    private static string? BaseOf(BundleEntry entry)
    {
        if (entry.FullUrl is not { } url || !url.StartsWith("http", StringComparison.Ordinal))
            return null;
        var id = url.LastIndexOf('/');
        var type = id > 0 ? url.LastIndexOf('/', id - 1) : -1;
        return type > 0 && url[(type + 1)..id] == entry.Resource.Type?.Name ? url[..(type + 1)] : null;
    }

    private string? Relative(string text) => _base is not null && _targets.TryGetValue(_base + text, out var target) && target != text ? target : null;

    // Such an address means something inside this Bundle and nowhere else: stored, it would point to nothing for ever.
    private string? Unresolved(Element element)
    {
        _faults.Add(Refusal.Of(400, IssueTypes.NotFound, "BUNDLE-UNRESOLVED", "No entry of the Bundle has this fullUrl.", element.Location(), "FHIR R4 bundle.html#references"));
        return null;
    }

    private string? Conditional(Element element, string text, int question)
    {
        if (_conditional.TryGetValue(text, out var known))
            return known;
        var type = text[..question];
        if (FhirModel.R4.FindType(type) is not { Kind: TypeKind.Resource })
            return null;
        var parsed = SearchRequest.Parse(type, QueryText.Pairs(text[(question + 1)..]), _conditions.Definitions, SearchHandling.Strict);
        string? reference = null;
        if (parsed.Request is null)
            _faults.Add(new Refusal(400, [.. parsed.Issues.Select(issue => issue with { Location = element.Location() })]));
        else
            reference = Resolve(element, type, parsed.Request);
        return _conditional[text] = reference;
    }

    private string? Resolve(Element element, string type, SearchRequest request)
    {
        var condition = _conditions.Find(_actor, request, _stop, row => !_rewritten.Contains(row.RowId));
        if (condition.Refusal is { } refusal)
        {
            _faults.Add(refusal with { Issues = [.. refusal.Issues.Select(issue => issue with { Location = element.Location() })] });
            return null;
        }
        var found = _steps.Where(step => IsMatch(step, type, request)).Select(step => step.Reference).ToList();
        if (condition.Match is { } match)
            found.Add($"{type}/{match.Id}");
        if (found.Count == 1)
            return found[0];
        _faults.Add(found.Count == 0
            ? Refusal.Of(412, IssueTypes.NotFound, "BUNDLE-CONDITIONAL-REFERENCE", $"No {type} matches this conditional reference.", element.Location(), "FHIR R4 http.html#trules")
            : Refusal.Of(412, IssueTypes.MultipleMatches, "BUNDLE-CONDITIONAL-SEVERAL", $"More than one {type} matches this conditional reference.", element.Location(), "FHIR R4 http.html#trules"));
        return null;
    }

    // What the Bundle itself writes is a match by its new content; a chain cannot be decided before it is stored.
    private static bool IsMatch(TransactionStep step, string type, SearchRequest request) =>
        step.Existing is null && step.Id is not null && step.Entry.ResourceType == type && step.Sent is { } document && request.Filters.Count == 0
        && request.Criteria.All(criterion => criterion.Chain is null && SearchMatcher.Matches(document, criterion));
}
