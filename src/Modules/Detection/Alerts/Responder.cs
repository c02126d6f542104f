using Carewright.Gateway;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.Extensions.Logging;

namespace Carewright.Detection.Alerts;

/// <summary>
/// Does at once what the clinic has chosen for a rule, to the user whom a new alert names: ends the sessions and tokens, or locks the account until an administrator opens it again. The last enabled
/// administrator is never locked out: the account's own rules refuse that, and the alert says so.
/// </summary>
internal sealed class Responder(AccountRegister accounts, AccessPolicy policy, RecordGateway gateway, AlertBook alerts, IRecordStore store, TimeProvider time, ILogger<Responder> log)
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
            var outcome = await ActAsync(account, raised.Rule.Response, cancellationToken);
            note = outcome.Account is null ? $"{raised.Rule.Response}: {outcome.Issues[0].Message}" : raised.Rule.Response;
            await gateway.RecordAsync(s_self, "security-response", null, outcome.Account is null ? 409 : 200, cancellationToken, $"user={account.UserName}&response={raised.Rule.Response}&alert={raised.Alert.Id}");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.ResponseFailed(fault, raised.Alert.Id);
            note = $"{raised.Rule.Response}: it failed";
        }
        alerts.Change(raised.Alert.Id, current => current?.With(new AlertStep(time.GetUtcNow(), "detection", "response", note)));
        await alerts.KeepAsync(store.Private, cancellationToken);
    }

    // Whatever changes what an account may do ends its sessions and tokens: off and on again is how all of them end while the account stays.
    private async Task<AccountOutcome> ActAsync(Account account, string response, CancellationToken cancellationToken)
    {
        var off = await accounts.ChangeAsync(account.UserName, new AccountChange { Disabled = true }, policy, cancellationToken);
        return off.Account is null || response == "lock" ? off : await accounts.ChangeAsync(account.UserName, new AccountChange { Disabled = false }, policy, cancellationToken);
    }
}
