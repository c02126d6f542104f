using System.Globalization;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Rights;

/// <summary>What of records and amendments an actor may see.</summary>
internal sealed class AmendmentReader(RightsDesk desk, AccessCompiler access)
{
    private const int MostCorrections = 20;

    /// <summary>The record of a reference when the actor may read it; null else.</summary>
    internal StoredVersion? Readable(Actor actor, string reference) =>
        Find(reference) is { IsDeleted: false } row && access.For(actor, AccessInteraction.Read, row.ResourceType).Allows(row) ? row : null;

    /// <summary>The current version of a reference; null when there is none.</summary>
    internal StoredVersion? Find(string reference) => reference.Split('/') is [var type, var id] ? desk.Store.Read(type, id) : null;

    /// <summary>The version of a reference with one; null when there is none.</summary>
    internal StoredVersion? FindVersion(string reference) =>
        reference.Split('/') is [var type, var id, "_history", var number] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? desk.Store.ReadVersion(type, id, version)
            : null;

    /// <summary>Whose request it is now: as its document says, which a merge takes along. Null when the record is erased.</summary>
    internal string? PatientOf(AmendmentRecord request) => Find(request.Request) is { IsDeleted: false, Patients: [var patient, ..] } ? patient : null;

    /// <summary>The request with its words: all of them for whoever answers for privacy, else as far as the actor may read the documents.</summary>
    internal AmendmentView View(Actor actor, AmendmentRecord request)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        var readsAll = desk.May(actor, RightsDesk.Privacy);
        foreach (var document in request.Documents)
        {
            if ((readsAll ? Find(document.Reference) : Readable(actor, document.Reference)) is { IsDeleted: false } row)
                words[document.Reference] = AmendmentPapers.WordsOf(row);
        }
        return new AmendmentView(request, words, request.Decision is null && request.DueAt < desk.Now, About(actor, request, readsAll));
    }

    // Whoever decides has to know what about, and reads no chart: the title and the versions are all that they get of it.
    private AmendedRecord About(Actor actor, AmendmentRecord request, bool readsAll)
    {
        if (Find(request.Record) is not { IsDeleted: false } row)
            return new AmendedRecord(null, []);
        var reads = access.For(actor, AccessInteraction.Read, row.ResourceType);
        var title = readsAll ? AmendedRecord.TitleOf(row, HiddenSet.Nothing) : reads.Allows(row) ? AmendedRecord.TitleOf(row, reads.HiddenIn(row)) : null;
        return new AmendedRecord(title, readsAll && request.Decision is null ? CorrectionsOf(request, row) : []);
    }

    private List<RecordCorrection> CorrectionsOf(AmendmentRecord request, StoredVersion row) =>
    [
        .. desk.Store.History(row.ResourceType, row.Id, null, MostCorrections)
            .Where(version => !version.IsDeleted && version.VersionId > request.Version && version.LastUpdated >= request.AskedAt)
            .Select(version => new RecordCorrection($"{request.Record}/_history/{version.VersionId.ToString(CultureInfo.InvariantCulture)}", version.LastUpdated)),
    ];
}
