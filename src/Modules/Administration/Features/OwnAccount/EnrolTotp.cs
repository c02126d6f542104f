using System.Text;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QRCoder;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>POST /account/totp</c> shows a new secret, once; <c>POST /account/totp/confirm</c> takes it when the app has answered with a code of it. Until then nothing has changed.
/// </summary>
internal static class EnrolTotp
{
    private const int PixelsPerModule = 4;

    private static readonly TimeSpan s_time = TimeSpan.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/totp", BeginAsync).AddEndpointFilter(new StepUpRule());
        routes.MapPost("/totp/confirm", ConfirmAsync);
    }

    private static async Task<IResult> BeginAsync(HttpContext context, FactorRegister factors, TenantSetup setup, TimeProvider time, Recorder recorder)
    {
        var live = context.GetActor().Session!;
        if (!await recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("execute", "factor-begin", StatusCodes.Status200OK) { Query = "kind=totp" }))
            return Problems.Busy(context);
        var secret = Totp.NewSecret();
        var pending = new PendingTotp(secret, live.Session.Id, time.GetUtcNow() + s_time);
        await factors.ChangeAsync(live.Account.UserName, has => has with { PendingTotp = pending }, context.RequestAborted);
        var address = Totp.UriOf(secret, setup.Profile?.Name is { Length: > 0 } name ? name : "Carewright", live.Account.UserName);
        return TypedResults.Json(new TotpSecretAnswer(Totp.ToBase32(secret), address, PictureOf(address)), AdministrationJson.Default.TotpSecretAnswer);
    }

    private static async Task<IResult> ConfirmAsync(HttpContext context, FactorRegister factors, TimeProvider time, Recorder recorder, FactorEnrolment enrolment)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.ConfirmTotpRequest);
        if (request is null)
            return problem!;
        var live = context.GetActor().Session!;
        var now = time.GetUtcNow();
        var taken = await factors.ChangeAsync(live.Account.UserName, has => Confirmed(has, live, request.Code, now), context.RequestAborted);
        if (taken is not null)
            return await enrolment.CompleteAsync(context, live, FactorKinds.Totp, [AuthenticationMethods.OneTimePassword]);
        var action = new AuditedAction("execute", "factor-add", StatusCodes.Status422UnprocessableEntity, AuditOutcome.Failed) { Query = "kind=totp", Rule = "bad code" };
        return await recorder.RecordAsync(Actors.Of(context, live), action)
            ? Problems.Of(StatusCodes.Status422UnprocessableEntity, "bad-factor", "The code is not the one that the app shows now")
            : Problems.Busy(context);
    }

    private static AccountFactors? Confirmed(AccountFactors has, LiveSession live, string code, DateTimeOffset now)
    {
        if (has.PendingTotp is not { } pending || pending.Session != live.Session.Id || pending.EndsAt <= now)
            return null;
        return Totp.Match(pending.Secret, code, now, 0) is { } step ? has with { Totp = new TotpFactor(pending.Secret, step, now, now), PendingTotp = null, EnrolmentCode = null } : null;
    }

    private static string PictureOf(string address)
    {
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(code);
        return "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg.GetGraphic(PixelsPerModule)));
    }
}

/// <summary>What follows when a second factor was added: the codes for the day it is lost, and a new session, because this one was begun with less.</summary>
internal sealed class FactorEnrolment(FactorRegister factors, FactorDemands demands, Sessions sessions, SessionOpening opening, Passwords passwords, TimeProvider time)
{
    public async Task<IResult> CompleteAsync(HttpContext context, LiveSession live, string kind, IReadOnlyList<string> methods)
    {
        var name = live.Account.UserName;
        var codes = factors.Of(name).RecoveryCodes is null ? await NewCodesAsync(name, context.RequestAborted) : null;
        var completed = new SignInCompleted(live.Account) { Methods = AuthenticationMethods.Together([.. live.Session.Methods, .. methods]), MustEnrol = !demands.IsSatisfied(live.Account) };
        var begun = await opening.BeginAsync(context, completed, new AuditedAction("create", "factor-add", StatusCodes.Status200OK) { Query = $"kind={kind}" });
        if (begun is null)
            return Problems.Busy(context);
        // Sessions that were begun without the new factor have not proved it.
        await sessions.EndAsync(name, session => session.Id != begun.Session.Id && !session.Methods.Contains(AuthenticationMethods.MultipleFactors, StringComparer.Ordinal), CancellationToken.None);
        return TypedResults.Json(new FactorAddedAnswer(opening.AnswerOf(context, begun), codes), AdministrationJson.Default.FactorAddedAnswer);
    }

    /// <summary>Makes recovery codes; those made before no longer work.</summary>
    public async Task<IReadOnlyList<string>> NewCodesAsync(string userName, CancellationToken cancellationToken)
    {
        var (kept, shown) = OneTimeCodes.Make(OneTimeCodes.RecoveryCodes, passwords.Iterations, time.GetUtcNow());
        await factors.ChangeAsync(userName, has => has with { RecoveryCodes = kept }, cancellationToken);
        return shown;
    }
}

/// <summary>A secret to be put into an authenticator app, as text, as address and as a picture (an SVG in a data address).</summary>
internal sealed record TotpSecretAnswer(string Secret, string Uri, string Picture);

/// <summary>Body that confirms it.</summary>
internal sealed record ConfirmTotpRequest(string Code);

/// <summary>A factor was added.</summary>
/// <param name="Session">The session that goes on.</param>
/// <param name="RecoveryCodes">Shown this once; null when the person has some already.</param>
internal sealed record FactorAddedAnswer(SessionAnswer Session, IReadOnlyList<string>? RecoveryCodes);
