using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Gateway.Matching;
using Carewright.Gateway.Merging;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Receiving;

/// <summary>
/// Says which patient a message means: by an identifier that the record knows, unless what else it says contradicts; else by demographics, if one person fits and no other comes near. In doubt a person decides:
/// nothing is attached to anybody on a guess.
/// </summary>
internal sealed class PatientFinder(IRecordStore store, PatientMatcher matcher, IdentifierLookup lookup, AccessCompiler access)
{
    private const int LongestChain = 8;

    // No score is above 1.
    private const double Never = 2;

    internal PatientChoice Find(Actor actor, ReceivedResource wanted, MatchRules rules, CancellationToken cancellationToken) =>
        Find(actor, wanted, features => ByDemographics(actor, features, rules, cancellationToken), cancellationToken);

    /// <summary>The patient that an identifier of the message names, unless what else it says contradicts. Nobody is taken for the same by likeness, but those who are alike are named to whoever decides.</summary>
    internal PatientChoice Recognise(Actor actor, ReceivedResource wanted, MatchRules rules, CancellationToken cancellationToken) => Find(
        actor, wanted, features => Doubt("RECEIVE-WHOSE", "The record does not know whose this is.", ByDemographics(actor, features, rules with { Attach = Never }, cancellationToken).Candidates), cancellationToken);

    private PatientChoice Find(Actor actor, ReceivedResource wanted, Func<PersonFeatures, PatientChoice> otherwise, CancellationToken cancellationToken)
    {
        var document = ResourceDocument.Parse(wanted.Json).Document;
        if (document is null)
            return PatientChoice.Wrong(Issue.Error(IssueTypes.Structure, "RECEIVE-NOT-FHIR", "What was made of the message is no FHIR resource."));
        var features = PersonFeatures.Of(document);
        var (rows, refusal) = lookup.Find(actor, "Patient", wanted.Business, cancellationToken);
        if (refusal is not null)
            return PatientChoice.Wrong(refusal.Issues[0]);
        var known = rows.Select(Survivor).DistinctBy(row => row.Id).ToList();
        return known.Count switch
        {
            1 => ByIdentifier(actor, features, known[0]),
            > 1 => Doubt("RECEIVE-SEVERAL", "The identifiers of the message belong to several patients here.", [.. known.Select(row => Scored(actor, features, row))]),
            _ => otherwise(features),
        };
    }

    /// <summary>The patient that a person has chosen; null when there is none, or it is not the actor's to see.</summary>
    internal StoredVersion? Chosen(Actor actor, string reference)
    {
        var row = reference.StartsWith("Patient/", StringComparison.Ordinal) ? store.Read("Patient", reference["Patient/".Length..]) : null;
        return row is { IsDeleted: false } && access.For(actor, AccessInteraction.Read, "Patient").Allows(row) ? Survivor(row) : null;
    }

    // A merged patient is found by the old numbers for ever; what comes for it belongs to whom it was merged into.
    private StoredVersion Survivor(StoredVersion row)
    {
        for (var steps = 0; steps < LongestChain && MergeLinks.ReplacedBy(MergeCommit.Open(row)) is { } next && store.Read("Patient", next) is { IsDeleted: false } target; steps++)
            row = target;
        return row;
    }

    private PatientChoice ByIdentifier(Actor actor, PersonFeatures features, StoredVersion row)
    {
        var (score, contradiction) = DemographicScore.Contradiction(features, matcher.FeaturesOf(actor, row));
        var candidate = new PatientCandidate($"Patient/{row.Id}", score.Score, score.Grade);
        return contradiction switch
        {
            Contradiction.BirthDate => Doubt("RECEIVE-BIRTH-DATE", "The patient with this identifier has another date of birth.", [candidate]),
            Contradiction.Name => Doubt("RECEIVE-NAME", "The patient with this identifier has another name.", [candidate]),
            _ => PatientChoice.Of(row),
        };
    }

    private PatientChoice ByDemographics(Actor actor, PersonFeatures features, MatchRules rules, CancellationToken cancellationToken)
    {
        var scored = matcher.Score(actor, features, cancellationToken).Select(one => (Row: Survivor(one.Row), one.Score, one.Grade)).DistinctBy(one => one.Row.Id)
            .Where(one => one.Score >= rules.Ask && one.Grade != MatchGrade.CertainlyNot).OrderByDescending(one => one.Grade).ThenByDescending(one => one.Score).Take(10).ToList();
        if (scored.Count == 0)
            return PatientChoice.Nobody;
        var (best, second) = (scored[0], scored.Count > 1 ? scored[1].Score : 0);
        if (best.Grade == MatchGrade.Certain && best.Score >= rules.Attach && best.Score - second >= rules.Margin)
            return PatientChoice.Of(best.Row);
        return Doubt("RECEIVE-ALIKE", "Patients here are like the one of the message.", [.. scored.Select(one => new PatientCandidate($"Patient/{one.Row.Id}", one.Score, one.Grade))]);
    }

    private PatientCandidate Scored(Actor actor, PersonFeatures features, StoredVersion row)
    {
        var (score, grade) = DemographicScore.Compare(features, matcher.FeaturesOf(actor, row));
        return new PatientCandidate($"Patient/{row.Id}", score, grade);
    }

    private static PatientChoice Doubt(string code, string message, IReadOnlyList<PatientCandidate> candidates) =>
        new(null, Issue.Error(IssueTypes.MultipleMatches, code, message), [.. candidates.OrderByDescending(one => one.Score)], false);
}

/// <summary>Which patient a message means.</summary>
/// <param name="Row">That one; null: nobody here, or it is not sure.</param>
/// <param name="Doubt">Why a person has to decide, or why it cannot be found out; null when it is sure.</param>
/// <param name="Candidates">Among whom.</param>
/// <param name="IsWrong">Whether the message cannot be applied at all.</param>
internal readonly record struct PatientChoice(StoredVersion? Row, Issue? Doubt, IReadOnlyList<PatientCandidate> Candidates, bool IsWrong)
{
    internal static PatientChoice Nobody => new(null, null, [], false);

    internal static PatientChoice Of(StoredVersion row) => new(row, null, [], false);

    internal static PatientChoice Wrong(Issue issue) => new(null, issue, [], true);
}
