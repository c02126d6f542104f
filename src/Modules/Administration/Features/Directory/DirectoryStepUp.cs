using Carewright.Administration.Http;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Features;

/// <summary>Somebody who is signed in by a directory proves there once more who they are: the same identity, authenticated since it was asked.</summary>
internal sealed class DirectoryStepUp(Sessions sessions, FactorRegister factors, Recorder recorder, DirectoryRefusals refusals, TimeProvider time)
{
    public async Task<IResult> AnswerAsync(HttpContext context, StaffDirectory directory, PendingSignIn pending, DirectoryIdentity identity, bool isTrusted)
    {
        if (context.GetActor().Session is not { } live || SessionCookie.Read(context) is not { } secret || live.Session.Directory is not { } of || of.Issuer != directory.Issuer || of.Subject != identity.Subject)
            return await refusals.AnswerAsync(context, directory, "refused", "another identity");
        // max_age was asked for, so that the token must say when (Core 1.0, section 3.1.3.7, 13): a directory that only repeats an old sign-in proves nothing.
        if (identity.AuthenticatedAt is not { } at || at < pending.BegunAt - DirectoryTokenCheck.Skew)
            return await refusals.AnswerAsync(context, directory, "refused", "auth_time", live.Account);
        if (!isTrusted && factors.Of(live.Account.UserName).HasAny)
            return await refusals.AnswerAsync(context, directory, "refused", "second factor", live.Account);
        if (!await recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("execute", "step-up", StatusCodes.Status204NoContent) { Query = $"kind=directory&directory={directory.Id}" }))
            return Problems.Busy(context);
        var (now, more) = (time.GetUtcNow(), isTrusted ? AuthenticationMethods.DirectoryFactors : AuthenticationMethods.Directory);
        return await sessions.ChangeAsync(secret, session => session with { ProvedAt = now, MustProve = false, Methods = AuthenticationMethods.Together([.. session.Methods, more]) }, CancellationToken.None) is null
            ? await Refused.UnknownAsync(context, "auth", ActorRefusal.BadCredential)
            : TypedResults.NoContent();
    }
}
