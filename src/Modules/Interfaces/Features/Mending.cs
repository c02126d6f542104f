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
        if (Verdict.Of(partner, message) is { } verdict)
            return (null, [Issue.Error(IssueTypes.BusinessRule, verdict.Reason.Code, verdict.Reason.Text, verdict.Reason.Place)]);
        var fhir = partner.Map(message, now);
        if (!fhir.IsSound)
            return (null, [.. fhir.Issues.Where(issue => issue.IsError)]);
        return (new MessageDraft(dead.Partner, message[0][10].Text, fhir.Type, bytes)
        {
            Id = Guid.CreateVersion7(now),
            Replaces = dead.Id,
            Patients = fhir.PatientIdentifiers,
        }, []);
    }
}
