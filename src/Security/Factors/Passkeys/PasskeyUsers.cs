using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Carewright.Security;

/// <summary>
/// The accounts as ASP.NET Core Identity's WebAuthn code asks for them: by the opaque handle that passkeys know them by, with their credential records. It makes and changes no accounts.
/// </summary>
internal sealed class PasskeyUsers(FactorRegister factors, AccountRegister accounts) : IUserPasskeyStore<Account>
{
    public static UserManager<Account> ManagerOver(FactorRegister factors, AccountRegister accounts) => new(
        new PasskeyUsers(factors, accounts), Options.Create(new IdentityOptions()), new PasswordHasher<Account>(), [], [], new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(),
        null!, NullLogger<UserManager<Account>>.Instance);

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(factors.Of(user.UserName).Handle ?? "");

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(factors.FindByHandle(userId) is { } found ? accounts.Find(found.UserName) : null);

    public Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(factors.FindByPasskey(credentialId) is { } found ? accounts.Find(found.UserName) : null);

    public Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(factors.Of(user.UserName).Passkeys.FirstOrDefault(passkey => passkey.Id.AsSpan().SequenceEqual(credentialId)) is { } found ? InfoOf(found) : null);

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. factors.Of(user.UserName).Passkeys.Select(InfoOf)]);

    public void Dispose()
    {
        // It holds nothing of its own.
    }

    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw Foreign();

    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) => throw Foreign();

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => throw Foreign();

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserName);

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => throw Foreign();

    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => throw Foreign();

    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => throw Foreign();

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw Foreign();

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult(accounts.Find(normalizedUserName));

    private static InvalidOperationException Foreign() => new("Accounts and factors are changed by their registers alone.");

    private static UserPasskeyInfo InfoOf(Passkey passkey) => new(
        passkey.Id, passkey.PublicKey, passkey.AddedAt, passkey.SignCount, [.. passkey.Transports], passkey.IsUserVerified, passkey.IsBackupEligible, passkey.IsBackedUp, passkey.AttestationObject, passkey.ClientDataJson)
    {
        Name = passkey.Name,
    };
}
