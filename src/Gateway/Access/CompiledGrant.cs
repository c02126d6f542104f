using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Access;

/// <summary>One condition on rows, ready to run.</summary>
/// <param name="Kind"><c>filter compartment relationship owner restriction consent</c>.</param>
/// <param name="Detail">What it asks for, in the policy's words.</param>
/// <param name="Where">Decided on index entries.</param>
/// <param name="Verify">Decides an opened row exactly; null when nothing rests on hashes.</param>
internal sealed record RowCondition(string Kind, string Detail, Predicate Where, Func<StoredVersion, bool>? Verify)
{
    internal bool Holds(IRecordStore store, StoredVersion row) => store.Matches(row, Where) && (Verify is null || Verify(row));
}

/// <summary>One grant of a type, ready to run.</summary>
/// <param name="Rule">The grant's place in the policy.</param>
/// <param name="Conditions">All must hold; empty: every row.</param>
/// <param name="Criteria">The filter's criteria, for content that is not stored yet.</param>
/// <param name="CompartmentPatient">The patient in whose compartment the row must be, or null.</param>
/// <param name="Hidden">What this grant does not show.</param>
internal sealed record CompiledGrant(
    string Rule, IReadOnlyList<RowCondition> Conditions, IReadOnlyList<SearchCriterion> Criteria, string? CompartmentPatient, HiddenSet Hidden)
{
    /// <summary>Every row, whole.</summary>
    internal static CompiledGrant Everything(string rule) => new(rule, [], [], null, HiddenSet.Nothing);

    /// <summary>What must hold of a patient of the content, for whom the actor must care; null: no such condition.</summary>
    internal Predicate? Related { get; init; }

    /// <summary>All conditions as one; null: every row.</summary>
    internal Predicate? Where { get; } = Conditions.Count switch { 0 => null, 1 => Conditions[0].Where, _ => new AllOf([.. Conditions.Select(one => one.Where)]) };

    internal bool IsExact { get; } = Conditions.All(one => one.Verify is null);

    internal bool Covers(IRecordStore store, StoredVersion row)
    {
        if (Where is null)
            return true;
        if (!store.Matches(row, Where))
            return false;
        return IsExact || Conditions.All(one => one.Verify is null || one.Verify(row));
    }

    // The owner of what is written is set by the server, so a grant of one's own rows asks nothing of the content.
    internal bool CoversContent(IRecordStore store, ResourceDocument document)
    {
        foreach (var criterion in Criteria)
        {
            // A chain cannot be decided on content that is not stored yet: deny.
            if (criterion.Chain is not null || !SearchMatcher.Matches(document, criterion))
                return false;
        }
        if (CompartmentPatient is null && Related is null)
            return true;
        var patients = CompartmentMembership.Of(document);
        return (CompartmentPatient is null || patients.Contains(CompartmentPatient)) && (Related is null || patients.Any(patient => IsRelated(store, patient)));
    }

    private bool IsRelated(IRecordStore store, string patient) => store.Read("Patient", patient["Patient/".Length..]) is { IsDeleted: false } row && store.Matches(row, Related!);
}
