using System.Globalization;
using Carewright.Gateway;
using Carewright.Interfaces.Partners;
using Carewright.Security;
using Carewright.Storage.Queueing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Interfaces.Features;

/// <summary><c>GET /interfaces/messages?partner&amp;state&amp;control&amp;patient&amp;from&amp;to&amp;before&amp;count</c>: what came from and went to partners, newest first, without what it says.</summary>
internal sealed class MessageDoor(IMessageLog log, PartnerRegister partners, RecordGateway gateway)
{
    internal void Map(IEndpointRouteBuilder routes) => routes.MapGet("/interfaces/messages", (Delegate)ListAsync);

    private async Task<IResult> ListAsync(HttpContext http, string? partner, MessageState? state, string? control, string? patient, DateTimeOffset? from, DateTimeOffset? to, long? before, int count = 50)
    {
        // The identifier of a patient is not put on record in clear: the log of accesses is read by others.
        var about = string.Create(CultureInfo.InvariantCulture, $"partner={Uri.EscapeDataString(partner ?? "")}&state={state}&patient={patient is not null}");
        if (await gateway.RecordAsync(http.GetActor().Actor!, "interface-messages", null, 200, http.RequestAborted, about).ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        var page = log.List(new MessageQuery(partner, state, control, patient, from, to, before, Math.Clamp(count, 1, 200)));
        return TypedResults.Json(new MessagesAnswer([.. page.Messages.Select(message => MessageLine.Of(message, partners))], page.NextBefore), InterfacesJson.Default.MessagesAnswer);
    }
}

/// <summary>Messages, newest first.</summary>
/// <param name="Messages">They.</param>
/// <param name="NextBefore">What <c>before</c> is for the next page; null: there is none.</param>
internal sealed record MessagesAnswer(IReadOnlyList<MessageLine> Messages, long? NextBefore);

/// <summary>A message, without what it says. The partner's name is null when it is not known whose the message is, or the partner is not there any more.</summary>
internal sealed record MessageLine(
    string Id, long Sequence, DateTimeOffset At, MessageDirection Direction, MessageState State, string Partner, string? PartnerName, string ControlId, string Type, int Attempts, MessageReason? Reason, string? Replaces, string? Decision, bool HasRaw)
{
    internal static MessageLine Of(LoggedMessage message, PartnerRegister partners) => new(
        message.Id, message.Sequence, message.At, message.Direction, message.State, message.Partner, partners.Find(message.Partner)?.Settings.Name, message.ControlId, message.Type, message.Attempts, message.Reason, message.Replaces, message.Decision, message.HasRaw);
}
