using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Gateway;
using Carewright.Gateway.Proxies;
using Carewright.Gateway.Staffing;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Staffing;

/// <summary>
/// Holds accounts against the staff in the record: whoever no longer works here loses access at once, sessions and tokens included. It never gives any: an account that was ended stays
/// so until an administrator enables it, and another role is proposed to them, not put on.
/// </summary>
internal sealed class StaffCheck(AccountRegister accounts, StaffStandings standings, StaffNotices notices, PolicyShelf policies, Recorder recorder, TimeProvider time, RecordGateway gateway)
{
    private static readonly Actor s_actor = new("staff", "Staff in the record", Roles.SystemInterface, null, null, null, "job", "local", "HSYSADMIN", null);

    /// <summary>Why an account of this person can have no access; null when it can.</summary>
    public string? EndedBecause(string? person) => standings.Of(person, time.GetUtcNow()).Ended;

    /// <summary>Why this account can have no access; null when it can. A proxy's rests on whom it represents: one that represents nobody is nobody's.</summary>
    public string? EndedBecause(Account account) => StandingOf(account).Ended;

    /// <summary>Checks all accounts.</summary>
    /// <returns>When to look again although nothing was written, UTC; null: no period begins or ends.</returns>
    public async Task<DateTimeOffset?> CheckAllAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        foreach (var account in accounts.All.Where(account => account is { IsDisabled: false, FhirUser: not null }))
        {
            var standing = StandingOf(account);
            if (standing.Ended is { } why)
                await EndAsync(account, why, cancellationToken);
            else if (ProposedRoles.For(account.Role, standing.Codes) is { } role)
                await TellAsync("role-proposed", account, role, cancellationToken);
            if (standing.NextChange is { } change && (next is null || change < next))
                next = change;
        }
        return next;
    }

    private StaffStanding StandingOf(Account account)
    {
        if (account.Role != Roles.Proxy)
            return standings.Of(account.FhirUser, time.GetUtcNow());
        var (hasEnded, next) = gateway.Rights.Proxies.StandingOf(account.UserName);
        return new StaffStanding(hasEnded ? ProxyEnds.None : null, next, []);
    }

    private async Task EndAsync(Account account, string why, CancellationToken cancellationToken)
    {
        // First the access, then the record of it: a busy log must not keep a door open.
        var outcome = await accounts.ChangeAsync(account.UserName, new AccountChange(Disabled: true), policies.Current, cancellationToken);
        var hasEnded = outcome.Account is not null;
        if (!await TellAsync(hasEnded ? "access-ended" : "access-not-ended", account, why, cancellationToken))
            return;
        var action = new AuditedAction("update", "access-end", hasEnded ? StatusCodes.Status200OK : StatusCodes.Status409Conflict, hasEnded ? AuditOutcome.Success : AuditOutcome.Refused)
        {
            Query = $"userName={account.UserName}&person={account.FhirUser}",
            Rule = why,
        };
        await recorder.RecordAsync(s_actor, action);
    }

    private Task<bool> TellAsync(string kind, Account account, string detail, CancellationToken cancellationToken) =>
        notices.TellAsync(new StaffNotice($"{kind}.{account.UserName}.{detail}", kind, account.UserName, detail, time.GetUtcNow()), cancellationToken);
}
