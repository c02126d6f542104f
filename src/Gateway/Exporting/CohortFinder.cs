using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Gateway.Searching;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Exporting;

/// <summary>The patients an export is limited to; a null cohort means everybody.</summary>
internal sealed record FoundCohort(Cohort? Cohort);

/// <summary>Finds the patients of an export: those named, those who are members of a Group (FHIR R4 group.html), and only those that the actor may see.</summary>
internal sealed class CohortFinder(IRecordStore store, AccessCompiler access, AccessPredicates predicates)
{
    private const int DeepestGroup = 5;
    private readonly GroupCharacteristics _characteristics = new(store, access, predicates);

    internal Answer<FoundCohort> Find(Actor actor, ExportOrder order, List<Issue> warnings, CancellationToken cancellationToken)
    {
        HashSet<string>? members = null;
        if (order.GroupId is { } group)
        {
            var found = Members(actor, group, cancellationToken);
            if (found.IsRefused)
                return found.Refusal;
            members = found.Value;
        }
        if (order.Patients is not { } named)
            return new FoundCohort(members is null ? null : new Cohort(members.Order(StringComparer.Ordinal)));
        var patients = new List<string>(named.Count);
        foreach (var patient in named)
        {
            if (members?.Contains(patient) != false && IsVisible(actor, order.Scope, patient))
                patients.Add(patient);
            else if (order.IsLenient)
                warnings.Add(Issue.Warning(IssueTypes.NotFound, "GATE-EXPORT-NO-PATIENT", $"There is no {patient} to export.", "patient"));
            else
                return Refusal.Of(404, IssueTypes.NotFound, "GATE-EXPORT-PATIENT", $"There is no {patient} to export.", "patient", "Bulk Data Access 2.0 export.html#query-parameters");
        }
        return new FoundCohort(new Cohort(patients));
    }

    private bool IsVisible(Actor actor, ExportScope scope, string patient)
    {
        var row = store.Read("Patient", patient["Patient/".Length..]);
        return row is { IsDeleted: false } && (scope == ExportScope.WholeRecord || access.For(actor, AccessInteraction.Search, "Patient").Allows(row));
    }

    private Answer<HashSet<string>> Members(Actor actor, string groupId, CancellationToken cancellationToken)
    {
        var patients = new HashSet<string>(StringComparer.Ordinal);
        var refusal = AddMembers(actor, groupId, patients, [], cancellationToken);
        if (refusal is not null)
            return refusal;
        var allowed = access.For(actor, AccessInteraction.Search, "Patient");
        patients.RemoveWhere(patient => store.Read("Patient", patient["Patient/".Length..]) is not { IsDeleted: false } row || !allowed.Allows(row));
        return patients;
    }

    private Refusal? AddMembers(Actor actor, string groupId, HashSet<string> patients, HashSet<string> seen, CancellationToken cancellationToken)
    {
        if (!seen.Add(groupId))
            return null;
        if (seen.Count > DeepestGroup)
            return Refusal.Of(422, IssueTypes.TooCostly, "GATE-EXPORT-NESTED", $"Group/{groupId} is one of more than {DeepestGroup} groups within one another.", "Group.member", "FHIR R4 group.html");
        var allowed = access.For(actor, AccessInteraction.Read, "Group");
        if (!allowed.IsAllowed)
            return Refusals.Forbidden("read Group");
        if (store.Read("Group", groupId) is not { IsDeleted: false } row || !allowed.Allows(row))
            return Refusals.NotFound("Group", groupId);
        var group = ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        if (group.Root.Child("type").GetString() != "person")
            return Refusal.Of(422, IssueTypes.Processing, "GATE-EXPORT-GROUP-TYPE", $"Group/{groupId} is not a group of persons.", "Group.type", "FHIR R4 group.html");
        return group.Root.Child("actual").ValueEquals("false"u8)
            ? _characteristics.Add(actor, group, patients, cancellationToken)
            : AddEntities(actor, group, patients, seen, cancellationToken);
    }

    // Members who have left are not exported; those of other kinds have no compartment.
    private Refusal? AddEntities(Actor actor, ResourceDocument group, HashSet<string> patients, HashSet<string> seen, CancellationToken cancellationToken)
    {
        foreach (var member in group.Root.Children("member"))
        {
            if (member.Child("inactive").ValueEquals("true"u8) || member.Child("entity").Child("reference").GetString() is not { } reference)
                continue;
            if (reference.StartsWith("Patient/", StringComparison.Ordinal))
                patients.Add(Unversioned(reference));
            else if (reference.StartsWith("Group/", StringComparison.Ordinal) && AddMembers(actor, Unversioned(reference)["Group/".Length..], patients, seen, cancellationToken) is { } refusal)
                return refusal;
        }
        return null;
    }

    private static string Unversioned(string reference) => reference.IndexOf("/_history/", StringComparison.Ordinal) is > 0 and var end ? reference[..end] : reference;
}
