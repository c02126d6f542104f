using System.Buffers.Text;
using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>/account/passkeys</c> and the step-up by one of them.</summary>
internal static class OwnPasskeys
{
    private const int MaxName = 60;

    /// <summary>What a session that must set up a second factor may do as well.</summary>
    public static void MapEnrolment(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/passkeys/options", BeginAsync).AddEndpointFilter(new StepUpRule());
        routes.MapPost("/passkeys", FinishAsync);
    }

    /// <summary>What a session that must prove who it is may do as well.</summary>
    public static void MapStepUp(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/step-up/passkey-options", BeginStepUpAsync).AddEndpointFilter(SignInLimit.FilterAsync);
        routes.MapPost("/step-up/passkey", StepUpAsync).AddEndpointFilter(SignInLimit.FilterAsync);
    }

    public static void MapChanges(IEndpointRouteBuilder routes)
    {
        routes.MapPatch("/passkeys/{id}", RenameAsync);
        routes.MapDelete("/passkeys/{id}", RemoveAsync);
    }

    private static async Task<IResult> BeginAsync(HttpContext context, PasskeyCeremonies passkeys, Recorder recorder)
    {
        var live = context.GetActor().Session!;
        if (!await recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("execute", "factor-begin", StatusCodes.Status200OK) { Query = "kind=passkey" }))
            return Problems.Busy(context);
        return await passkeys.BeginCreationAsync(live.Account, context.AddressText(), context) is { } begun
            ? PasskeyOptionsAnswer.Of(begun)
            : Problems.Of(StatusCodes.Status409Conflict, "too-many", "Remove a passkey first");
    }

    private static async Task<IResult> FinishAsync(HttpContext context, PasskeyCeremonies passkeys, Recorder recorder, FactorEnrolment enrolment)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.PasskeyRequest);
        if (request is null)
            return problem!;
        var live = context.GetActor().Session!;
        if (await passkeys.FinishCreationAsync(live.Account, request.Challenge, request.Credential.GetRawText(), request.Name, context.AddressText(), context))
            return await enrolment.CompleteAsync(context, live, FactorKinds.Passkey, [AuthenticationMethods.Key]);
        var action = new AuditedAction("create", "factor-add", StatusCodes.Status422UnprocessableEntity, AuditOutcome.Failed) { Query = "kind=passkey", Rule = "bad passkey" };
        return await recorder.RecordAsync(Actors.Of(context, live), action)
            ? Problems.Of(StatusCodes.Status422UnprocessableEntity, "bad-passkey", "The passkey could not be added")
            : Problems.Busy(context);
    }

    private static async Task<IResult> BeginStepUpAsync(HttpContext context, PasskeyCeremonies passkeys)
    {
        var live = context.GetActor().Session!;
        return PasskeyOptionsAnswer.Of(await passkeys.BeginConfirmationAsync(live.Account, context.AddressText(), context));
    }

    private static async Task<IResult> StepUpAsync(HttpContext context, PasskeyCeremonies passkeys, Authenticator authenticator, StepUpAnswers answers)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.PasskeyRequest);
        if (request is null)
            return problem!;
        var (live, address) = (context.GetActor().Session!, context.AddressText());
        var proof = passkeys.ConfirmationOf(request.Challenge, request.Credential.GetRawText(), address, context);
        return await answers.AnswerAsync(context, live, await authenticator.ConfirmAsync(live.Account, proof, address, context.RequestAborted), FactorKinds.Passkey);
    }

    private static async Task<IResult> RenameAsync(string id, HttpContext context, FactorServices services)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.RenameRequest);
        if (request is null)
            return problem!;
        var (live, name) = (context.GetActor().Session!, request.Name.Trim());
        if (name.Length is 0 or > MaxName || name.Any(char.IsControl))
            return Problems.Invalid([AccountRules.Wrong("PASSKEY-NAME", $"A name is 1 to {MaxName} characters.", "name")]);
        var changed = await services.Factors.ChangeAsync(live.Account.UserName, has => has.Passkeys.Any(passkey => IsNamed(passkey, id))
            ? has with { Passkeys = [.. has.Passkeys.Select(passkey => IsNamed(passkey, id) ? passkey with { Name = name } : passkey)] }
            : null, context.RequestAborted);
        var status = changed is null ? StatusCodes.Status404NotFound : StatusCodes.Status204NoContent;
        if (!await services.Recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("update", "factor-rename", status, changed is null ? AuditOutcome.Failed : AuditOutcome.Success) { Query = "kind=passkey" }))
            return Problems.Busy(context);
        return changed is null ? Problems.Of(status, "not-found", "There is no such passkey") : TypedResults.NoContent();
    }

    private static Task<IResult> RemoveAsync(string id, HttpContext context, FactorServices services) => OwnFactors.RemoveAsync(context, FactorKinds.Passkey,
        has => has.Passkeys.Any(passkey => IsNamed(passkey, id)) ? has with { Passkeys = [.. has.Passkeys.Where(passkey => !IsNamed(passkey, id))] } : null, services);

    private static bool IsNamed(Passkey passkey, string id) => Base64Url.EncodeToString(passkey.Id) == id;
}

/// <summary>Body of a new name.</summary>
internal sealed record RenameRequest(string Name);
