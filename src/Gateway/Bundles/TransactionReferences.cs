using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Searching;
using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.Gateway.Bundles;

/// <summary>
/// Maps the addresses inside one transaction to what they become: <c>fullUrl</c>s (<c>urn:uuid:…</c> or absolute) to <c>Type/id</c>, and conditional references
/// (<c>Patient?identifier=…</c>) to their one match (FHIR R4 http.html#trules).
/// </summary>
internal sealed class TransactionReferences(ConditionalMatch conditions, Actor actor, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, string> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _conditional = new(StringComparer.Ordinal);

    private List<Refusal> _faults = [];

    /// <summary>What is wrong with the conditional references of the resource that was rewritten last, each located in that resource.</summary>
    internal IReadOnlyList<Refusal> TakeFaults()
    {
        var faults = _faults;
        _faults = [];
        return faults;
    }

    internal void Add(string fullUrl, string reference) => _targets[fullUrl] = reference;

    /// <summary>The new text of a reference or uri, or null to leave it.</summary>
    internal string? Replace(Element element)
    {
        if (element.GetString() is not { } text)
            return null;
        if (ReplaceLink(text) is { } target)
            return target;
        return element.Name == "reference" && text.IndexOf('?', StringComparison.Ordinal) is > 0 and var question ? Conditional(element, text, question) : null;
    }

    /// <summary>The new text of a link in a narrative, or null to leave it.</summary>
    internal string? ReplaceLink(string text)
    {
        if (_targets.TryGetValue(text, out var target))
            return target;
        var fragment = text.IndexOf('#', StringComparison.Ordinal);
        return fragment > 0 && _targets.TryGetValue(text[..fragment], out target) ? string.Concat(target, text.AsSpan(fragment)) : null;
    }

    private string? Conditional(Element element, string text, int question)
    {
        if (_conditional.TryGetValue(text, out var known))
            return known;
        var type = text[..question];
        if (FhirModel.R4.FindType(type) is null)
            return null;
        var parsed = SearchRequest.Parse(type, QueryText.Pairs(text[(question + 1)..]), FhirModel.R4, SearchHandling.Strict);
        string? reference = null;
        if (parsed.Request is null)
            _faults.Add(new Refusal(400, [.. parsed.Issues.Select(issue => issue with { Location = element.Location() })]));
        else
            reference = Resolve(element, type, parsed.Request);
        return _conditional[text] = reference;
    }

    private string? Resolve(Element element, string type, SearchRequest request)
    {
        var condition = conditions.Find(actor, request, cancellationToken);
        if (condition.Match is { } match)
        {
            if (match.Id.Length == 0)
                match.Open();
            return $"{type}/{match.Id}";
        }
        _faults.Add(condition.Refusal is { } refusal
            ? refusal with { Issues = [.. refusal.Issues.Select(issue => issue with { Location = element.Location() })] }
            : Refusal.Of(412, IssueTypes.NotFound, "BUNDLE-CONDITIONAL-REFERENCE", $"No {type} matches this conditional reference.", element.Location(), "FHIR R4 http.html#trules"));
        return null;
    }
}
