using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Storage;

namespace Carewright.Detection.Incidents;

/// <summary>Finds in the log whose records an incident's users touched, and in which state and country those patients live, which decides which laws ask.</summary>
internal sealed class PatientFinding(AuditTrail trail, IRecordStore store)
{
    // A breach of more is told by count; the list would no longer be read by anybody.
    private const int MostPatients = 100_000;

    /// <summary>The records of an incident, newest first.</summary>
    public IEnumerable<AuditEntry> Records(IncidentScope scope, CancellationToken cancellationToken) =>
        scope.Users.Distinct(StringComparer.Ordinal).SelectMany(user => trail.All(new AuditFilter(User: user, From: scope.From, To: scope.To), cancellationToken));

    /// <summary>The patients, most looked at first. What was said of them before is kept.</summary>
    public IReadOnlyList<AffectedPatient> Find(Incident incident, CancellationToken cancellationToken)
    {
        var looks = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in Records(incident.Scope, cancellationToken).Where(entry => entry.Record.Outcome == AuditOutcome.Success))
        {
            foreach (var patient in entry.Record.Patients)
                looks[patient] = looks.GetValueOrDefault(patient) + 1;
        }
        var excluded = incident.Patients.Where(patient => patient.Excluded is not null).ToDictionary(patient => patient.Reference, patient => patient.Excluded, StringComparer.Ordinal);
        return [.. looks.OrderByDescending(look => look.Value).ThenBy(look => look.Key, StringComparer.Ordinal).Take(MostPatients).Select(look => Of(look.Key, look.Value, excluded.GetValueOrDefault(look.Key)))];
    }

    private AffectedPatient Of(string reference, int looks, string? excluded)
    {
        var (state, country) = HomeOf(reference);
        return new AffectedPatient(reference, looks, state, country, excluded);
    }

    private (string? State, string? Country) HomeOf(string reference)
    {
        if (!reference.StartsWith("Patient/", StringComparison.Ordinal) || store.Read("Patient", reference["Patient/".Length..]) is not { IsDeleted: false } version)
            return (null, null);
        try
        {
            foreach (var address in ResourceDocument.Parse(version.Open()).Document?.Root.Children("address") ?? default)
                return (address.Child("state").GetString(), address.Child("country").GetString());
        }
        catch (SealBrokenException)
        {
            // Erased since: whose state it was can no longer be told.
            return (null, null);
        }
        return (null, null);
    }
}
