using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Searching;
using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.Gateway.Importing;

/// <summary>
/// The conditional references of one line (<c>Patient?identifier=…</c>): each becomes its one match in the record, as in a transaction. Everything else stays as it is. One instance for each batch.
/// </summary>
internal sealed class ImportReferences(ConditionalMatch conditions, Actor actor, CancellationToken cancellationToken)
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly List<Issue> _faults = [];
    private bool _isMissing;

    /// <summary>True when a line may hold such a reference; most do not, and are not rewritten.</summary>
    internal static bool MayHave(ReadOnlySpan<byte> json) => json.IndexOf("?"u8) >= 0 && json.IndexOf("\"reference\""u8) >= 0;

    /// <summary>The new text of a reference, or null to leave it.</summary>
    internal string? Replace(Element element)
    {
        if (element.Name != "reference" || element.GetString() is not { } text || text.IndexOf('?', StringComparison.Ordinal) is not (> 0 and var question) || FhirModel.R4.FindType(text[..question]) is not { Kind: TypeKind.Resource, IsAbstract: false })
            return null;
        if (_known.TryGetValue(text, out var known))
            return known;
        var parsed = SearchRequest.Parse(text[..question], QueryText.Pairs(text[(question + 1)..]), conditions.Definitions, SearchHandling.Strict);
        if (parsed.Request is not { } request)
            _faults.AddRange(parsed.Issues.Select(issue => issue with { Location = element.Location() }));
        else
            return Find(element, text, request);
        return null;
    }

    /// <summary>What is wrong with the line that was rewritten last, and whether all of it is that what it refers to is not there (yet).</summary>
    internal (IReadOnlyList<Issue> Issues, bool IsMissing) TakeFaults()
    {
        var taken = (_faults.ToList(), _isMissing && _faults.TrueForAll(fault => fault.Code == "IMPORT-REFERENCE"));
        _faults.Clear();
        _isMissing = false;
        return taken;
    }

    private string? Find(Element element, string text, SearchRequest request)
    {
        var condition = conditions.Find(actor, request, cancellationToken);
        if (condition.Match is { } match)
            return _known[text] = $"{match.ResourceType}/{match.Id}";
        _isMissing |= condition.Refusal is null;
        if (condition.Refusal is { } refusal)
            _faults.AddRange(refusal.Issues.Select(issue => issue with { Location = element.Location() }));
        else
            _faults.Add(Issue.Error(IssueTypes.NotFound, "IMPORT-REFERENCE", $"No {request.ResourceType} matches this conditional reference; import what it refers to, then this again.", element.Location(), "FHIR R4 http.html#trules"));
        return null;
    }
}
