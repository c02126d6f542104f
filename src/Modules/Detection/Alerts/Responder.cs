using Carewright.Gateway;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.Extensions.Logging;

namespace Carewright.Detection.Alerts;

/// <summary>
/// Does at once what the clinic has chosen for a rule, to the user whom a new alert names: asks for a fresh proof of who they are, ends the sessions and tokens, or locks the account until an administrator opens it again. The last enabled
/// administrator is never locked out: the account's own rules refuse that, and the alert says so.
/// </summary>
internal sealed class Responder(AccountRegister accounts, Sessions sessions, PolicyShelf policies, RecordGateway gateway, AlertBook alerts, IRecordStore store, TimeProvider time, ILogger<Responder> log)
{
    private static readonly Actor s_self = new("detection", "Carewright", "system", null, null, null, "job", "local", "HSYSADMIN", null);

    /// <summary>Responds to what was raised.</summary>
    public async Task RespondAsync(Raised raised, CancellationToken cancellationToken)
    {
        if (!raised.IsNew || raised.Rule.Response == "none" || raised.Alert.By != "user" || accounts.Find(raised.Alert.Subject) is not { IsDisabled: false } account)
            return;
        string note;
        try
        {
            var fault = await ActAsync(account, raised.Rule.Response, cancellationToken);
            note = fault is null ? raised.Rule.Response : $"{raised.Rule.Response}: {fault}";
            await gateway.RecordAsync(s_self, "security-response", null, fault is null ? 200 : 409, cancellationToken, $"user={account.UserName}&response={raised.Rule.Response}&alert={raised.Alert.Id}");
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            log.ResponseFailed(broken, raised.Alert.Id);
            note = $"{raised.Rule.Response}: it failed";
        }
        alerts.Change(raised.Alert.Id, current => current?.With(new AlertStep(time.GetUtcNow(), "detection", "response", note)));
        await alerts.KeepAsync(store.Private, cancellationToken);
    }

    // Null when it was done. A renewed stamp ends every session and token of the account, and leaves the account as it is.
    private async Task<string?> ActAsync(Account account, string response, CancellationToken cancellationToken)
    {
        // Who is not signed in at the app has nothing to prove, and does so at the next sign-in.
        if (response == "step-up")
            return await sessions.DemandProofAsync(account.UserName, cancellationToken) == 0 ? "There was no session at the app." : null;
        if (response == "end-sessions")
            return await accounts.RenewStampAsync(account.UserName, cancellationToken) is null ? "There is no such account any more." : null;
        var locked = await accounts.ChangeAsync(account.UserName, new AccountChange { Disabled = true }, policies.Current, cancellationToken);
        return locked.Account is null ? locked.Issues[0].Message : null;
    }
}
