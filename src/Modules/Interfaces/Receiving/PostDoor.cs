using Carewright.Gateway.Doors;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Security;
using Carewright.Storage.Queueing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Carewright.Interfaces.Receiving;

/// <summary>
/// <c>POST /hl7v2/{partner}</c> (HL7 over HTTP 1.0): a message, taken in the room where those of the ports are taken; 200 with its acknowledgement whatever that says, 204 when it asks for none. 401 to whoever is not the partner, on record; 415 for
/// another media type, 413 for more than 16 MiB. An answer that the application gives later has no connection to come on: who asks for both gets the application's alone.
/// </summary>
internal sealed class PostDoor(Inbox inbox)
{
    internal const string Root = "/hl7v2";
    private const int MostBytes = 16 * 1024 * 1024;
    private const string Interaction = "hl7-connection";

    internal void Map(IEndpointRouteBuilder routes) => routes.MapPost(Root + "/{partner}", (Delegate)TakeAsync);

    private async Task<IResult> TakeAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        // Nothing is read before it is known who speaks; no other account's credential is good here.
        if (http.Features.Get<IActorFeature>() is not PartnerFeature { Partner: var partner })
            return await RefuseAsync(http).ConfigureAwait(false);
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var media) || !Hl7Media.IsMessage(media.MediaType.ToString()))
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, "media-type", $"A message is {Hl7Media.Type}");
        if (await ReadAsync(http).ConfigureAwait(false) is not { } bytes)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large", "The message is longer than may be");
        if (bytes.Length == 0)
            return Problems.Malformed();
        var charset = HeaderUtilities.RemoveQuotes(media.Charset).ToString();
        var answer = await inbox.ReceiveAsync([partner], null, bytes, message => Against(message, charset), http.RequestAborted).ConfigureAwait(false);
        return answer is { } acknowledgement ? Answer(acknowledgement) : TypedResults.NoContent();
    }

    private static async Task<IResult> RefuseAsync(HttpContext http)
    {
        var refused = await Refused.UnknownAsync(http, Interaction, http.Request.Headers.Authorization.Count > 0 ? ActorRefusal.BadCredential : ActorRefusal.NoCredential).ConfigureAwait(false);
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"hl7v2\", charset=\"UTF-8\"";
        return refused;
    }

    private static async Task<byte[]?> ReadAsync(HttpContext http)
    {
        // Messages carry whole documents; the partner is known by now.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBytes;
        using var body = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException tooLong) when (tooLong.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        return body.ToArray();
    }

    // Whoever reads it by the one and whoever reads it by the other would read two names of one patient.
    private static Verdict? Against(Hl7Message message, string charset)
    {
        const string Text = "The character set of the request (Content-Type) is not that of the message (MSH-18).";
        return Hl7Media.Agrees(message, charset) ? null : new Verdict(AcknowledgementCode.AE, new MessageReason("INTERFACE-CHARSET", Text, "MSH-18"), [new MessageError(MessageError.TableValue, Text, Hl7Path.Parse("MSH-18"))]);
    }

    private static IResult Answer(ReadOnlyMemory<byte> acknowledgement)
    {
        var charset = Hl7Message.Read(acknowledgement).Message is { } message ? Hl7Media.CharsetOf(message) : null;
        return TypedResults.Bytes(acknowledgement, charset is null ? Hl7Media.Type : $"{Hl7Media.Type}; charset={charset}");
    }
}
