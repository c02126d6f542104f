using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Carewright.Storage;

namespace Carewright.Security;

/// <summary>Whose account an identity of a directory is.</summary>
/// <param name="DirectoryId">Which directory.</param>
/// <param name="Issuer">Its issuer; together with <paramref name="Subject"/> the only name that no other identity ever has (OpenID Connect Core 1.0, section 5.7).</param>
/// <param name="Subject">The <c>sub</c>.</param>
/// <param name="UserName">The account.</param>
/// <param name="By">Who made the link: an administrator's name, <c>name-rule</c> or <c>new-account</c>.</param>
/// <param name="At">UTC.</param>
public sealed record DirectoryLink(string DirectoryId, string Issuer, string Subject, string UserName, string By, DateTimeOffset At)
{
    /// <summary>Whether the account's password from before ended with the link; false of links that were made when it did not.</summary>
    public bool HasEndedPassword { get; init; }
}

/// <summary>
/// Links between identities of directories and accounts, one to one, durable in the private table. An account that has one signs in by its directory alone, and its password from before ends with the link: who was let
/// in by the directory alone must not come back by an old password when the directory, or the link, is gone. Then nothing opens the account until an administrator gives it a password. Safe to call from many threads.
/// </summary>
public sealed class DirectoryLinks : IDisposable
{
    private const string Kind = "directory-link";
    private readonly IPrivateTable _table;
    private readonly AccountRegister _accounts;
    private readonly ConcurrentDictionary<string, DirectoryLink> _all = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Opens the links of a store.</summary>
    public DirectoryLinks(IPrivateTable table, AccountRegister accounts)
    {
        ArgumentNullException.ThrowIfNull(table);
        (_table, _accounts) = (table, accounts);
        foreach (var (key, json) in table.List(Kind))
            _all[key] = JsonSerializer.Deserialize(json, DirectoryJson.Default.DirectoryLink) ?? throw new InvalidDataException("A link to a directory in the store is empty.");
    }

    /// <summary>All links, by account.</summary>
    public IReadOnlyList<DirectoryLink> All => [.. _all.Values.OrderBy(link => link.UserName, StringComparer.Ordinal)];

    /// <summary>The link of an identity; null when it is nobody's.</summary>
    public DirectoryLink? Find(string issuer, string subject) => _all.GetValueOrDefault(KeyOf(issuer, subject));

    /// <summary>The link of an account; null when it has none.</summary>
    public DirectoryLink? Of(string userName)
    {
        var name = AccountRules.Fold(userName);
        return _all.Values.FirstOrDefault(link => link.UserName == name);
    }

    /// <summary>Whether a directory vouches for the account, so that nothing else opens it.</summary>
    public bool IsLinked(string userName) => Of(userName) is not null;

    /// <summary>Links an identity with an account that has no link.</summary>
    /// <returns>Null when it is done; else why not: <c>no-such-user</c>, <c>linked-already</c>, or <c>last-local-administrator</c>, because nobody could manage users while the directory is away.</returns>
    public async Task<string?> AddAsync(DirectoryLink link, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_accounts.Find(link.UserName) is not { } account)
                return "no-such-user";
            if (IsLinked(account.UserName) || Find(link.Issuer, link.Subject) is not null)
                return "linked-already";
            if (IsLocalAdministrator(account) && _accounts.All.Count(IsLocalAdministrator) == 1)
                return "last-local-administrator";
            var made = link with { UserName = account.UserName, HasEndedPassword = false };
            await KeepAsync(made, cancellationToken);
            // In this order: broken off between the two, the password ends with the link's end.
            await _accounts.EndPasswordAsync(account.UserName, cancellationToken);
            await KeepAsync(made with { HasEndedPassword = true }, cancellationToken);
            return null;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Ends links, durably.</summary>
    /// <returns>The accounts that had one.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(Func<DirectoryLink, bool> which, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(which);
        var ended = new List<string>();
        foreach (var (key, link) in _all)
            if (which(link))
            {
                // While the link is there the password opens nothing: at no moment does it come back.
                if (!link.HasEndedPassword)
                    await _accounts.EndPasswordAsync(link.UserName, cancellationToken);
                if (!_all.TryRemove(key, out _))
                    continue;
                await _table.PutAsync(Kind, key, null, cancellationToken);
                ended.Add(link.UserName);
            }
        return ended;
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private async Task KeepAsync(DirectoryLink link, CancellationToken cancellationToken)
    {
        var key = KeyOf(link.Issuer, link.Subject);
        await _table.PutAsync(Kind, key, JsonSerializer.SerializeToUtf8Bytes(link, DirectoryJson.Default.DirectoryLink), cancellationToken);
        _all[key] = link;
    }

    private bool IsLocalAdministrator(Account account) => account is { Role: Roles.Administrator, IsDisabled: false, PasswordHash: not null } && !IsLinked(account.UserName);

    private static string KeyOf(string issuer, string subject) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")));
}
