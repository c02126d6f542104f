using System.Globalization;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Writing;
using Carewright.Interfaces.Sending;
using Carewright.Mllp;

namespace Carewright.Interfaces.Numbering;

/// <summary>
/// Numbers what is sent to a partner (HL7 v2.8 ch. 2.10.1). It asks first which number the partner expects, and again whenever it is not sure: so it learns that a message whose acknowledgement was lost has been taken, and does not send it twice.
/// For one message at a time.
/// </summary>
/// <param name="line">How messages come to the partner.</param>
/// <param name="partner">Id of the partner.</param>
/// <param name="book">The numbers.</param>
/// <param name="clock">The clock.</param>
internal sealed class NumberedLine(IPartnerLine line, string partner, SequenceBook book, TimeProvider clock) : IPartnerLine
{
    private static readonly Hl7Path s_expected = Hl7Path.Parse("MSA-4");

    // Whether the partner and the book agree on the number that comes next.
    private bool _isSure;

    public bool IsConnected => line.IsConnected;

    public async Task<MllpReply> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var read = Hl7Message.Parse(message);
        var controlId = read[0][10].Text;
        if (!_isSure)
        {
            var open = book.Next(partner);
            if (await AgreeAsync(read, open, cancellationToken).ConfigureAwait(false) is { } fault)
                return fault;
            // The partner has it; what it said of it was lost.
            if (open.Open == controlId && book.Next(partner).Number == open.Number + 1)
                return new MllpReply(MllpOutcome.Sent);
        }
        var next = book.Next(partner);
        await book.PutNextAsync(partner, next with { Open = controlId }).ConfigureAwait(false);
        return await SettleAsync(await line.SendAsync(Numbered(read, next.Number), cancellationToken).ConfigureAwait(false), next.Number).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => line.DisposeAsync();

    // Null: they agree.
    private async Task<MllpReply?> AgreeAsync(Hl7Message like, NextNumber next, CancellationToken cancellationToken)
    {
        var reply = await line.SendAsync(Beginning(like, 0), cancellationToken).ConfigureAwait(false);
        if (ExpectedBy(reply) is not { } expected)
            return Untold(reply);
        var isTaken = expected == next.Number + 1 && next.Open is not null;
        if (!isTaken && expected != next.Number && expected != SequenceNumber.Unknown)
        {
            // Everything before was acknowledged: nothing is lost if the partner takes what comes now for the first.
            reply = await line.SendAsync(Beginning(like, SequenceNumber.Unknown), cancellationToken).ConfigureAwait(false);
            if (reply.Outcome != MllpOutcome.Acknowledged || !reply.IsAccepted)
                return Untold(reply);
        }
        await book.PutNextAsync(partner, new NextNumber(isTaken ? expected : next.Number, null)).ConfigureAwait(false);
        _isSure = true;
        return null;
    }

    private async Task<MllpReply> SettleAsync(MllpReply reply, long number)
    {
        if (reply.Outcome is MllpOutcome.NotSent or MllpOutcome.Unknown)
        {
            _isSure &= reply.Outcome == MllpOutcome.NotSent;
            return reply;
        }
        var expected = ExpectedBy(reply);
        if (!reply.IsAccepted && expected is { } other && other != number && other != number + 1)
        {
            // It is the number that is refused, and not the message.
            _isSure = false;
            return new MllpReply(MllpOutcome.NotSent, Reason: string.Create(CultureInfo.InvariantCulture, $"The partner expects message number {other} (MSA-4); this one is {number}."));
        }
        await book.PutNextAsync(partner, new NextNumber(reply.IsAccepted || expected == number + 1 ? number + 1 : number, null)).ConfigureAwait(false);
        _isSure = !reply.IsAccepted || expected is null || expected == number + 1;
        return reply;
    }

    private static MllpReply Untold(MllpReply reply) =>
        reply with { Outcome = MllpOutcome.NotSent, Reason = reply.Outcome is MllpOutcome.Acknowledged or MllpOutcome.Sent ? "The partner does not say which message number it expects (MSA-4)." : reply.Reason };

    private static long? ExpectedBy(MllpReply reply) =>
        !reply.Acknowledgement.IsEmpty && Hl7Message.Read(reply.Acknowledgement).Message is { } answer && long.TryParse(answer.First(s_expected).Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is > 0 or SequenceNumber.Unknown ? number : null;

    private static byte[] Numbered(Hl7Message message, long number)
    {
        var numbered = EditableMessage.Of(message);
        numbered.Set(SequenceNumber.Field, number.ToString(CultureInfo.InvariantCulture));
        return numbered.ToBytes();
    }

    // Nothing but a header, without a type (HL7 v2.8 ch. 2.17.3).
    private byte[] Beginning(Hl7Message like, long number)
    {
        var beginning = EditableMessage.New(like.Delimiters, like.CharacterSet);
        foreach (var field in new[] { 3, 4, 5, 6, 11, 12, 18 })
            if (!like[0][field].IsEmpty)
                beginning.SetRaw(0, new Hl7Path("MSH", 1, field), like[0][field].Raw);
        beginning.Set("MSH-7", clock.GetUtcNow().ToString("yyyyMMddHHmmss+0000", CultureInfo.InvariantCulture));
        beginning.Set("MSH-10", Guid.NewGuid().ToString("N")[..20]);
        beginning.Set(SequenceNumber.Field, number.ToString(CultureInfo.InvariantCulture));
        return beginning.ToBytes();
    }
}
