using System.Buffers.Text;
using System.Security.Cryptography;
using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.Smart.Features;

/// <summary>Approves, stops and removes apps. A backend app gets an account of its own when it is approved, so that the policy's role of partner systems bounds it like everybody else.</summary>
internal sealed class AppApproval(AppRegister apps, AppGrants grants, AccountRegister accounts, PolicyShelf policies, TimeProvider time)
{
    public async Task<AppOutcome> ApproveAsync(RegisteredApp app, string by, CancellationToken cancellationToken)
    {
        var name = app.IsBackend ? $"app.{app.ClientId}" : null;
        if (name is not null && await OpenAccountAsync(app, name, cancellationToken) is { Count: > 0 } issues)
            return new AppOutcome(null, null, issues);
        return new AppOutcome(await DecideAsync(app, AppState.Approved, by, name, cancellationToken), null, []);
    }

    /// <summary>Stops an app: none of its tokens works from here on, and its grants do not come back with it.</summary>
    public async Task<AppOutcome> SuspendAsync(RegisteredApp app, string by, CancellationToken cancellationToken)
    {
        var suspended = await DecideAsync(app, AppState.Suspended, by, app.Account, cancellationToken);
        await grants.EndAsync(grant => grant.ClientId == app.ClientId);
        return new AppOutcome(suspended, null, []);
    }

    public async Task RemoveAsync(RegisteredApp app, CancellationToken cancellationToken)
    {
        await apps.RemoveAsync(app.ClientId, cancellationToken);
        await grants.EndAsync(grant => grant.ClientId == app.ClientId);
        if (app.Account is { } account)
            await accounts.ChangeAsync(account, new AccountChange(Disabled: true), policies.Current, cancellationToken);
    }

    private Task<RegisteredApp?> DecideAsync(RegisteredApp app, AppState state, string by, string? account, CancellationToken cancellationToken) =>
        apps.ChangeAsync(app.ClientId, one => one with { State = state, DecidedBy = by, DecidedAt = time.GetUtcNow(), Account = account }, cancellationToken);

    private async Task<IReadOnlyList<Issue>> OpenAccountAsync(RegisteredApp app, string name, CancellationToken cancellationToken)
    {
        if (accounts.Find(name) is { } there)
            return there.IsDisabled ? (await accounts.ChangeAsync(name, new AccountChange(Disabled: false), policies.Current, cancellationToken)).Issues : [];
        // Nobody knows the password, and nobody can: the account works by the app's key alone.
        var draft = new AccountDraft(name, app.Name, Roles.SystemInterface, null, null, null, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        return (await accounts.CreateAsync(draft, policies.Current, cancellationToken)).Issues;
    }
}
