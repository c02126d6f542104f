using Carewright.Administration.Http;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>/account</c>: how the person of this session signs in, for that person alone.</summary>
internal static class OwnAccount
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var held = routes.MapGroup("").AddEndpointFilter(new OwnAccountRule(ActorRefusal.MustEnrol, ActorRefusal.MustProve));
        held.MapGet("", HandleAsync);
        StepUp.Map(held);
        OwnPasskeys.MapStepUp(held);
        var enrolling = routes.MapGroup("").AddEndpointFilter(new OwnAccountRule(ActorRefusal.MustEnrol));
        EnrolTotp.Map(enrolling);
        OwnPasskeys.MapEnrolment(enrolling);
        var settled = routes.MapGroup("").AddEndpointFilter(new OwnAccountRule());
        OwnSessions.Map(settled);
        ChangePassword.Map(settled);
        var stepped = settled.MapGroup("").AddEndpointFilter(new StepUpRule());
        OwnFactors.Map(stepped);
        OwnPasskeys.MapChanges(stepped);
    }

    private static async Task<IResult> HandleAsync(HttpContext context, FactorRegister factors, FactorDemands demands, SignInPolicyInForce policy, DirectoryRegister directories, TimeProvider time, Recorder recorder)
    {
        var live = context.GetActor().Session!;
        var has = factors.Of(live.Account.UserName);
        var rule = policy.Current.RuleOf(live.Account.Role);
        var answer = new OwnAccountAnswer(
            live.Account.UserName,
            live.Account.Display,
            live.Account.Role,
            new OwnFactorsAnswer(has.Totp is { } totp ? new TotpAnswer(totp.AddedAt, totp.LastUsed) : null, [.. has.Passkeys.Select(PasskeyAnswer.Of)], has.RecoveryCodes?.Hashes.Count ?? 0),
            rule.IsRequired,
            rule.Kinds,
            demands.LeaveOf(live.Account.UserName)?.Until,
            StepUpRule.IsFresh(live, factors, time),
            has.HasAny ? [.. demands.Of(live.Account).Prove] : live.Session.Directory is null ? ["password"] : [],
            live.Session.Directory is { } directory && directories.FindEnabled(directory.DirectoryId) is { } known ? new DirectoryNameAnswer(known.Id, known.Name) : null);
        return await recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("read", "account", StatusCodes.Status200OK))
            ? TypedResults.Json(answer, AdministrationJson.Default.OwnAccountAnswer)
            : Problems.Busy(context);
    }
}

/// <summary>The own account.</summary>
/// <param name="UserName">Sign-in name.</param>
/// <param name="Display">Name for people.</param>
/// <param name="Role">Role.</param>
/// <param name="Factors">What there is.</param>
/// <param name="Required">Whether the clinic asks for a second factor.</param>
/// <param name="Kinds">Kinds that satisfy it.</param>
/// <param name="LeaveUntil">Until when there is leave to go without; null: none.</param>
/// <param name="Fresh">Whether the person has just proved who they are.</param>
/// <param name="StepUp">By what they can do so again here.</param>
/// <param name="Directory">The directory where they can do so; null when they signed in otherwise.</param>
internal sealed record OwnAccountAnswer(
    string UserName, string Display, string Role, OwnFactorsAnswer Factors, bool Required, IReadOnlyList<string> Kinds, DateTimeOffset? LeaveUntil, bool Fresh, IReadOnlyList<string> StepUp,
    DirectoryNameAnswer? Directory);

/// <summary>The own second factors; no secret is among them.</summary>
internal sealed record OwnFactorsAnswer(TotpAnswer? Totp, IReadOnlyList<PasskeyAnswer> Passkeys, int RecoveryCodesLeft);

/// <summary>An authenticator app.</summary>
internal sealed record TotpAnswer(DateTimeOffset AddedAt, DateTimeOffset LastUsed);

/// <summary>A passkey.</summary>
internal sealed record PasskeyAnswer(string Id, string Name, DateTimeOffset AddedAt, DateTimeOffset? LastUsed, bool Synced)
{
    public static PasskeyAnswer Of(Passkey passkey) =>
        new(System.Buffers.Text.Base64Url.EncodeToString(passkey.Id), passkey.Name, passkey.AddedAt, passkey.LastUsed, passkey.IsBackedUp);
}
