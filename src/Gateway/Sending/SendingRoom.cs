using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Gateway.Access;
using Carewright.Gateway.Following;
using Carewright.Gateway.Receiving;
using Carewright.Gateway.Searching;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Sending;

/// <summary>
/// What leaves to partners by itself when the record changes. Whether a change is one that somebody waits for is decided on the record as it is, and nothing of it leaves; what a message is made of is opened with the partner's
/// rights, and on record before the message is given out. Safe from many threads.
/// </summary>
public sealed class SendingRoom
{
    private const string Interaction = "hl7-send";
    private const string Question = "partner-query";
    private readonly IRecordStore _store;
    private readonly AccessPredicates _predicates;
    private readonly AccessCompiler _access;
    private readonly Scribe _scribe;
    private readonly TriggerTerms _terms;

    internal SendingRoom(IRecordStore store, AccessPredicates predicates, AccessCompiler access, Scribe scribe, TriggerTerms terms) => (_store, _predicates, _access, _scribe, _terms) = (store, predicates, access, scribe, terms);

    /// <summary>Value sets that a condition asks for and that are not known here: it would never hold.</summary>
    public IReadOnlyList<string> UnknownValueSets(SendTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return [.. trigger.ValueSets.Where(valueSet => !_terms.Knows(valueSet))];
    }

    /// <summary>Whether something is sent for a change; null: nothing is. A deletion never counts: what a partner was told is taken back by a status.</summary>
    public SendMatch? Look(ChangeNotice change, SendTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        if (change.ResourceType != trigger.ResourceType || VersionOf(change, change.VersionId) is not { } current)
            return null;
        var previous = change.VersionId > 1 ? VersionOf(change, change.VersionId - 1) : null;
        if (!trigger.Holds(current.Root, previous?.Root, new TriggerSurroundings(Resolve, _terms)))
            return null;
        // Who changes something else of it leaves the source as it was.
        var message = SaidReader.MessageOf(current);
        return new SendMatch(change.Reference, change.VersionId, trigger.TogetherOf(current.Root), message is not null && (previous is null || SaidReader.MessageOf(previous) != message) ? message : null);
    }

    /// <summary>
    /// Makes a message of the record as a partner may see it. On record before it is given back, with all that was opened for it. Refused with 404 when one of the foci is not there or not the partner's to see, with 429 when it
    /// could not be put on record.
    /// </summary>
    /// <param name="partner">Who gets it.</param>
    /// <param name="order">What.</param>
    /// <param name="write">Makes the message; asked once.</param>
    /// <param name="cancellationToken">Stops it; nothing has left.</param>
    public async ValueTask<Answer<T>> ComposeAsync<T>(Actor partner, SendOrder order, Func<ReleasedRecord, T> write, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(write);
        var deed = new Deed("read", Interaction, order.Foci[0].Split('/')[0], $"message={order.Message} type={order.Type}");
        var record = new ReleasedRecord(_store, _predicates, _access, partner);
        if (order.Foci.FirstOrDefault(focus => record.Find(focus) is null) is { } missing)
            return await _scribe.RefuseAsync(partner, deed with { Address = missing }, Refusals.NotFound(missing.Split('/')[0], missing.Split('/')[^1]), null, cancellationToken).ConfigureAwait(false);
        var written = write(record);
        var draft = _scribe.Draft(partner, deed, AuditOutcome.Success, 200, record.References, record.Patients);
        return await _scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? written : Refusals.Busy;
    }

    /// <summary>
    /// Answers what a partner asks of the record, as the partner may see it. One audit record of the question, with all that was opened for it, before the answer is given back; also of one that nothing is found for. Refused with 429 when
    /// it could not be put on record.
    /// </summary>
    /// <param name="partner">Who asks.</param>
    /// <param name="message">Id of the message that asks.</param>
    /// <param name="type">What kind of message it is.</param>
    /// <param name="write">Makes the answer; asked once.</param>
    /// <param name="cancellationToken">Stops it; nothing has left.</param>
    public async ValueTask<Answer<T>> AnswerAsync<T>(Actor partner, string message, string type, Func<ReleasedRecord, T> write, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(write);
        var record = new ReleasedRecord(_store, _predicates, _access, partner);
        var written = write(record);
        var draft = _scribe.Draft(partner, new Deed("read", Question, null, $"message={message} type={type}"), AuditOutcome.Success, 200, record.References, record.Patients);
        return await _scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? written : Refusals.Busy;
    }

    /// <summary>Looks at what a partner's message is about, as the partner may see it. Nothing leaves by it, so it is not on record; what is written because of it is.</summary>
    /// <param name="partner">Whose message it is.</param>
    /// <param name="look">Looks; asked once.</param>
    public T Consult<T>(Actor partner, Func<ReleasedRecord, T> look)
    {
        ArgumentNullException.ThrowIfNull(look);
        return look(new ReleasedRecord(_store, _predicates, _access, partner));
    }

    private Element Resolve(string reference)
    {
        if (reference.Split('/') is not [{ Length: > 0 } type, { Length: > 0 } id, ..] || _store.Parameters.Searchable.FindType(type) is not { IsResource: true })
            return default;
        try
        {
            return _store.Read(type, id) is { IsDeleted: false } row ? ResourceDocument.Parse(row.Open()).Document?.Root ?? default : default;
        }
        catch (SealBrokenException)
        {
            return default;
        }
    }

    private ResourceDocument? VersionOf(ChangeNotice change, long version)
    {
        try
        {
            return _store.ReadVersion(change.ResourceType, change.Id, version) is { IsDeleted: false } row ? ResourceDocument.Parse(row.Open()).Document : null;
        }
        catch (SealBrokenException)
        {
            // Erased, or changed behind our back: nobody can read it, so nobody is told of it.
            return null;
        }
    }
}
