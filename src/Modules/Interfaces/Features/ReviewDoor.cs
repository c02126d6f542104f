using System.Text;
using Carewright.Astm.Records;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Hl7v2;
using Carewright.Interfaces.Analysers;
using Carewright.Interfaces.Applying;
using Carewright.Interfaces.Partners;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage.Queueing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Interfaces.Features;

/// <summary>
/// Messages that wait for a person or cannot be applied, and what is done about them. <c>GET /interfaces/review?state=held|dead</c>, <c>GET /interfaces/messages/{id}</c>: what it says, what it becomes, and whom it may mean;
/// <c>POST …/decision</c> (<c>Patient/x</c>, <c>new</c>, <c>sender</c>, <c>clinic</c>), <c>…/again</c> (of all with one reason: <c>POST /interfaces/review/again</c>), <c>…/discard</c>, <c>…/mend</c> (a corrected message in its place). Each look at a message is on record with the patients that it may mean.
/// </summary>
internal sealed class ReviewDoor(IMessageLog log, PartnerRegister partners, MessageApplication application, Applier applier, RecordGateway gateway, TimeProvider clock)
{
    private const int MostReason = 500;
    private const int PageOfAll = 500;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/interfaces/review", (Delegate)ListAsync);
        routes.MapGet("/interfaces/messages/{id}", (Delegate)ShowAsync);
        routes.MapPost("/interfaces/messages/{id}/decision", (Delegate)DecideAsync);
        routes.MapPost("/interfaces/messages/{id}/again", (Delegate)AgainAsync);
        routes.MapPost("/interfaces/review/again", (Delegate)AllAgainAsync);
        routes.MapPost("/interfaces/messages/{id}/discard", (Delegate)DiscardAsync);
        routes.MapPost("/interfaces/messages/{id}/mend", (Delegate)MendAsync);
    }

    private async Task<IResult> ListAsync(HttpContext http, long? before, MessageState state = MessageState.Held)
    {
        if (await RecordAsync(http, "interface-messages", 200, $"state={state}").ConfigureAwait(false) is { } busy)
            return busy;
        var page = log.List(new MessageQuery(State: state, Before: before, Count: 100));
        return TypedResults.Json(new MessagesAnswer([.. page.Messages.Select(LineOf)], page.NextBefore), InterfacesJson.Default.MessagesAnswer);
    }

    private async Task<IResult> ShowAsync(string id, HttpContext http)
    {
        if (log.Find(id) is not { } found)
            return await RecordAsync(http, "interface-message", 404, $"message={Uri.EscapeDataString(id)}").ConfigureAwait(false) ?? Problems.NotFound();
        var raw = log.Raw(found);
        var tried = raw is not null && partners.Find(found.Partner) is { } partner ? TriedOf(partner, found, raw) : null;
        var (candidates, busy) = await CandidatesAsync(http, found, raw).ConfigureAwait(false);
        return busy ?? TypedResults.Json(new MessageAnswer(LineOf(found), raw is null ? null : TextOf(found, raw), tried, candidates), InterfacesJson.Default.MessageAnswer);
    }

    private async Task<(IReadOnlyList<CandidateAnswer> Candidates, IResult? Busy)> CandidatesAsync(HttpContext http, LoggedMessage message, byte[]? raw)
    {
        if (raw is null || message.State != MessageState.Held || partners.Find(message.Partner) is not { } partner || partners.ActorOf(partner.Settings) is not { } actor || application.Read(partner, actor, message, raw).Message is not { } received)
            return ([], await RecordAsync(http, "interface-message", 200, $"message={message.Id}").ConfigureAwait(false));
        var answer = await gateway.ReviewReceiptAsync(http.GetActor().Actor!, actor, received, http.RequestAborted).ConfigureAwait(false);
        return answer.IsRefused ? ([], Problems.Busy(http)) : ([.. answer.Value.Candidates.Select(candidate => new CandidateAnswer(candidate.Reference, candidate.Score, candidate.Grade.ToString()))], null);
    }

    private async Task<IResult> DecideAsync(string id, HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InterfacesJson.Default.DecideRequest).ConfigureAwait(false);
        if (request is null)
            return await RecordAsync(http, "interface-decide", 400, $"message={Uri.EscapeDataString(id)}").ConfigureAwait(false) ?? Problems.Malformed();
        if (request.Decision is not ("new" or "sender" or "clinic") && !(request.Decision.StartsWith("Patient/", StringComparison.Ordinal) && IsId(request.Decision["Patient/".Length..])))
            return Problems.Invalid([Issue.Error(IssueTypes.Value, "INTERFACE-DECISION", "A decision is Patient/ID, new, sender or clinic.", "decision")]);
        return await ChangeAsync(http, id, MessageState.Held, "interface-decide", $"decision={request.Decision}", message => applier.GiveBackAsync(message, With(message, request.Decision), CancellationToken.None)).ConfigureAwait(false);
    }

    // Decisions add up, in the order in which they are asked for; one that led nowhere is taken back by the next.
    private static string With(LoggedMessage message, string decision)
    {
        var before = (message.Decision ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', [.. message.Reason?.Code == "RECEIVE-NO-PATIENT" ? before[..^1] : before, decision]);
    }

    private static bool IsId(string text) => text.Length is > 0 and <= 64 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.');

    // A held one, too: what had to be done by hand may be done.
    private Task<IResult> AgainAsync(string id, HttpContext http) =>
        ChangeAsync(http, id, log.Find(id)?.State == MessageState.Held ? MessageState.Held : MessageState.Dead, "interface-again", "", message => applier.GiveBackAsync(message, null, CancellationToken.None));

    // After a map, a code or the program has been mended: all that failed for the same reason, in the order in which they came.
    private async Task<IResult> AllAgainAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InterfacesJson.Default.AllAgainRequest).ConfigureAwait(false);
        if (request is null)
            return await RecordAsync(http, "interface-again", 400, "all=true").ConfigureAwait(false) ?? Problems.Malformed();
        if (await RecordAsync(http, "interface-again", 200, $"all=true&partner={Uri.EscapeDataString(request.Partner)}&code={Uri.EscapeDataString(request.Code ?? "")}").ConfigureAwait(false) is { } busy)
            return busy;
        var given = 0;
        foreach (var direction in Enum.GetValues<MessageDirection>())
            given += await GiveBackAsync(request, direction).ConfigureAwait(false);
        return TypedResults.Json(new AllAgainAnswer(given), InterfacesJson.Default.AllAgainAnswer);
    }

    private async Task<int> GiveBackAsync(AllAgainRequest request, MessageDirection direction)
    {
        var (given, after) = (0, 0L);
        for (var page = log.InOrder(MessageState.Dead, direction, after, PageOfAll, request.Partner); page.Count > 0; page = log.InOrder(MessageState.Dead, direction, after, PageOfAll, request.Partner))
        {
            after = page[^1].Sequence;
            foreach (var message in page.Where(message => message.HasRaw && (request.Code is null || message.Reason?.Code == request.Code)))
                given += await applier.GiveBackAsync(message, null, CancellationToken.None).ConfigureAwait(false) is null ? 0 : 1;
        }
        return given;
    }

    private async Task<IResult> DiscardAsync(string id, HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InterfacesJson.Default.DiscardRequest).ConfigureAwait(false);
        if (request is null || request.Reason.Trim().Length is 0 or > MostReason)
            return await RecordAsync(http, "interface-discard", 400, $"message={Uri.EscapeDataString(id)}").ConfigureAwait(false) ?? Problems.Malformed();
        var reason = new MessageReason("discarded", request.Reason.Trim());
        return await ChangeAsync(http, id, log.Find(id)?.State == MessageState.Dead ? MessageState.Dead : MessageState.Held, "interface-discard", "", message => applier.DiscardAsync(message, reason, CancellationToken.None)).ConfigureAwait(false);
    }

    private async Task<IResult> MendAsync(string id, HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InterfacesJson.Default.MendRequest).ConfigureAwait(false);
        if (request is null)
            return await RecordAsync(http, "interface-mend", 400, $"message={Uri.EscapeDataString(id)}").ConfigureAwait(false) ?? Problems.Malformed();
        if (log.Find(id) is not { State: MessageState.Dead } dead || partners.Find(dead.Partner) is not { } partner)
            return await RecordAsync(http, "interface-mend", 404, $"message={Uri.EscapeDataString(id)}").ConfigureAwait(false) ?? Problems.NotFound();
        var (mended, issues) = partner.Settings.Analyser is null ? Mending.Read(partner, dead, request.Text, clock.GetUtcNow()) : AnalyserMessages.Mend(partner, dead, request.Text, clock.GetUtcNow(), number => application.PatientsOf(partner, number));
        if (mended is not { } draft)
            return await RecordAsync(http, "interface-mend", 422, $"message={id}").ConfigureAwait(false) ?? Problems.Invalid(issues);
        if (await RecordAsync(http, "interface-mend", 200, $"message={id}&by={draft.Id}").ConfigureAwait(false) is { } busy)
            return busy;
        // The new one first: should the process end in between, there are two to decide about, and none is lost.
        var logged = await log.AppendAsync(draft, CancellationToken.None).ConfigureAwait(false);
        await applier.DiscardAsync(dead, new MessageReason("mended", "A corrected message stands in its place."), CancellationToken.None).ConfigureAwait(false);
        return TypedResults.Json(new MessageAnswer(LineOf(logged), null, null, []), InterfacesJson.Default.MessageAnswer);
    }

    private async Task<IResult> ChangeAsync(HttpContext http, string id, MessageState from, string interaction, string about, Func<LoggedMessage, Task<LoggedMessage?>> change)
    {
        var message = log.Find(id);
        var status = message is null ? 404 : message.State != from ? 409 : 200;
        if (await RecordAsync(http, interaction, status, $"message={Uri.EscapeDataString(id)}&{about}").ConfigureAwait(false) is { } busy)
            return busy;
        if (message is null)
            return Problems.NotFound();
        var changed = status == 200 ? await change(message).ConfigureAwait(false) : null;
        return changed is null
            ? Problems.Of(StatusCodes.Status409Conflict, "conflict", "The message is in another state by now")
            : TypedResults.Json(new MessageAnswer(LineOf(changed), null, null, []), InterfacesJson.Default.MessageAnswer);
    }

    private async ValueTask<IResult?> RecordAsync(HttpContext http, string interaction, int status, string about) =>
        await gateway.RecordAsync(http.GetActor().Actor!, interaction, null, status, CancellationToken.None, about).ConfigureAwait(false) is null ? null : Problems.Busy(http);

    private MessageLine LineOf(LoggedMessage message) => MessageLine.Of(message, partners);

    // For people: one segment a line.
    private string TextOf(LoggedMessage message, byte[] raw) => partners.Find(message.Partner) is { Settings.Analyser: not null } analyser
        ? (analyser.Charset == AstmCharset.Utf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(raw).ReplaceLineEndings("\n")
        : (Hl7Message.Read(raw).Message?.CharacterSet.Decode(raw) ?? Encoding.Latin1.GetString(raw)).ReplaceLineEndings("\n");

    private TryAnswer? TriedOf(ReadyPartner partner, LoggedMessage message, byte[] raw)
    {
        if (partner.Settings.Analyser is null)
            return Hl7Message.Read(raw).Message is { } parsed ? TryDoor.Of(partner.Map(parsed, message.At), parsed.Leniencies, partner.Disagreements(parsed, isBinding: false)) : null;
        return partners.ActorOf(partner.Settings) is { } actor && partner.ReadAstm(raw).Message is { } astm && application.Map(partner, actor, message, raw).Fhir is { } mapped ? TryDoor.Of(mapped, astm.Leniencies, []) : null;
    }
}

/// <summary>A message and what it says.</summary>
/// <param name="Message">Where it is.</param>
/// <param name="Text">What came, one segment a line; null when the log has it no more: it is in the record then.</param>
/// <param name="Fhir">What it becomes.</param>
/// <param name="Candidates">Whom it may mean, best first.</param>
internal sealed record MessageAnswer(MessageLine Message, string? Text, TryAnswer? Fhir, IReadOnlyList<CandidateAnswer> Candidates);

/// <summary>Somebody whom a message may mean.</summary>
internal sealed record CandidateAnswer(string Patient, double Score, string Grade);

/// <summary>What a person decides.</summary>
internal sealed record DecideRequest(string Decision);

/// <summary>Which messages are to be tried once more.</summary>
/// <param name="Partner">Whose.</param>
/// <param name="Code">With which reason; null: with any.</param>
internal sealed record AllAgainRequest(string Partner, string? Code = null);

/// <summary>How many messages are tried once more.</summary>
internal sealed record AllAgainAnswer(int Messages);

/// <summary>Why a message is not to be applied.</summary>
internal sealed record DiscardRequest(string Reason);

/// <summary>A corrected message.</summary>
internal sealed record MendRequest(string Text);
