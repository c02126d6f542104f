using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Gateway.Searching;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Sending;

/// <summary>Who asks, and whom.</summary>
/// <param name="Person">Who wants to know.</param>
/// <param name="Partner">Who is asked, with the purpose that the question is released for.</param>
public sealed record Asking(Actor Person, Actor Partner);

/// <summary>
/// What a person has a partner asked for. A question tells the partner who is a patient here: it needs the person's right to see what is asked for, holds only what the partner may see, and is on record under both names before it
/// is given out. So is the answer before it is shown. Safe from many threads.
/// </summary>
public sealed class AskingRoom
{
    private readonly IRecordStore _store;
    private readonly AccessPredicates _predicates;
    private readonly AccessCompiler _access;
    private readonly Scribe _scribe;

    internal AskingRoom(IRecordStore store, AccessPredicates predicates, AccessCompiler access, Scribe scribe) => (_store, _predicates, _access, _scribe) = (store, predicates, access, scribe);

    /// <summary>
    /// Makes a question about a patient. Refused with 403 when the person may not search the type that is asked for, with 404 when the patient is not there or not the person's or the partner's to see, with 429 when it could not
    /// be put on record.
    /// </summary>
    /// <param name="asking">Who asks whom.</param>
    /// <param name="order">The message; its focus is the patient.</param>
    /// <param name="wanted">The resource type that is asked for.</param>
    /// <param name="write">Makes the message; asked once.</param>
    /// <param name="cancellationToken">Stops it; nothing has left.</param>
    public async ValueTask<Answer<T>> ComposeAsync<T>(Asking asking, SendOrder order, string wanted, Func<ReleasedRecord, T> write, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(asking);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(write);
        var deed = new Deed("read", "registry-query", "Patient", $"message={order.Message} type={order.Type} partner={asking.Partner.UserName} purpose={asking.Partner.Purpose}");
        if (await RefuseAsync(asking, order, deed, wanted, cancellationToken).ConfigureAwait(false) is { } refusal)
            return refusal;
        var record = new ReleasedRecord(_store, _predicates, _access, asking.Partner);
        if (record.Find(order.Foci[0]) is null)
            return await _scribe.RefuseAsync(asking.Person, deed with { Address = order.Foci[0] }, NotFound(order), "the partner may not see it", cancellationToken).ConfigureAwait(false);
        var written = write(record);
        var asked = _scribe.Draft(asking.Person, deed, AuditOutcome.Success, 200, record.References, record.Patients);
        var sent = _scribe.Draft(asking.Partner, new Deed("read", "hl7-send", "Patient", $"message={order.Message} type={order.Type}"), AuditOutcome.Success, 200, record.References, record.Patients);
        var result = await _store.CommitAsync(new CommitRequest([], [asked, sent], []), cancellationToken).ConfigureAwait(false);
        return result.Status == CommitStatus.Committed ? written : Refusals.Busy;
    }

    /// <summary>Puts on record that an answer is shown to a person; null when it is. Refused with 429 when it could not be.</summary>
    /// <param name="asking">Who asked whom.</param>
    /// <param name="patient">Logical id of the patient that it was asked about.</param>
    /// <param name="about">What names the answer.</param>
    /// <param name="status">How the question ended, as an HTTP status.</param>
    /// <param name="cancellationToken">Ends it; nothing may be shown.</param>
    public async ValueTask<Refusal?> ShowAsync(Asking asking, string patient, string about, int status, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asking);
        var deed = new Deed("read", "registry-answer", "Patient", $"{about} partner={asking.Partner.UserName}");
        var draft = _scribe.Draft(asking.Person, deed, status < 400 ? AuditOutcome.Success : AuditOutcome.Failed, status, [], [$"Patient/{patient}"]);
        return await _scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? null : Refusals.Busy;
    }

    private async ValueTask<Refusal?> RefuseAsync(Asking asking, SendOrder order, Deed deed, string wanted, CancellationToken cancellationToken)
    {
        var allowed = _access.For(asking.Person, AccessInteraction.Search, wanted);
        if (!allowed.IsAllowed)
            return await _scribe.RefuseAsync(asking.Person, deed, Refusals.Forbidden($"search {wanted}"), allowed.Rule, cancellationToken).ConfigureAwait(false);
        var own = new ReleasedRecord(_store, _predicates, _access, asking.Person);
        return own.Find(order.Foci[0]) is null ? await _scribe.RefuseAsync(asking.Person, deed with { Address = order.Foci[0] }, NotFound(order), null, cancellationToken).ConfigureAwait(false) : null;
    }

    private static Refusal NotFound(SendOrder order) => Refusals.NotFound("Patient", order.Foci[0].Split('/')[^1]);
}
