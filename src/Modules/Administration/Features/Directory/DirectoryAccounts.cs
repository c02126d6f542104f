using System.Collections.Concurrent;
using Carewright.Administration.Http;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Features;

/// <summary>The account that an identity opens, or why it opens none.</summary>
/// <param name="Account">The account; null when there is none.</param>
/// <param name="Code">What is told: <c>not-linked</c> or <c>no-access</c>.</param>
/// <param name="Rule">What the log says.</param>
/// <param name="Named">Whose account it would be, for the log.</param>
internal sealed record Resolved(Account? Account, string Code = "", string Rule = "", Account? Named = null);

/// <summary>
/// Finds the account of an identity: by its link, and only by it; makes the link, or the account, where the clinic has said so; and holds the role against the groups at every sign-in.
/// </summary>
internal sealed class DirectoryAccounts(AccountRegister accounts, DirectoryLinks links, PolicyShelf policies, WaitingIdentities waiting, Recorder recorder, TimeProvider time)
{
    public async Task<Resolved> ResolveAsync(HttpContext context, StaffDirectory directory, DirectoryIdentity identity)
    {
        var role = directory.Roles.FirstOrDefault(rule => identity.Groups.Contains(rule.Group, StringComparer.Ordinal))?.Role;
        var link = links.Find(directory.Issuer, identity.Subject);
        if (directory.Roles.Count > 0 && role is null)
            return await EndAsync(context, directory, link);
        link ??= await LinkByNameAsync(context, directory, identity) ?? await MakeAsync(context, directory, identity, role);
        if (link is null)
        {
            waiting.Remember(directory, identity);
            return new Resolved(null, "not-linked", "not linked");
        }
        if (accounts.Find(link.UserName) is not { IsDisabled: false } account)
            return new Resolved(null, "no-access", "account disabled", accounts.Find(link.UserName));
        return role is null || role == account.Role ? new Resolved(account) : await MoveAsync(context, directory, account, role);
    }

    // Left the groups: what the account has open elsewhere ends, too.
    private async Task<Resolved> EndAsync(HttpContext context, StaffDirectory directory, DirectoryLink? link)
    {
        if (link is null || accounts.Find(link.UserName) is not { } account)
            return new Resolved(null, "no-access", "no group");
        await accounts.RenewStampAsync(account.UserName, CancellationToken.None);
        await RecordAsync(context, account, "access-end", directory, "left the groups");
        return new Resolved(null, "no-access", "left the groups", account);
    }

    private async Task<Resolved> MoveAsync(HttpContext context, StaffDirectory directory, Account account, string role)
    {
        var outcome = await accounts.ChangeAsync(account.UserName, new AccountChange(Role: role), policies.Current, CancellationToken.None);
        if (outcome.Account is not { } moved)
            return new Resolved(null, "no-access", $"role: {outcome.Issues[0].Code}", account);
        return await RecordAsync(context, moved, "user-update", directory, $"role by group: {role}") ? new Resolved(moved) : new Resolved(null, "no-access", "not on record", account);
    }

    // Administrators are linked by administrators alone: a name in a directory must not be enough for the keys of the house.
    private async Task<DirectoryLink?> LinkByNameAsync(HttpContext context, StaffDirectory directory, DirectoryIdentity identity) =>
        directory.LinksByName && NameOf(directory, identity) is { } name && accounts.Find(name) is { IsDisabled: false } account && account.Role is not (Roles.Administrator or Roles.SystemInterface)
            ? await AddAsync(context, directory, identity, account.UserName, "name-rule")
            : null;

    private async Task<DirectoryLink?> MakeAsync(HttpContext context, StaffDirectory directory, DirectoryIdentity identity, string? role)
    {
        if (!directory.MakesAccounts || role is null || NameOf(directory, identity) is not { } name || accounts.Find(name) is not null)
            return null;
        var display = identity.Display.Length is > 0 and <= 120 ? identity.Display : name;
        var outcome = await accounts.CreateAsync(new AccountDraft(name, display, role, null, null, null, null), policies.Current, CancellationToken.None, isOfDirectory: true);
        return outcome.Account is { } made ? await AddAsync(context, directory, identity, made.UserName, "new-account") : null;
    }

    private async Task<DirectoryLink?> AddAsync(HttpContext context, StaffDirectory directory, DirectoryIdentity identity, string userName, string by)
    {
        var link = new DirectoryLink(directory.Id, directory.Issuer, identity.Subject, userName, by, time.GetUtcNow());
        if (await links.AddAsync(link, CancellationToken.None) is not null)
            return null;
        // Sessions that rest on a password from before end: from now on the directory decides.
        if (await accounts.RenewStampAsync(userName, CancellationToken.None) is not { } account)
            return null;
        return await RecordAsync(context, account, "directory-link", directory, by) ? link : null;
    }

    private async Task<bool> RecordAsync(HttpContext context, Account account, string interaction, StaffDirectory directory, string rule) =>
        await recorder.RecordAsync(Actors.Of(context, account, null), new AuditedAction("update", interaction, StatusCodes.Status200OK) { Query = $"directory={directory.Id}&userName={account.UserName}", Rule = rule });

    private static string? NameOf(StaffDirectory directory, DirectoryIdentity identity)
    {
        if (identity.Name is not { } name || !name.EndsWith(directory.NameSuffix, StringComparison.OrdinalIgnoreCase))
            return null;
        var own = AccountRules.Fold(name[..^directory.NameSuffix.Length]);
        return own.Length is >= 2 and <= 64 ? own : null;
    }
}

/// <summary>Identities that came and have no account, for an administrator to link. In memory: whoever still wants in comes again.</summary>
internal sealed class WaitingIdentities(TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan s_life = TimeSpan.FromDays(7);
    private readonly ConcurrentDictionary<(string DirectoryId, string Subject), WaitingIdentity> _all = new();

    public void Remember(StaffDirectory directory, DirectoryIdentity identity)
    {
        foreach (var old in _all.Values.Where(one => one.LastSeen < time.GetUtcNow() - s_life).Concat(_all.Values.OrderByDescending(one => one.LastSeen).Skip(Most - 1)).ToList())
            _all.TryRemove((old.DirectoryId, old.Subject), out _);
        _all[(directory.Id, identity.Subject)] = new WaitingIdentity(directory.Id, identity.Subject, identity.Display, identity.Name, time.GetUtcNow());
    }

    public void Forget(string directoryId, string subject) => _all.TryRemove((directoryId, subject), out _);

    public IReadOnlyList<WaitingIdentity> Of(string directoryId) => [.. _all.Values.Where(one => one.DirectoryId == directoryId).OrderByDescending(one => one.LastSeen)];
}

/// <summary>An identity without an account.</summary>
internal sealed record WaitingIdentity(string DirectoryId, string Subject, string Display, string? Name, DateTimeOffset LastSeen);
