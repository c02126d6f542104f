using Carewright.Gateway;
using Carewright.Gateway.Receiving;
using Carewright.Hl7v2;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Receiving;
using Carewright.Kernel;
using Carewright.Mapping;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Applying;

/// <summary>Puts a partner's message into the record, as the partner's own account.</summary>
internal sealed class MessageApplication(PartnerRegister partners, MappedMessages mapped, RecordGateway gateway)
{
    internal const string MediaType = "x-application/hl7-v2+er7";

    /// <summary>See <see cref="ApplyMessage"/>.</summary>
    internal async ValueTask<Receipt> ApplyAsync(LoggedMessage message, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        if (partners.Find(message.Partner) is not { } partner || partners.ActorOf(partner.Settings) is not { } actor)
            return Refused("INTERFACE-PARTNER", "The partner is not there any more, or its account is disabled.");
        var (received, fault) = Read(partner, message, raw);
        return received is null ? new Receipt(ReceiptStatus.Refused, fault) : await gateway.ReceiveAsync(actor, received, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A message as the gateway takes it; null with the reason when it says nothing that can be applied.</summary>
    internal (ReceivedMessage? Message, Issue? Fault) Read(ReadyPartner partner, LoggedMessage message, ReadOnlyMemory<byte> raw)
    {
        var fhir = mapped.Take(message.Id);
        if (fhir is null)
        {
            var (parsed, fault) = Hl7Message.Read(raw);
            if (parsed is null)
                return (null, fault);
            fhir = partner.Map(parsed, message.At);
        }
        if (fhir.Issues.FirstOrDefault(issue => issue.IsError) is { } error)
            return (null, error);
        var received = new ReceivedMessage(message.Id, fhir.Type, partner.Settings.Name, raw, MediaType, [.. fhir.Resources.Select(ResourceOf)], [.. fhir.Links.Select(LinkOf)])
        {
            Matching = partner.Settings.Matching,
            Decisions = message.Decision?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        };
        return (received, null);
    }

    private static Receipt Refused(string code, string text) => new(ReceiptStatus.Refused, Issue.Error(IssueTypes.Forbidden, code, text));

    private static ReceivedResource ResourceOf(MappedResource resource) => new(resource.Key, resource.ResourceType, resource.Json, resource.Intent switch
    {
        MappedIntent.Match => ReceivedIntent.Match,
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
