using Carewright.Hl7v2;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Receiving;
using Carewright.Kernel;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Features;

/// <summary>Makes of a person's correction the message that stands in for a dead one.</summary>
internal static class Mending
{
    /// <summary>The message to put into the log, or what is wrong with it. It is never a duplicate of what it stands in for.</summary>
    internal static (MessageDraft? Draft, IReadOnlyList<Issue> Issues) Read(ReadyPartner partner, LoggedMessage dead, string text, DateTimeOffset now)
    {
        var declared = Hl7Message.Read(System.Text.Encoding.Latin1.GetBytes(text)).Message?.CharacterSet;
        var bytes = declared?.Encode(text.ReplaceLineEndings("\r")) ?? [];
        var (message, fault) = Hl7Message.Read(bytes);
        if (message is null)
            return (null, [fault!]);
        if (dead.Direction == MessageDirection.Outbound)
            return (DraftOf(dead, message, bytes, now) with { Direction = MessageDirection.Outbound }, []);
        if (Verdict.Of(partner, message) is { } verdict)
            return (null, [Issue.Error(IssueTypes.BusinessRule, verdict.Reason.Code, verdict.Reason.Text, verdict.Reason.Place)]);
        var fhir = partner.Map(message, now);
        if (!fhir.IsSound)
            return (null, [.. fhir.Issues.Where(issue => issue.IsError)]);
        return (DraftOf(dead, message, bytes, now) with { Patients = fhir.PatientIdentifiers }, []);
    }

    private static MessageDraft DraftOf(LoggedMessage dead, Hl7Message message, byte[] bytes, DateTimeOffset now)
    {
        var type = message[0][9];
        return new MessageDraft(dead.Partner, message[0][10].Text, $"{type.Component(1).Text}^{type.Component(2).Text}", bytes) { Id = Guid.CreateVersion7(now), Replaces = dead.Id };
    }
}
