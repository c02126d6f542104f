using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Emergencies;

/// <summary>
/// Emergency mode of the whole clinic, for downtime and disaster: roles get their emergency grants until it ends, by itself at the latest. Turned on by whoever has the operation
/// <c>emergency</c>, with a reason; reviewed as breaking the glass is.
/// </summary>
public sealed class EmergencyMode
{
    private const int LeastReason = 10;
    private const int MostReason = 2000;
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(72);
    private readonly IRecordStore _store;
    private readonly IPolicySource _policies;
    private readonly EmergencyRegister _register;
    private readonly Scribe _scribe;
    private readonly TimeProvider _clock;

    internal EmergencyMode(IRecordStore store, IPolicySource policies, EmergencyRegister register, Scribe scribe, TimeProvider clock) =>
        (_store, _policies, _register, _scribe, _clock) = (store, policies, register, scribe, clock);

    /// <summary>What is on now; null in ordinary times. Everybody is told.</summary>
    public EmergencyRecord? Now => _register.Now;

    /// <summary>Turns it on. Refused with 403 (operation), 409 (it is on), 422 (reason; an end that is past or more than 72 hours away).</summary>
    public async ValueTask<Answer<EmergencyRecord>> StartAsync(Actor actor, string reason, DateTimeOffset endsAt, CancellationToken cancellationToken)
    {
        var deed = new Deed("execute", "emergency-start");
        var now = _clock.GetUtcNow();
        if (!_policies.Current.MayOperate(actor, "emergency"))
            return await _scribe.RefuseAsync(actor, deed, Refusals.Forbidden("emergency"), "operation emergency", cancellationToken).ConfigureAwait(false);
        if (_register.IsOn)
            return await _scribe.RefuseAsync(actor, deed, Refusal.Of(409, IssueTypes.Conflict, "EMERGENCY-ON", "Emergency mode is on."), null, cancellationToken).ConfigureAwait(false);
        if (reason.Trim().Length is < LeastReason or > MostReason || endsAt <= now || endsAt - now > s_longest)
            return await _scribe.RefuseAsync(actor, deed, BadStart(), null, cancellationToken).ConfigureAwait(false);
        var record = new EmergencyRecord(Guid.CreateVersion7(now).ToString("N"), actor.UserName, actor.Display, reason.Trim(), now, endsAt.ToUniversalTime(),
            endsAt.ToUniversalTime().AddHours(_policies.Current.BreakGlass.ReviewHours), null);
        var alert = new Deed("execute", "security-alert", null, $"alert=emergency-mode&id={record.Id}");
        return await KeepAsync(actor, record, cancellationToken, deed with { Query = $"id={record.Id}" }, alert).ConfigureAwait(false);
    }

    /// <summary>Ends it before its time. Refused with 403 (operation), 404 (it is not on).</summary>
    public async ValueTask<Answer<EmergencyRecord>> EndAsync(Actor actor, CancellationToken cancellationToken)
    {
        var deed = new Deed("execute", "emergency-end");
        if (!_policies.Current.MayOperate(actor, "emergency"))
            return await _scribe.RefuseAsync(actor, deed, Refusals.Forbidden("emergency"), "operation emergency", cancellationToken).ConfigureAwait(false);
        if (_register.Now is not { } record)
            return await _scribe.RefuseAsync(actor, deed, Refusal.Of(404, IssueTypes.NotFound, "EMERGENCY-OFF", "Emergency mode is not on."), null, cancellationToken).ConfigureAwait(false);
        var now = _clock.GetUtcNow();
        var ended = record with { EndsAt = now, ReviewBy = now.AddHours(_policies.Current.BreakGlass.ReviewHours) };
        return await KeepAsync(actor, ended, cancellationToken, deed with { Query = $"id={record.Id}" }).ConfigureAwait(false);
    }

    /// <summary>Every time that it was on, newest first. Refused with 403 (operations <c>review</c> or <c>emergency</c>).</summary>
    public async ValueTask<Answer<EmergencyList>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "emergency-list");
        var policy = _policies.Current;
        if (!policy.MayOperate(actor, "review") && !policy.MayOperate(actor, "emergency"))
            return await _scribe.RefuseAsync(actor, deed, Refusals.Forbidden("review"), "operation review", cancellationToken).ConfigureAwait(false);
        var draft = _scribe.Draft(actor, deed, AuditOutcome.Success, 200, [], []);
        return await _scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new EmergencyList([.. _register.Shelf.All.OrderByDescending(record => record.StartedAt)]) : Refusals.Busy;
    }

    /// <summary>Signs off on one that has ended. Refused as <see cref="BreakGlass.ReviewAsync"/> does, and with 409 while it is on.</summary>
    public async ValueTask<Answer<EmergencyRecord>> ReviewAsync(Actor actor, string id, string outcome, string text, CancellationToken cancellationToken)
    {
        var deed = new Deed("execute", "emergency-review");
        var record = _register.Shelf.Find(id);
        var refusal = ReviewRules.Refuse(_policies.Current, actor, record?.UserName, record?.Review, outcome, text)
            ?? (record!.EndsAt > _clock.GetUtcNow() ? Refusal.Of(409, IssueTypes.Conflict, "EMERGENCY-STILL-ON", "It is reviewed when it has ended.") : null);
        if (refusal is not null)
            return await _scribe.RefuseAsync(actor, deed, refusal, null, cancellationToken).ConfigureAwait(false);
        var reviewed = record! with { Review = new ReviewRecord(actor.UserName, actor.Display, _clock.GetUtcNow(), outcome, text.Trim()) };
        return await KeepAsync(actor, reviewed, cancellationToken, deed with { Query = $"id={id}&outcome={outcome}" }).ConfigureAwait(false);
    }

    private static Refusal BadStart() =>
        Refusal.Of(422, IssueTypes.Required, "EMERGENCY-REASON", $"Say in {LeastReason} to {MostReason} characters why, and name an end within 72 hours.", "reason");

    private async ValueTask<Answer<EmergencyRecord>> KeepAsync(Actor actor, EmergencyRecord record, CancellationToken cancellationToken, params Deed[] deeds)
    {
        AuditDraft[] audit = [.. deeds.Select(deed => _scribe.Draft(actor, deed, AuditOutcome.Success, 200, [], [], "emergency"))];
        var result = await _store.CommitAsync(new CommitRequest([], audit, []) { Private = [_register.Shelf.Draft(record)] }, cancellationToken).ConfigureAwait(false);
        if (result.Status != CommitStatus.Committed)
            return Refusals.Busy;
        _register.Take(record);
        return record;
    }
}

/// <summary>Every time that emergency mode was on.</summary>
/// <param name="Records">Newest first.</param>
public sealed record EmergencyList(IReadOnlyList<EmergencyRecord> Records);
