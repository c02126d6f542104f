using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Writing;

/// <summary>
/// Puts security labels on what is written, by the labelling rules of the policy. Labels that close a row stay on it through every update: taking one off is a decision of its own,
/// not a side effect of somebody's edit.
/// </summary>
internal sealed class Labeller(IPolicySource policies, IRecordStore store, TimeProvider clock)
{
    // A note's attachment inherits from the note, which inherits from the encounter; longer chains do not occur, and a circle ends here.
    private const int LongestInheritance = 4;

    /// <summary>The labels to add to what is written; those it carries already are not repeated.</summary>
    internal IReadOnlyList<MetaCoding> LabelsFor(in WriteIntent intent) => LabelsFor(intent, 0);

    private IReadOnlyList<MetaCoding> LabelsFor(in WriteIntent intent, int depth)
    {
        var labelling = policies.Current.Labelling;
        var (document, current) = (intent.Document, intent.Current);
        List<MetaCoding>? labels = null;
        foreach (var rule in labelling.For(document.ResourceType, intent.Actor))
        {
            if (!Applies(rule, intent))
                continue;
            if (rule.Label is { } label)
                (labels ??= []).Add(new MetaCoding(label.System, label.Code, label.Display));
            if (rule.Inherit is { } inherit)
                (labels ??= []).AddRange(Inherited(inherit, intent, depth));
        }
        if (current is { IsDeleted: false } && labelling.StickySystems.Count > 0)
            (labels ??= []).AddRange(SecurityOf(current).Where(label => labelling.StickySystems.Contains(label.System)));
        return labels is null ? [] : [.. labels.DistinctBy(label => (label.System, label.Code))];
    }

    private bool Applies(LabellingRule rule, in WriteIntent intent) =>
        (rule.Filter is not { } filter || Satisfies(intent.Document, filter))
        && (rule.Codes.Count == 0 || CodeWalk.Has(intent.Document.Root, rule.Codes))
        && (rule.AgeBelow is not { } years || IsYounger(intent, years));

    private bool Satisfies(ResourceDocument document, string filter)
    {
        var parsed = SearchRequest.Parse(document.ResourceType, QueryText.Pairs(filter), store.Parameters.Searchable, SearchHandling.Strict);
        // A rule that cannot be evaluated labels: too little may be seen, never too much.
        return parsed.Request is not { Filters.Count: 0 } || parsed.Request.Criteria.All(criterion => SearchMatcher.Matches(document, criterion));
    }

    // An unknown date of birth, or only a year, is taken for a young one.
    private bool IsYounger(in WriteIntent intent, int years)
    {
        var grown = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddYears(-years).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var patient in CompartmentMembership.Of(intent.Document))
        {
            var document = intent.Together?.GetValueOrDefault(patient)
                ?? (store.Read("Patient", patient["Patient/".Length..]) is { IsDeleted: false } row ? ResourceDocument.Parse(row.Open()).Document : null);
            if (document?.Root.Child("birthDate").GetString() is not { } born || string.CompareOrdinal(born, grown) > 0 || grown.StartsWith(born, StringComparison.Ordinal) && born.Length < grown.Length)
                return true;
        }
        return false;
    }

    private List<MetaCoding> Inherited(LabelInheritance inherit, in WriteIntent intent, int depth)
    {
        var labels = new List<MetaCoding>();
        foreach (var reference in References(inherit, intent.Document))
            labels.AddRange(SecurityOf(reference, intent, depth).Where(label => label.System == inherit.LabelSystem));
        return labels;
    }

    // What is written in the same commit has the labels that it is about to get, in whatever order the entries come.
    private List<MetaCoding> SecurityOf(string reference, in WriteIntent intent, int depth)
    {
        var slash = reference.IndexOf('/', StringComparison.Ordinal);
        var stored = slash > 0 ? store.Read(reference[..slash], reference[(slash + 1)..]) : null;
        if (intent.Together?.TryGetValue(reference, out var document) != true || document is null)
            return stored is { IsDeleted: false } ? SecurityOf(stored) : [];
        var labels = SecurityOf(document);
        if (depth < LongestInheritance)
            labels.AddRange(LabelsFor(intent with { Document = document, Id = reference[(slash + 1)..], Current = stored }, depth + 1));
        return labels;
    }

    private static IEnumerable<string> References(LabelInheritance inherit, ResourceDocument document)
    {
        if (inherit.Element is { } element)
            return document.Root.Children(element).Select(one => one.Child("reference").GetString()).OfType<string>();
        return SearchExtractor.Extract(document)
            .Where(value => value.Kind == SearchKind.Reference && value.Parameter.Code == inherit.Parameter && value.Text is not null)
            .Select(value => value.Text!);
    }

    private static List<MetaCoding> SecurityOf(StoredVersion row) =>
        SecurityOf(ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse."));

    private static List<MetaCoding> SecurityOf(ResourceDocument document)
    {
        var labels = new List<MetaCoding>();
        foreach (var coding in document.Root.Child("meta").Children("security"))
        {
            if (coding.Child("system").GetString() is { } system && coding.Child("code").GetString() is { } code)
                labels.Add(new MetaCoding(system, code, coding.Child("display").GetString()));
        }
        return labels;
    }
}
