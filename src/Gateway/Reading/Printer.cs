using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Reading;

/// <summary>Puts on record that somebody is about to print, before they do: what is on paper is out of every other hand. Only what the printer may read can be named.</summary>
internal sealed class Printer(IRecordStore store, AccessCompiler access, Scribe scribe, TimeProvider clock)
{
    private const int Most = 500;

    internal async ValueTask<Answer<PrintRecord>> RunAsync(Actor actor, IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        var deed = new Deed("execute", "print");
        if (references.Count is 0 or > Most)
            return await scribe.RefuseAsync(actor, deed, Refusal.Of(422, IssueTypes.Value, "PRINT-RESOURCES", $"1 to {Most} resources are printed at a time."), null, cancellationToken).ConfigureAwait(false);
        var rows = new List<StoredVersion>(references.Count);
        foreach (var reference in references.Distinct(StringComparer.Ordinal))
        {
            if (Find(actor, reference) is not { } row)
                return await scribe.RefuseAsync(actor, deed, Refusal.Of(404, IssueTypes.NotFound, "PRINT-NOT-FOUND", "There is no such resource."), "row not granted", cancellationToken).ConfigureAwait(false);
            rows.Add(row);
        }
        var patients = rows.SelectMany(row => row.Patients).Distinct(StringComparer.Ordinal).ToList();
        var draft = scribe.Draft(actor, deed with { ResourceType = rows[0].ResourceType }, AuditOutcome.Success, 200, [.. rows.Select(row => $"{row.ResourceType}/{row.Id}/_history/{row.VersionId}")], patients);
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new PrintRecord(clock.GetUtcNow(), actor.Display) : Refusals.Busy;
    }

    private StoredVersion? Find(Actor actor, string reference)
    {
        if (reference.Split('/') is not [var type, var id] || type.Length > 64 || id.Length > 64)
            return null;
        var allowed = access.For(actor, AccessInteraction.Read, type);
        return allowed.IsAllowed && store.Read(type, id) is { IsDeleted: false } row && allowed.Shows(row) ? row : null;
    }
}

/// <summary>What stands on the paper beside the patient's name.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who, as people read it.</param>
public sealed record PrintRecord(DateTimeOffset At, string By);
