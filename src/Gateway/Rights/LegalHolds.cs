using Carewright.Gateway.Emergencies;
using Carewright.Security;

namespace Carewright.Gateway.Rights;

/// <summary>
/// Legal holds: while one is open, nothing of the patient's record is erased, nor of any patient that a merge has ever joined with it. For whoever has the operation <c>privacy</c>.
/// A hold that is placed while an erasure runs is refused, and an erasure sees every hold that has been answered: there is no moment between.
/// </summary>
public sealed class LegalHolds
{
    private readonly Lock _deciding = new();
    private readonly Dictionary<string, int> _placing = new(StringComparer.Ordinal);
    private readonly List<IReadOnlySet<string>> _erasing = [];
    private readonly RightsDesk _desk;
    private readonly LinkedPatients _linked;
    private readonly RecordShelf<LegalHold> _shelf;

    internal LegalHolds(RightsDesk desk, LinkedPatients linked)
    {
        (_desk, _linked) = (desk, linked);
        _shelf = new RecordShelf<LegalHold>(desk.Store, "legal-hold", hold => hold.Id, RightsJson.Default.LegalHold);
    }

    /// <summary>Places a hold. Refused with 403 (operation), 404 (no such patient), 409 (an erasure is under way), 422 (reason).</summary>
    /// <param name="actor">Who.</param>
    /// <param name="patientId">Logical id of the Patient.</param>
    /// <param name="reason">Why: 10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    public async ValueTask<Answer<LegalHold>> PlaceAsync(Actor actor, string patientId, string reason, CancellationToken cancellationToken)
    {
        var deed = new Deed("create", "legal-hold", "Patient") { Address = $"Patient/{patientId}" };
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        if (!RightsDesk.IsText(reason))
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.BadText("reason"), cancellationToken).ConfigureAwait(false);
        if (!_desk.HasPatient(patientId))
            return await _desk.RefuseAsync(actor, deed, Refusals.NotFound("Patient", patientId), cancellationToken).ConfigureAwait(false);
        if (!TryBegin(patientId))
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.BeingErased, cancellationToken).ConfigureAwait(false);
        try
        {
            var hold = new LegalHold(_desk.NewId(), $"Patient/{patientId}", reason.Trim(), actor.UserName, actor.Display, _desk.Now, null);
            return await _desk.KeepAsync(actor, deed with { Query = $"id={hold.Id}" }, 201, _shelf, hold, hold.Patient, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            End(patientId);
        }
    }

    /// <summary>Releases a hold. Refused with 403 (operation), 404, 409 (released already), 422 (reason).</summary>
    public async ValueTask<Answer<LegalHold>> ReleaseAsync(Actor actor, string id, string reason, CancellationToken cancellationToken)
    {
        var deed = new Deed("update", "legal-hold-release", "Patient");
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        var refusal = _shelf.Find(id) switch
        {
            null => RightsRefusals.NotFound,
            { IsOpen: false } => RightsRefusals.Ended,
            _ => RightsDesk.IsText(reason) ? null : RightsRefusals.BadText("reason"),
        };
        if (refusal is not null)
            return await _desk.RefuseAsync(actor, deed, refusal, cancellationToken).ConfigureAwait(false);
        var released = _shelf.Find(id)! with { Release = new EntryEnd(actor.UserName, actor.Display, _desk.Now, reason.Trim()) };
        return await _desk.KeepAsync(actor, deed with { Query = $"id={id}" }, 200, _shelf, released, released.Patient, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Holds, newest first, of all or of one patient and those merged with it. Refused with 403 (operation). On record with the patients it names.</summary>
    public async ValueTask<Answer<LegalHoldList>> ListAsync(Actor actor, string? patientId, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "legal-holds", "Patient", patientId is null ? null : $"patient={patientId}");
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        var linked = patientId is null ? null : _linked.Ever(patientId) ?? new HashSet<string>(StringComparer.Ordinal) { patientId };
        LegalHold[] holds = [.. _shelf.All.Where(hold => linked?.Contains(IdOf(hold)) != false).OrderByDescending(hold => hold.Since).ThenByDescending(hold => hold.Id, StringComparer.Ordinal)];
        return await _desk.ShowAsync(actor, deed, holds.Select(hold => hold.Patient), cancellationToken).ConfigureAwait(false) ? new LegalHoldList(holds) : Refusals.Busy;
    }

    /// <summary>Begins an erasure, which has to be ended by what is given back; null when a hold stands against it.</summary>
    internal IReadOnlySet<string>? BeginErasure(string patientId)
    {
        // What cannot be told is held: else damaging a link would free a record.
        if (_linked.Ever(patientId) is not { } linked)
            return null;
        lock (_deciding)
        {
            if (linked.Any(_placing.ContainsKey) || _shelf.All.Any(hold => hold.IsOpen && linked.Contains(IdOf(hold))))
                return null;
            _erasing.Add(linked);
            return linked;
        }
    }

    /// <summary>Ends what <see cref="BeginErasure"/> began.</summary>
    internal void EndErasure(IReadOnlySet<string> begun)
    {
        lock (_deciding)
            _erasing.Remove(begun);
    }

    private bool TryBegin(string patientId)
    {
        lock (_deciding)
        {
            if (_erasing.Exists(one => one.Contains(patientId)))
                return false;
            _placing[patientId] = _placing.GetValueOrDefault(patientId) + 1;
            return true;
        }
    }

    private void End(string patientId)
    {
        lock (_deciding)
        {
            if (--_placing[patientId] == 0)
                _placing.Remove(patientId);
        }
    }

    private static string IdOf(LegalHold hold) => hold.Patient["Patient/".Length..];
}
