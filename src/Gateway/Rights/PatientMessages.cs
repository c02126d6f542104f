using Carewright.Fhir.Json;
using Carewright.Gateway.Receiving;
using Carewright.Storage;
using Carewright.Storage.Queueing;

namespace Carewright.Gateway.Rights;

/// <summary>
/// A patient's messages in the log, known by the identifiers that the record has or had, and by those of patients merged into it. What a message says of somebody under no identifier of theirs is not found by this: it was never theirs for sure.
/// </summary>
internal sealed class PatientMessages(IRecordStore store, LinkedPatients linked, IMessageLog? log)
{
    private const int MostVersions = 1000;

    /// <summary>Erases them; how many there were. To be asked before the record is erased: afterwards nobody knows the identifiers.</summary>
    internal Task<int> EraseAsync(string patientId, CancellationToken cancellationToken) => log is null ? Task.FromResult(0) : log.EraseAsync(IdentifiersOf(patientId), cancellationToken);

    private HashSet<string> IdentifiersOf(string patientId)
    {
        var own = linked.Replaced(patientId);
        var found = own.SelectMany(id => store.History("Patient", id, null, MostVersions)).SelectMany(IdentifiersIn).ToHashSet(StringComparer.Ordinal);
        // A merge that was undone left identifiers of the other in older versions: whose they are now, theirs are the messages.
        found.UnionWith(own.Select(RecordIdentifier.Of));
        found.ExceptWith((linked.Ever(patientId) ?? own).Except(own).Select(id => store.Read("Patient", id)).OfType<StoredVersion>().SelectMany(IdentifiersIn));
        return found;
    }

    /// <summary>What a version of a patient is known by: <c>system|value</c> each.</summary>
    internal static IEnumerable<string> IdentifiersIn(StoredVersion version)
    {
        if (version.IsDeleted || Open(version) is not { } patient)
            yield break;
        foreach (var identifier in patient.Root.Children("identifier"))
        {
            if (identifier.Child("system").GetString() is { Length: > 0 } system && identifier.Child("value").GetString() is { Length: > 0 } value)
                yield return $"{system}|{value}";
        }
    }

    private static ResourceDocument? Open(StoredVersion version)
    {
        try
        {
            return ResourceDocument.Parse(version.Open()).Document;
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }
}
