using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Carewright.Gateway;
using Carewright.Gateway.Following;
using Carewright.Gateway.Sending;
using Carewright.Interfaces.Partners;
using Carewright.Mapping.Writing;
using Carewright.Storage.Queueing;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces.Sending;

/// <summary>
/// Makes messages of what has changed and puts them into the log to be sent. The same changes make the same control id: after a crash nothing is sent twice. What cannot be made a message is in the log, too, dead, with the reason.
/// </summary>
internal sealed class Composer(PartnerRegister partners, IMessageLog log, RecordGateway gateway, TimeProvider clock, ILogger<Composer> logger)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    // Without I, L, O and U, which are read for something else; MSH-10 has 20 characters in versions before 2.7.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int ControlLength = 20;

    /// <summary>Resource types whose changes somebody waits for.</summary>
    internal IReadOnlySet<string> Types => partners.All.Where(IsOn).SelectMany(partner => partner.Target!.Routes.Select(route => route.Trigger.ResourceType)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Takes changes in their order; each message that they lead to is durable when the task completes.</summary>
    internal async ValueTask TakeAsync(IReadOnlyList<ChangeNotice> changes, CancellationToken cancellationToken)
    {
        foreach (var partner in partners.All.Where(IsOn).ToList())
        {
            foreach (var planned in Plan(partner, changes).OrderBy(planned => planned.Sequence))
                await LogAsync(partner, planned, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsOn(ReadyPartner partner) => partner.Settings.IsEnabled && partner.Target is not null;

    private IEnumerable<PlannedMessage> Plan(ReadyPartner partner, IReadOnlyList<ChangeNotice> changes)
    {
        var planned = new Dictionary<(ReadyRoute Route, string Key), PlannedMessage>();
        foreach (var change in changes)
        {
            foreach (var route in partner.Target!.Routes)
            {
                if (gateway.Sending.Look(change, route.Trigger) is not { } match || IsItsOwn(partner, match))
                    continue;
                var key = (route, match.Together is { } together ? $"+{together}" : string.Create(CultureInfo.InvariantCulture, $"{match.Reference}/{match.VersionId}"));
                if (!planned.TryGetValue(key, out var message))
                    planned.Add(key, message = new PlannedMessage(route.Message, change.Sequence));
                message.Matches.Add(match);
            }
        }
        return planned.Values;
    }

    // What the partner has told is not told to it.
    private bool IsItsOwn(ReadyPartner partner, SendMatch match) => match.Message is { } message && log.Find(message)?.Partner == partner.Settings.Id;

    private async Task LogAsync(ReadyPartner partner, PlannedMessage planned, CancellationToken cancellationToken)
    {
        var digest = DigestOf(partner, planned);
        var control = ControlOf(digest);
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var (written, patients, reason) = await TryWriteAsync(partner, planned, id, control, cancellationToken).ConfigureAwait(false);
        var draft = new MessageDraft(partner.Settings.Id, control, planned.Type, written ?? ReadOnlyMemory<byte>.Empty)
        {
            Id = id,
            Direction = MessageDirection.Outbound,
            State = reason is null ? MessageState.Received : MessageState.Dead,
            Reason = reason,
            Patients = patients,
            Content = digest,
        };
        await log.AppendAsync(draft, cancellationToken).ConfigureAwait(false);
    }

    // One message's fault must not end the feed of the others.
    private async Task<(byte[]? Bytes, IReadOnlyList<string> Patients, MessageReason? Reason)> TryWriteAsync(ReadyPartner partner, PlannedMessage planned, Guid id, string control, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(partner, planned, id, control, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not IOException)
        {
            logger.WritingFailed(fault, id);
            return (null, [], new MessageReason("INTERFACE-FAULT", "An unexpected fault; the server's log has it under the message's id."));
        }
    }

    private async Task<(byte[]? Bytes, IReadOnlyList<string> Patients, MessageReason? Reason)> WriteAsync(ReadyPartner partner, PlannedMessage planned, Guid id, string control, CancellationToken cancellationToken)
    {
        if (partners.ActorOf(partner.Settings, partner.Target!.Settings.Purpose) is not { } actor)
            return (null, [], new MessageReason("INTERFACE-PARTNER", "The partner's account is disabled."));
        var order = new SendOrder(id.ToString(), planned.Type, planned.Foci);
        while (true)
        {
            var answer = await gateway.Sending.ComposeAsync(actor, order, record => Compose(partner.Target, planned, record, control), cancellationToken).ConfigureAwait(false);
            if (!answer.IsRefused)
                return (answer.Value.Bytes, answer.Value.Patients, answer.Value.Reason);
            if (answer.Refusal.Status != 429)
                return (null, [], new MessageReason("INTERFACE-NOT-RELEASED", "The partner may not see what the message is about, or it is not there any more."));
            await Task.Delay(s_pause, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private Composed Compose(ReadyTarget target, PlannedMessage planned, ReleasedRecord record, string control)
    {
        var written = target.Write(planned.Type, planned.Foci, record, control, clock.GetUtcNow());
        var reason = record.IsTooWide ? new MessageReason("INTERFACE-TOO-WIDE", "It leads to more of the record than a message may hold.") : written.Bytes is null ? ReasonOf(written) : null;
        return new Composed(reason is null ? written.Bytes : null, record.PatientIdentifiers, reason);
    }

    private static MessageReason ReasonOf(WrittenMessage message)
    {
        var error = message.Issues.First(issue => issue.IsError);
        return new MessageReason(error.Code, error.Message, error.Location);
    }

    private static byte[] DigestOf(ReadyPartner partner, PlannedMessage planned)
    {
        var versions = planned.Matches.Select(match => string.Create(CultureInfo.InvariantCulture, $"{match.Reference}/{match.VersionId}"));
        return SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [partner.Settings.Id, planned.Type, .. versions])));
    }

    private static string ControlOf(byte[] digest) => string.Concat(digest.Take(ControlLength).Select(part => Alphabet[part & 31]));

    private sealed record Composed(byte[]? Bytes, IReadOnlyList<string> Patients, MessageReason? Reason);

    private sealed record PlannedMessage(string Type, long Sequence)
    {
        public List<SendMatch> Matches { get; } = [];

        public IReadOnlyList<string> Foci => [.. Matches.Select(match => match.Reference).Distinct(StringComparer.Ordinal)];
    }
}
