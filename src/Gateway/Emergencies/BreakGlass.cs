using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Emergencies;

/// <summary>
/// Opens one patient's record to somebody whose role may break the glass: with a reason, for a short time, in one session. The audit record, the alert and what opens the record are one commit:
/// it is never open without both. Whoever may review signs off on each.
/// </summary>
public sealed class BreakGlass
{
    private const int LeastText = 10;
    private const int MostText = 2000;
    private readonly IRecordStore _store;
    private readonly IPolicySource _policies;
    private readonly GlassRegister _register;
    private readonly Scribe _scribe;
    private readonly TimeProvider _clock;

    internal BreakGlass(IRecordStore store, IPolicySource policies, GlassRegister register, Scribe scribe, TimeProvider clock) =>
        (_store, _policies, _register, _scribe, _clock) = (store, policies, register, scribe, clock);

    /// <summary>Whether the actor's role may.</summary>
    public bool MayBreak(Actor actor) => _policies.Current.FindRole(actor.Role)?.BreaksGlass == true && actor.Session is not null;

    /// <summary>What is open to the actor now, the first to end first.</summary>
    public IReadOnlyList<GlassRecord> OpenTo(Actor actor) => _register.Of(actor);

    /// <summary>Opens a record. Refused with 403 (role), 404 (no such patient), 422 (reason).</summary>
    /// <param name="actor">Who.</param>
    /// <param name="patient">Logical id of the Patient.</param>
    /// <param name="reason">One of the policy's reasons.</param>
    /// <param name="text">Why, in their own words: 10 to 2,000 characters.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    public async ValueTask<Answer<GlassRecord>> OpenAsync(Actor actor, string patient, string reason, string text, CancellationToken cancellationToken)
    {
        var deed = new Deed("execute", "break-glass", "Patient", $"reason={reason}") { Address = $"Patient/{patient}" };
        var rules = _policies.Current.BreakGlass;
        if (!MayBreak(actor))
            return await _scribe.RefuseAsync(actor, deed with { Query = null }, Refusals.Forbidden("break the glass"), "no break-glass", cancellationToken).ConfigureAwait(false);
        if (!rules.Reasons.Contains(reason, StringComparer.Ordinal) || text.Trim().Length is < LeastText or > MostText)
            return await _scribe.RefuseAsync(actor, deed with { Query = null }, BadReason(rules), null, cancellationToken).ConfigureAwait(false);
        if (_store.Read("Patient", patient) is not { IsDeleted: false })
            return await _scribe.RefuseAsync(actor, deed, Refusals.NotFound("Patient", patient), null, cancellationToken).ConfigureAwait(false);
        var now = _clock.GetUtcNow();
        var record = new GlassRecord(Guid.CreateVersion7(now).ToString("N"), actor.UserName, actor.Display, actor.Role, actor.Session, $"Patient/{patient}", reason, text.Trim(), now,
            now.AddMinutes(rules.Minutes), now.AddHours(rules.ReviewHours), null);
        var emergency = actor with { Purpose = "BTG" };
        var alert = new Deed("execute", "security-alert", "Patient", $"alert=break-glass&id={record.Id}&reason={reason}");
        return await KeepAsync(record, [Draft(emergency, deed with { Query = $"reason={reason}&id={record.Id}" }, record), Draft(emergency, alert, record)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes a record before its time. Refused with 404 when it is not open to the actor.</summary>
    public async ValueTask<Answer<GlassRecord>> EndAsync(Actor actor, string id, CancellationToken cancellationToken)
    {
        var deed = new Deed("execute", "break-glass-end", "Patient", $"id={id}");
        if (_register.Of(actor).FirstOrDefault(one => one.Id == id) is not { } open)
            return await _scribe.RefuseAsync(actor, deed with { Query = null }, NoSuchRecord, null, cancellationToken).ConfigureAwait(false);
        var ended = open with { EndsAt = _clock.GetUtcNow() };
        return await KeepAsync(ended, [Draft(actor, deed, ended)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Every time that the glass was broken, newest first, for whoever reviews. Refused with 403 (operation <c>review</c>). On record with the patients it names.</summary>
    public async ValueTask<Answer<GlassList>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "break-glass-reviews");
        if (!_policies.Current.MayOperate(actor, "review"))
            return await _scribe.RefuseAsync(actor, deed, Refusals.Forbidden("review"), "operation review", cancellationToken).ConfigureAwait(false);
        GlassRecord[] records = [.. _register.Shelf.All.OrderByDescending(record => record.StartedAt)];
        var draft = _scribe.Draft(actor, deed, AuditOutcome.Success, 200, [], [.. records.Select(record => record.Patient).Distinct(StringComparer.Ordinal)]);
        return await _scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new GlassList(records) : Refusals.Busy;
    }

    /// <summary>Signs off on one. Refused with 403 (operation <c>review</c>, or one's own), 404, 409 (reviewed already), 422 (outcome, text).</summary>
    public async ValueTask<Answer<GlassRecord>> ReviewAsync(Actor actor, string id, string outcome, string text, CancellationToken cancellationToken)
    {
        var deed = new Deed("execute", "break-glass-review", "Patient", null);
        var record = _register.Shelf.Find(id);
        if (ReviewRules.Refuse(_policies.Current, actor, record?.UserName, record?.Review, outcome, text) is { } refusal)
            return await _scribe.RefuseAsync(actor, deed, refusal, null, cancellationToken).ConfigureAwait(false);
        var reviewed = record! with { Review = new ReviewRecord(actor.UserName, actor.Display, _clock.GetUtcNow(), outcome, text.Trim()) };
        return await KeepAsync(reviewed, [Draft(actor, deed with { Query = $"id={id}&outcome={outcome}" }, reviewed)], cancellationToken).ConfigureAwait(false);
    }

    private static Refusal NoSuchRecord => Refusal.Of(404, IssueTypes.NotFound, "GLASS-NOT-FOUND", "There is no such opening.");

    private static Refusal BadReason(GlassRules rules) =>
        Refusal.Of(422, IssueTypes.Required, "GLASS-REASON", $"Choose a reason ({string.Join(", ", rules.Reasons)}) and say in {LeastText} to {MostText} characters why.", "reason");

    private AuditDraft Draft(Actor actor, Deed deed, GlassRecord record) => _scribe.Draft(actor, deed, AuditOutcome.Success, 200, [], [record.Patient], "break-glass");

    private async ValueTask<Answer<GlassRecord>> KeepAsync(GlassRecord record, IReadOnlyList<AuditDraft> audit, CancellationToken cancellationToken)
    {
        var result = await _store.CommitAsync(new CommitRequest([], audit, []) { Private = [_register.Shelf.Draft(record)] }, cancellationToken).ConfigureAwait(false);
        if (result.Status != CommitStatus.Committed)
            return Refusals.Busy;
        _register.Take(record);
        return record;
    }
}

/// <summary>Every time that the glass was broken.</summary>
/// <param name="Records">Newest first.</param>
public sealed record GlassList(IReadOnlyList<GlassRecord> Records);
