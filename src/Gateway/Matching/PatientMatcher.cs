using Carewright.Audit;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Searching;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Matching;

/// <summary>
/// <c>Patient/$match</c> (FHIR R4 patient-operation-match.html): candidates come by several searches (identifier, name and birth date, telephone), each as the actor may make it, and are scored by
/// what the actor may see of them.
/// </summary>
internal sealed class PatientMatcher(IRecordStore store, AccessPredicates predicates, AccessCompiler access, Scribe scribe)
{
    private const int MostCandidates = 100;
    private readonly SearchGuard _guard = new(access);

    internal async ValueTask<Answer<MatchedPatients>> RunAsync(Actor actor, ResourceDocument patient, bool onlyCertain, int count, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "match", "Patient");
        var allowed = access.For(actor, AccessInteraction.Search, "Patient");
        if (!allowed.IsAllowed)
            return await scribe.RefuseAsync(actor, deed, Refusals.Forbidden("search Patient"), allowed.Rule, cancellationToken).ConfigureAwait(false);
        var wanted = PersonFeatures.Of(patient);
        var matches = Rows(actor, allowed, wanted, cancellationToken).Select(row => Score(wanted, row, allowed)).Where(match => match.Grade == MatchGrade.Certain || (!onlyCertain && match.Grade != MatchGrade.CertainlyNot))
            .OrderByDescending(match => match.Grade).ThenByDescending(match => match.Score).ThenBy(match => match.Resource.Id, StringComparer.Ordinal).Take(count).ToList();
        // Only certain matches means one person: several of them are none.
        if (onlyCertain && matches.Count > 1)
            matches.Clear();
        var references = matches.ConvertAll(match => match.Resource.Reference);
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, references, references);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new MatchedPatients(matches) : Refusals.Busy;
    }

    /// <summary>Whoever the actor may search and may be meant, scored; nothing is on record: that is the business of what is done with it.</summary>
    internal IReadOnlyList<(StoredVersion Row, double Score, MatchGrade Grade)> Score(Actor actor, PersonFeatures wanted, CancellationToken cancellationToken)
    {
        var allowed = access.For(actor, AccessInteraction.Search, "Patient");
        return allowed.IsAllowed ? [.. Rows(actor, allowed, wanted, cancellationToken).Select(row => (row, Score(wanted, row, allowed))).Select(one => (one.row, one.Item2.Score, one.Item2.Grade))] : [];
    }

    /// <summary>What a patient is compared by, as the actor may see it.</summary>
    internal PersonFeatures FeaturesOf(Actor actor, StoredVersion row) => FeaturesOf(Releaser.Release(row, access.For(actor, AccessInteraction.Search, "Patient")));

    private List<StoredVersion> Rows(Actor actor, CompiledAccess allowed, PersonFeatures wanted, CancellationToken cancellationToken) =>
        [.. Queries(wanted).SelectMany(query => Candidates(actor, allowed, query, cancellationToken)).DistinctBy(row => row.RowId)];

    private static PersonFeatures FeaturesOf(ReleasedResource released) => PersonFeatures.Of(ResourceDocument.Parse(released.Json).Document ?? throw new InvalidOperationException("A released resource does not parse."));

    private static IEnumerable<IReadOnlyList<KeyValuePair<string, string>>> Queries(PersonFeatures wanted)
    {
        foreach (var (system, value) in wanted.Identifiers)
            yield return [new("identifier", system.Length == 0 ? SearchEscapes.Encode(value) : $"{SearchEscapes.Encode(system)}|{SearchEscapes.Encode(value)}")];
        foreach (var family in wanted.Families)
        {
            if (wanted.BirthDate is { } birth)
                yield return [new("family", SearchEscapes.Encode(family[..Math.Min(3, family.Length)])), new("birthdate", birth[..Math.Min(4, birth.Length)])];
            foreach (var given in wanted.Givens)
                yield return [new("family", SearchEscapes.Encode(family)), new("given", SearchEscapes.Encode(given[..1]))];
        }
        if (wanted.BirthDate is not { } date)
            yield break;
        yield return [new("birthdate", date)];
        // Day and month may have been swapped.
        if (date is [_, _, _, _, '-', var m1, var m2, '-', var d1, var d2] && string.CompareOrdinal($"{d1}{d2}", "12") <= 0 && (m1, m2) != (d1, d2))
            yield return [new("birthdate", $"{date[..4]}-{d1}{d2}-{m1}{m2}")];
    }

    // A search that is refused to the actor, because it reads what is hidden, or that would cost too much, brings nobody.
    private IReadOnlyList<StoredVersion> Candidates(Actor actor, CompiledAccess allowed, IReadOnlyList<KeyValuePair<string, string>> query, CancellationToken cancellationToken)
    {
        if (SearchRequest.Parse("Patient", query, FhirModel.R4, SearchHandling.Strict).Request is not { } request || _guard.Check(actor, request, "Patient", allowed) is not null)
            return [];
        try
        {
            return predicates.Compile(actor, request, allowed, MostCandidates).Plan is { } plan ? [.. store.Search(plan, cancellationToken).Rows.Where(allowed.Allows)] : [];
        }
        catch (SearchTooCostlyException)
        {
            return [];
        }
    }

    private static MatchedPatient Score(PersonFeatures wanted, StoredVersion row, CompiledAccess allowed)
    {
        var released = Releaser.Release(row, allowed);
        var (score, grade) = DemographicScore.Compare(wanted, FeaturesOf(released));
        return new(released, score, grade);
    }
}

/// <summary>What a match found, best first.</summary>
public sealed record MatchedPatients(IReadOnlyList<MatchedPatient> Matches);

/// <summary>One patient that may be meant.</summary>
/// <param name="Resource">As the actor may see it.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Grade">How sure.</param>
public sealed record MatchedPatient(ReleasedResource Resource, double Score, MatchGrade Grade);
