using System.Text.Json;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>POST /auth/passkey-options</c> and <c>POST /auth/sign-in/passkey</c>: a passkey as the second step of a sign-in, or as the whole of it. Options without a sign-in name no credential,
/// so that they tell nobody who has which.
/// </summary>
internal static class SignInByPasskey
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/auth").AddEndpointFilter(new AppRequestRule("auth")).AddEndpointFilter(SignInLimit.FilterAsync);
        group.MapPost("/passkey-options", BeginAsync);
        group.MapPost("/sign-in/passkey", FinishAsync);
    }

    private static async Task<IResult> BeginAsync(HttpContext context, PasskeyCeremonies passkeys, AccountRegister accounts, SignInAnswers answers)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.PasskeyOptionsRequest);
        if (request is null)
            return problem!;
        return await passkeys.BeginSignInAsync(request.Challenge, accounts, context.AddressText(), context) is { } begun
            ? PasskeyOptionsAnswer.Of(begun)
            : await answers.AnswerAsync(context, new SignInChallengeEnded(), null);
    }

    private static async Task<IResult> FinishAsync(HttpContext context, PasskeyCeremonies passkeys, Authenticator authenticator, SignInAnswers answers, Recorder recorder)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.PasskeyRequest);
        if (request is null)
            return problem!;
        var (address, credential) = (context.AddressText(), request.Credential.GetRawText());
        if (!passkeys.IsAlone(request.Challenge, address))
            return await answers.AnswerAsync(context, await authenticator.ContinueAsync(request.Challenge, passkeys.ProofOf(request.Challenge, credential, address, context), address, context.RequestAborted), null);
        var found = await passkeys.FinishAloneAsync(request.Challenge, credential, address, context);
        var step = await authenticator.SignInByPasskeyAsync(found?.Account, found?.Methods ?? [], address, context.RequestAborted);
        return step is SignInRefused ? await RefuseAsync(context, recorder) : await answers.AnswerAsync(context, step, null);
    }

    private static async Task<IResult> RefuseAsync(HttpContext context, Recorder recorder)
    {
        var action = new AuditedAction("execute", "sign-in", StatusCodes.Status401Unauthorized, AuditOutcome.Failed) { Rule = "bad passkey" };
        return await recorder.RecordAsync(Recorder.Nobody(context), action) ? Problems.Of(action.Status, "bad-passkey", "This passkey opens nothing here") : Problems.Busy(context);
    }
}

/// <summary>Body that asks what a passkey is to sign; with the challenge of a sign-in that has begun, or without.</summary>
internal sealed record PasskeyOptionsRequest(string? Challenge = null);

/// <summary>What a passkey is to sign, for <c>navigator.credentials</c>.</summary>
internal sealed record PasskeyOptionsAnswer(string Challenge, JsonElement Options)
{
    public static IResult Of(PasskeyCeremony begun)
    {
        using var options = JsonDocument.Parse(begun.Options);
        return TypedResults.Json(new PasskeyOptionsAnswer(begun.Challenge, options.RootElement.Clone()), AdministrationJson.Default.PasskeyOptionsAnswer);
    }
}

/// <summary>A passkey's answer, as <c>PublicKeyCredential.toJSON()</c> gives it; a name for a new one.</summary>
internal sealed record PasskeyRequest(string Challenge, JsonElement Credential, string? Name = null);
