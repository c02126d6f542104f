using Carewright.Fhir.Json;
using Carewright.Storage;

namespace Carewright.Gateway.Rights;

/// <summary>
/// The patients that a merge has joined (Patient.link, FHIR R4 patient.html#links). A record that has ever been merged lies under the keys of both: what was moved is sealed under the target's
/// key from then on, what was written before stays under the source's, and an undoing leaves the versions in between where they are.
/// </summary>
internal sealed class LinkedPatients(IRecordStore store)
{
    private const int MostVersions = 1000;
    private const int MostPatients = 500;

    /// <summary>Ids of all who are or ever were linked with a patient, directly or through others, the patient among them; null when a link cannot be read.</summary>
    internal IReadOnlySet<string>? Ever(string patientId) => Walk(patientId, id => LinksIn(store.History("Patient", id, null, MostVersions), ["replaces", "replaced-by"]));

    /// <summary>Ids of those whom the patient replaces now, the patient among them.</summary>
    internal IReadOnlySet<string> Replaced(string patientId) =>
        Walk(patientId, id => LinksIn(store.Read("Patient", id) is { } row ? [row] : [], ["replaces"]) ?? []) ?? new HashSet<string>(StringComparer.Ordinal) { patientId };

    private static HashSet<string>? Walk(string patientId, Func<string, List<string>?> linksOf)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { patientId };
        var open = new Queue<string>(found);
        while (open.TryDequeue(out var id))
        {
            if (linksOf(id) is not { } links || found.Count > MostPatients)
                return null;
            foreach (var link in links.Where(found.Add))
                open.Enqueue(link);
        }
        return found;
    }

    private static List<string>? LinksIn(IReadOnlyList<StoredVersion> rows, string[] types)
    {
        var links = new List<string>();
        foreach (var row in rows.Where(row => !row.IsDeleted))
        {
            try
            {
                if (ResourceDocument.Parse(row.Open()).Document is not { } patient)
                    return null;
                links.AddRange(LinksOf(patient, types));
            }
            catch (SealBrokenException)
            {
                return null;
            }
        }
        return links;
    }

    private static IEnumerable<string> LinksOf(ResourceDocument patient, string[] types)
    {
        var links = new List<string>();
        foreach (var link in patient.Root.Children("link"))
        {
            if (types.Contains(link.Child("type").GetString()) && link.Child("other").Child("reference").GetString() is { } other && other.StartsWith("Patient/", StringComparison.Ordinal))
                links.Add(other["Patient/".Length..]);
        }
        return links;
    }
}
