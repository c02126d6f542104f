using Carewright.Gateway;
using Carewright.Gateway.Receiving;
using Carewright.Hl7v2;
using Carewright.Interfaces.Analysers;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Receiving;
using Carewright.Kernel;
using Carewright.Mapping;
using Carewright.Security;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Applying;

/// <summary>Puts a partner's message into the record, as the partner's own account.</summary>
internal sealed class MessageApplication(PartnerRegister partners, MappedMessages mapped, ResultReading results, RecordGateway gateway)
{
    internal const string MediaType = "x-application/hl7-v2+er7";

    /// <summary>See <see cref="ApplyMessage"/>.</summary>
    internal async ValueTask<Receipt> ApplyAsync(LoggedMessage message, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        if (partners.Find(message.Partner) is not { } partner || partners.ActorOf(partner.Settings) is not { } actor)
            return Refused("INTERFACE-PARTNER", "The partner is not there any more, or its account is disabled.");
        // A query is answered, controls are no patient's: nothing of them is for the record.
        if (partner.Settings.Analyser is not null && !AnalyserMessages.IsForRecord(message.Type))
            return new Receipt(ReceiptStatus.Applied);
        var (received, fault) = Read(partner, actor, message, raw);
        return received is null ? new Receipt(ReceiptStatus.Refused, fault) : await gateway.ReceiveAsync(actor, received, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A message as the gateway takes it; null with the reason when it says nothing that can be applied.</summary>
    internal (ReceivedMessage? Message, Issue? Fault) Read(ReadyPartner partner, Actor actor, LoggedMessage message, ReadOnlyMemory<byte> raw)
    {
        var (fhir, fault) = Map(partner, actor, message, raw);
        if (fhir is null)
            return (null, fault);
        if (fhir.Issues.FirstOrDefault(issue => issue.IsError) is { } error)
            return (null, error);
        var received = new ReceivedMessage(message.Id, fhir.Type, partner.Settings.Name, raw, partner.Settings.Analyser is null ? MediaType : AnalyserMessages.MediaType, [.. fhir.Resources.Select(ResourceOf)], [.. fhir.Links.Select(LinkOf)])
        {
            Matching = partner.Settings.Matching,
            Decisions = message.Decision?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        };
        return (received, null);
    }

    /// <summary>A message of the log in FHIR; null with the reason when it cannot be read.</summary>
    internal (MappedMessage? Fhir, Issue? Fault) Map(ReadyPartner partner, Actor actor, LoggedMessage message, ReadOnlyMemory<byte> raw)
    {
        if (partner.Settings.Analyser is not null)
        {
            var (read, unreadable) = partner.ReadAstm(raw);
            return read is null ? (null, unreadable) : (results.Map(partner, actor, read, message.At, ChosenIn(message)), null);
        }
        if (mapped.Take(message.Id) is { } kept)
            return (kept, null);
        var (parsed, fault) = Hl7Message.Read(raw);
        return parsed is null ? (null, fault) : (partner.Map(parsed, message.At), null);
    }

    /// <summary>What a message of results of a specimen is ordered and found by.</summary>
    internal IReadOnlyList<string> PatientsOf(ReadyPartner partner, string number) => partners.ActorOf(partner.Settings) is { } actor ? results.Patients(actor, number) : [];

    private static string? ChosenIn(LoggedMessage message) => message.Decision?.Split(' ').FirstOrDefault(decision => decision.StartsWith("Patient/", StringComparison.Ordinal));

    private static Receipt Refused(string code, string text) => new(ReceiptStatus.Refused, Issue.Error(IssueTypes.Forbidden, code, text));

    private static ReceivedResource ResourceOf(MappedResource resource) => new(resource.Key, resource.ResourceType, resource.Json, resource.Intent switch
    {
        MappedIntent.Match => ReceivedIntent.Match,
        MappedIntent.Recognise => ReceivedIntent.Recognise,
        MappedIntent.Upsert => ReceivedIntent.Upsert,
        MappedIntent.Ensure => ReceivedIntent.Ensure,
        MappedIntent.Update => ReceivedIntent.Update,
        _ => ReceivedIntent.Create,
    }, resource.Business, resource.Cleared);

    private static ReceivedLink LinkOf(MappedLink link) => new(link.Kind switch
    {
        MappedLinkKind.MergePatients => ReceivedLinkKind.MergePatients,
        MappedLinkKind.ChangeIdentifier => ReceivedLinkKind.ChangeIdentifier,
        _ => ReceivedLinkKind.Other,
    }, link.Survivor, link.Gone);
}
