using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Proxies;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Writing;

/// <summary>
/// Puts security labels on what is written, by the labelling rules of the policy. Labels that close a row stay on it through every update: taking one off is a decision of its own,
/// not a side effect of somebody's edit.
/// </summary>
internal sealed class Labeller(IPolicySource policies, IRecordStore store, MinorsConsent minors, TimeProvider clock)
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
        var sources = new LabelSources(document, labelling, store.Parameters);
        foreach (var rule in labelling.For(document.ResourceType, intent.Actor))
        {
            if (!Applies(rule, sources, intent))
                continue;
            if (rule.Label is { } label)
                (labels ??= []).Add(new MetaCoding(label.System, label.Code, label.Display));
            if (rule.Inherit is { } inherit)
                (labels ??= []).AddRange(Inherited(inherit, sources, intent, depth));
        }
        if (current is { IsDeleted: false } && labelling.StickySystems.Count > 0)
            (labels ??= []).AddRange(SecurityOf(current).Where(label => labelling.StickySystems.Contains(label.System)));
        return labels is null ? [] : [.. labels.DistinctBy(label => (label.System, label.Code))];
    }

    private bool Applies(LabellingRule rule, LabelSources sources, in WriteIntent intent) =>
        (rule.Filter is not { } filter || Satisfies(intent.Document, filter))
        && (rule.Codes.Count == 0 || sources.HasCodeOf(rule))
        && (rule.AgeBelow is not { } years || IsYounger(intent, years))
        && (rule.MinorsConsentTo is not { } care || PatientsOf(intent).Any(patient => minors.MayBe(patient, care)));

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
        foreach (var document in PatientsOf(intent))
        {
            if (document?.Root.Child("birthDate").GetString() is not { } born || string.CompareOrdinal(born, grown) > 0 || grown.StartsWith(born, StringComparison.Ordinal) && born.Length < grown.Length)
                return true;
        }
        return false;
    }

    // Null: one that is not to be had.
    private IEnumerable<ResourceDocument?> PatientsOf(WriteIntent intent) => CompartmentMembership.Of(intent.Document).Select(patient => intent.Together?.GetValueOrDefault(patient)
        ?? (store.Read("Patient", patient["Patient/".Length..]) is { IsDeleted: false } row ? ResourceDocument.Parse(row.Open()).Document : null));

    private IEnumerable<MetaCoding> Inherited(LabelInheritance inherit, LabelSources sources, WriteIntent intent, int depth) =>
        sources.References(inherit).SelectMany(reference => sources.SecurityOf(reference, asked => SecurityOf(asked, intent, depth))).Where(label => label.System == inherit.LabelSystem);

    // What is written in the same commit has the labels that it is about to get, in whatever order the entries come.
    private IReadOnlyList<MetaCoding> SecurityOf(string reference, in WriteIntent intent, int depth)
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

    private static List<MetaCoding> SecurityOf(StoredVersion row) => SecurityOf(row.Open());

    /// <summary>The labels that a body carries.</summary>
    internal static List<MetaCoding> SecurityOf(ReadOnlyMemory<byte> body)
    {
        // Most have none, and need not be parsed to know it; a name may be written with escapes.
        if (body.Span.IndexOf("\"security\""u8) < 0 && body.Span.IndexOf(@"\u00"u8) < 0)
            return [];
        return SecurityOf(ResourceDocument.Parse(body).Document ?? throw new InvalidOperationException("A stored resource does not parse."));
    }

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
