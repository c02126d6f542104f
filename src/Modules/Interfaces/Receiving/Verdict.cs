using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Interfaces.Partners;
using Carewright.Kernel;
using Carewright.Mapping;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Receiving;

/// <summary>Why a message cannot be applied, as the log and the sender are told.</summary>
/// <param name="Code">How the application acknowledges it.</param>
/// <param name="Reason">For the log.</param>
/// <param name="Errors">For the sender.</param>
internal sealed record Verdict(AcknowledgementCode Code, MessageReason Reason, IReadOnlyList<MessageError> Errors)
{
    private const int MostErrors = 20;

    /// <summary>What is wrong with a message that was mapped; null when nothing is.</summary>
    internal static Verdict? Of(MappedMessage mapped) => Of(mapped.Issues);

    private static Verdict? Of(IEnumerable<Issue> issues)
    {
        var errors = issues.Where(issue => issue.IsError).Take(MostErrors).ToList();
        return errors.Count == 0 ? null : new Verdict(AcknowledgementCode.AE, new MessageReason(errors[0].Code, errors[0].Message, errors[0].Location), [.. errors.Select(ErrorOf)]);
    }

    /// <summary>Whether a message is one that the partner and the clinic have agreed on (HL7 v2.8 ch. 2.9.2.2); null when it is.</summary>
    internal static Verdict? Of(ReadyPartner partner, Hl7Message message)
    {
        var header = message[0];
        var (type, processing) = (header[9].Component(1).Text, header[11].Component(1).Text);
        var whole = $"{type}^{header[9].Component(2).Text}";
        // Without a number it could not be acknowledged, nor told from another.
        if (header[10].IsEmpty)
            return Reject(AcknowledgementCode.AE, "INTERFACE-NO-CONTROL-ID", MessageError.FieldMissing, "The message has no control id.", "MSH-10");
        if (!partner.Settings.ProcessingIds.Contains(processing.Length == 0 ? "P" : processing, StringComparer.Ordinal))
            return Reject(AcknowledgementCode.AR, "INTERFACE-PROCESSING", MessageError.ProcessingId, "Messages of this processing id are not taken.", "MSH-11");
        if (!partner.Takes(type, whole) || !partner.HasMap(type, whole))
            return Reject(AcknowledgementCode.AR, "INTERFACE-TYPE", partner.HasMap(type, whole) ? MessageError.MessageType : MessageError.Event, "Messages of this type and event are not taken.", "MSH-9");
        return Of(partner.Disagreements(message, isBinding: true));
    }

    /// <summary>What became of a message that came before, when it cannot be applied.</summary>
    internal static Verdict? Of(LoggedMessage logged) => logged is { State: MessageState.Dead or MessageState.Discarded, Reason: { } reason }
        ? new Verdict(AcknowledgementCode.AE, reason, [new MessageError(MessageError.Internal, reason.Text, PlaceOf(reason.Place))])
        : null;

    private static Verdict Reject(AcknowledgementCode code, string reason, string error, string text, string place) =>
        new(code, new MessageReason(reason, text, place), [new MessageError(error, text, Hl7Path.Parse(place))]);

    private static MessageError ErrorOf(Issue issue) => new(issue.Type switch
    {
        IssueTypes.Required => MessageError.FieldMissing,
        IssueTypes.CodeInvalid => MessageError.TableValue,
        IssueTypes.NotSupported => MessageError.Event,
        IssueTypes.Structure => MessageError.SegmentSequence,
        IssueTypes.Value or IssueTypes.TooLong => MessageError.DataType,
        _ => MessageError.Internal,
    }, issue.Message, PlaceOf(issue.Location));

    private static Hl7Path? PlaceOf(string? text) => Hl7Path.TryParse(text, out var path) ? path : null;
}
