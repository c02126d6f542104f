using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>POST /auth/directories/finish</c>: the app's own request after the browser has come back. It answers as <c>POST /auth/sign-in</c> does: a session, or a second factor that is asked for.</summary>
internal static class FinishAtDirectory
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/directories/finish", HandleAsync).AddEndpointFilter(new AppRequestRule("auth")).AddEndpointFilter(DirectoryLimit.FilterAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, DirectoryWay way, DirectoryRegister directories, DirectorySignIn signIn, DirectoryRefusals refusals)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.FinishAtDirectoryRequest);
        if (request is null)
            return problem!;
        if (way.Returned.Find(request.Returned) is not { } found || !DirectoryCookie.Is(context, found.Pending.BrowserHash) || way.Returned.Take(request.Returned) is not { } returned)
            return await refusals.AnswerAsync(context, null, "ended", "state");
        if (directories.FindEnabled(returned.Pending.DirectoryId) is not { } directory || directory.Issuer != returned.Pending.Issuer)
            return await refusals.AnswerAsync(context, null, "ended", "directory changed");
        return await signIn.FinishAsync(context, directory, returned);
    }
}

/// <summary>Turns a directory's answer into a step of a sign-in, or of a proof by somebody who is signed in.</summary>
internal sealed class DirectorySignIn(DirectoryClient client, DirectoryTokenCheck check, DirectoryAccounts accounts, Authenticator authenticator, SignInAnswers answers, DirectoryStepUp stepUp, DirectoryRefusals refusals)
{
    public async Task<IResult> FinishAsync(HttpContext context, StaffDirectory directory, ReturnedSignIn returned)
    {
        if ((await client.MetadataAsync(directory, isFresh: false, context.RequestAborted)).Value is not { } metadata)
            return await refusals.AnswerAsync(context, directory, "away", "metadata");
        if (RefuseAnswer(directory, metadata, returned) is { } reason)
            return await refusals.AnswerAsync(context, directory, "refused", reason);
        if ((await client.RedeemAsync(directory, metadata, returned.Pending, returned.Code!, context.RequestAborted)).Value is not { } tokens)
            return await refusals.AnswerAsync(context, directory, "refused", "code");
        var found = await check.IdentityAsync(directory, metadata, tokens, returned.Pending.Nonce, context.RequestAborted);
        if (found.Value is not { } identity)
            return await refusals.AnswerAsync(context, directory, "refused", found.Fault!);
        var isTrusted = identity.Factors.Intersect(directory.TrustedFactors, StringComparer.Ordinal).Any();
        return returned.Pending.IsStepUp
            ? await stepUp.AnswerAsync(context, directory, returned.Pending, identity, isTrusted)
            : await SignInAsync(context, directory, identity, isTrusted);
    }

    private async Task<IResult> SignInAsync(HttpContext context, StaffDirectory directory, DirectoryIdentity identity, bool isTrusted)
    {
        var resolved = await accounts.ResolveAsync(context, directory, identity);
        if (resolved.Account is not { } account)
            return await refusals.AnswerAsync(context, directory, resolved.Code, resolved.Rule, resolved.Named);
        var session = new DirectorySession(directory.Id, directory.Issuer, identity.Subject, identity.SessionId);
        var step = await authenticator.SignInByDirectoryAsync(account, session, isTrusted, context.AddressText(), context.RequestAborted);
        return step is SignInRefused ? await refusals.AnswerAsync(context, directory, "no-access", "account", account) : await answers.AnswerAsync(context, step, null);
    }

    // The issuer in the answer tells an answer of another server from this one's, before any code is handed over (RFC 9207, section 2.4).
    private static string? RefuseAnswer(StaffDirectory directory, DirectoryMetadata metadata, ReturnedSignIn returned)
    {
        if (returned.Issuer is { } issuer ? issuer != directory.Issuer : metadata.SendsIssuer)
            return "iss of the answer";
        if (returned.Error is not null)
            return "error";
        return returned.Code is null ? "no code" : null;
    }
}

/// <summary>Records and answers what a directory's sign-in is refused for. The log has the reason; the caller learns only what helps a person.</summary>
internal sealed class DirectoryRefusals(Recorder recorder)
{
    public async Task<IResult> AnswerAsync(HttpContext context, StaffDirectory? directory, string code, string rule, Account? named = null)
    {
        var result = code switch
        {
            "away" => Away(),
            "ended" => Problems.Of(StatusCodes.Status401Unauthorized, "directory-ended", "This sign-in has taken too long; begin anew"),
            "not-linked" => Problems.Of(StatusCodes.Status403Forbidden, "directory-not-linked", "An administrator has to link this identity with an account first"),
            "no-access" => Problems.Of(StatusCodes.Status403Forbidden, "directory-no-access", "The directory gives no access here"),
            _ => Problems.Of(StatusCodes.Status401Unauthorized, "directory-refused", "The directory's answer was not accepted"),
        };
        var actor = named is null ? Recorder.Nobody(context) : Actors.Of(context, named, null);
        var status = (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status401Unauthorized;
        var action = new AuditedAction("execute", "sign-in", status, code is "away" ? AuditOutcome.Failed : AuditOutcome.Refused) { Rule = $"directory: {rule}", Query = directory is null ? null : $"directory={directory.Id}" };
        return await recorder.RecordAsync(actor, action) ? result : Problems.Busy(context);
    }

    public static IResult Away() => Problems.Of(StatusCodes.Status503ServiceUnavailable, "directory-away", "The directory does not answer");
}

/// <summary>Body: the <c>returned</c> that the app's page was opened with.</summary>
internal sealed record FinishAtDirectoryRequest(string Returned);
