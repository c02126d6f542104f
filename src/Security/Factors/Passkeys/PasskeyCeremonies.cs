using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Carewright.Security;

/// <summary>A passkey ceremony that has begun.</summary>
/// <param name="Challenge">Names it in its second step.</param>
/// <param name="Options">JSON for <c>navigator.credentials</c> (WebAuthn level 3, sections 5.4 and 5.5).</param>
public sealed record PasskeyCeremony(string Challenge, string Options);

/// <summary>
/// Making and using passkeys (WebAuthn level 3, sections 7.1 and 7.2), by ASP.NET Core Identity's own code over our accounts. The authenticator must check its user (PIN, finger, face),
/// so that a passkey is two factors. What is to be signed stays in this process, is bound to the address, and is good for one answer. Safe to call from many threads.
/// </summary>
public sealed class PasskeyCeremonies : IDisposable
{
    private const string Creating = "passkey-create";
    private const string Confirming = "passkey-confirm";
    private const int MaxName = 60;
    private const int MaxPasskeys = 10;
    private const int HandleBytes = 16;
    private readonly FactorRegister _factors;
    private readonly SignInChallenges _challenges;
    private readonly TimeProvider _time;
    private readonly UserManager<Account> _users;
    private readonly PasskeyHandler<Account> _handler;

    /// <summary>Ceremonies over the accounts of a store.</summary>
    public PasskeyCeremonies(FactorRegister factors, AccountRegister accounts, SignInChallenges challenges, TimeProvider time)
    {
        (_factors, _challenges, _time) = (factors, challenges, time);
        _users = PasskeyUsers.ManagerOver(factors, accounts);
        _handler = new PasskeyHandler<Account>(_users, Options.Create(new IdentityPasskeyOptions
        {
            AuthenticatorTimeout = SignInChallenges.Lifetime,
            UserVerificationRequirement = "required",
            ResidentKeyRequirement = "preferred",
            AttestationConveyancePreference = "none",
            ValidateOrigin = context => ValueTask.FromResult(IsOwnOrigin(context)),
        }));
    }

    /// <summary>Begins the making of a passkey.</summary>
    /// <returns>Null when the account has as many as it may have.</returns>
    public async Task<PasskeyCeremony?> BeginCreationAsync(Account account, string address, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(account);
        var has = await _factors.ChangeAsync(account.UserName, HandleOf, context.RequestAborted) ?? _factors.Of(account.UserName);
        if (has.Passkeys.Count >= MaxPasskeys)
            return null;
        var options = await _handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = has.Handle!, Name = account.UserName, DisplayName = account.Display }, context);
        var (secret, challenge) = _challenges.Begin(account, address, [Creating]);
        challenge.PasskeyState = options.AttestationState;
        return new PasskeyCeremony(secret, options.CreationOptionsJson);
    }

    /// <summary>Ends it: the passkey is kept.</summary>
    /// <returns>False when the answer is not one to what was asked of this account.</returns>
    public async Task<bool> FinishCreationAsync(Account account, string challenge, string credentialJson, string? name, string address, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (Take(challenge, address, Creating, account.UserName) is not { } state)
            return false;
        var result = await _handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = credentialJson, AttestationState = state });
        return result is { Succeeded: true, Passkey.IsUserVerified: true } && await KeepAsync(account, result.Passkey, Named(name), context.RequestAborted);
    }

    /// <summary>Begins the use of a passkey: as the second step of a sign-in, or, without one, as the whole of a sign-in by whoever holds it.</summary>
    /// <param name="signIn">The half-way sign-in; null: none.</param>
    /// <param name="accounts">To find its account by.</param>
    /// <param name="address">Network address.</param>
    /// <param name="context">The request.</param>
    /// <returns>Null when the sign-in has ended or takes no passkey.</returns>
    public async Task<PasskeyCeremony?> BeginSignInAsync(string? signIn, AccountRegister accounts, string address, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        var (secret, challenge, account) = (signIn, default(SignInChallenge), default(Account));
        if (signIn is not null)
        {
            challenge = _challenges.Find(signIn, address);
            if (challenge?.UserName is not { } name || !challenge.Kinds.Contains(FactorKinds.Passkey, StringComparer.Ordinal) || (account = accounts.Find(name)) is null)
                return null;
        }
        var options = await _handler.MakeRequestOptionsAsync(account, context);
        if (challenge is null)
            (secret, challenge) = _challenges.Begin(null, address, [FactorKinds.Passkey]);
        challenge.PasskeyState = options.AssertionState;
        return new PasskeyCeremony(secret!, options.RequestOptionsJson);
    }

    /// <summary>Begins the use of a passkey by somebody who is signed in and is asked once more.</summary>
    public async Task<PasskeyCeremony> BeginConfirmationAsync(Account account, string address, HttpContext context)
    {
        var options = await _handler.MakeRequestOptionsAsync(account, context);
        var (secret, challenge) = _challenges.Begin(account, address, [Confirming]);
        challenge.PasskeyState = options.AssertionState;
        return new PasskeyCeremony(secret, options.RequestOptionsJson);
    }

    /// <summary>The proof for the second step of a sign-in.</summary>
    public IFactorProof ProofOf(string challenge, string credentialJson, string address, HttpContext context) => new Proof(this, challenge, FactorKinds.Passkey, credentialJson, address, context);

    /// <summary>The proof for somebody who is asked once more.</summary>
    public IFactorProof ConfirmationOf(string challenge, string credentialJson, string address, HttpContext context) => new Proof(this, challenge, Confirming, credentialJson, address, context);

    /// <summary>Whether a challenge is that of a sign-in by passkey alone.</summary>
    public bool IsAlone(string challenge, string address) => _challenges.Find(challenge, address) is { UserName: null };

    /// <summary>Ends a sign-in by passkey alone.</summary>
    /// <returns>Whose passkey signed, and what that proves; null when it is nobody's or the signature is wrong.</returns>
    public async Task<(Account Account, IReadOnlyList<string> Methods)?> FinishAloneAsync(string challenge, string credentialJson, string address, HttpContext context)
    {
        var state = Take(challenge, address, FactorKinds.Passkey, null);
        _challenges.End(challenge);
        return state is not null && await AssertAsync(state, credentialJson, context) is { } account ? (account, s_methods) : null;
    }

    /// <inheritdoc />
    public void Dispose() => _users.Dispose();

    private static readonly IReadOnlyList<string> s_methods = [AuthenticationMethods.Key, AuthenticationMethods.UserVerified];

    private static AccountFactors? HandleOf(AccountFactors has) => has.Handle is null ? has with { Handle = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(HandleBytes)) } : null;

    private static string Named(string? name)
    {
        var text = string.Concat((name ?? "").Where(character => !char.IsControl(character))).Trim();
        return text.Length == 0 ? "Passkey" : text.Length > MaxName ? text[..MaxName] : text;
    }

    // Exactly this origin: a page of another one, or a frame in one, may not use our passkeys.
    private static bool IsOwnOrigin(PasskeyOriginValidationContext context) =>
        !context.CrossOrigin && context.TopOrigin is null && context.Origin == $"{context.HttpContext.Request.Scheme}://{context.HttpContext.Request.Host}";

    private string? Take(string secret, string address, string purpose, string? userName)
    {
        if (_challenges.Find(secret, address) is not { } challenge || challenge.UserName != userName || !challenge.Kinds.Contains(purpose, StringComparer.Ordinal))
            return null;
        return Interlocked.Exchange(ref challenge.PasskeyState, null);
    }

    private async Task<bool> KeepAsync(Account account, UserPasskeyInfo made, string name, CancellationToken cancellationToken)
    {
        var passkey = new Passkey(made.CredentialId, made.PublicKey, name, made.SignCount, _time.GetUtcNow(), null)
        {
            Transports = made.Transports ?? [],
            IsUserVerified = made.IsUserVerified,
            IsBackupEligible = made.IsBackupEligible,
            IsBackedUp = made.IsBackedUp,
            AttestationObject = made.AttestationObject,
            ClientDataJson = made.ClientDataJson,
        };
        return _factors.FindByPasskey(passkey.Id) is null
            && await _factors.ChangeAsync(account.UserName, has => has.Passkeys.Count >= MaxPasskeys ? null : has with { Passkeys = [.. has.Passkeys, passkey], EnrolmentCode = null }, cancellationToken) is not null;
    }

    private async Task<Account?> AssertAsync(string state, string credentialJson, HttpContext context)
    {
        var result = await _handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = credentialJson, AssertionState = state });
        if (result is not { Succeeded: true, User: { } account, Passkey: { } used })
            return null;
        var now = _time.GetUtcNow();
        // Compared once more under the register's lock: of two answers with one counter the second is a copy's.
        var kept = await _factors.ChangeAsync(account.UserName, has => Used(has, used, now), context.RequestAborted);
        return kept is null ? null : account;
    }

    private static AccountFactors? Used(AccountFactors has, UserPasskeyInfo used, DateTimeOffset now)
    {
        var before = has.Passkeys.FirstOrDefault(passkey => passkey.Id.AsSpan().SequenceEqual(used.CredentialId));
        if (before is null || (used.SignCount <= before.SignCount && (used.SignCount | before.SignCount) != 0))
            return null;
        var after = before with { SignCount = used.SignCount, LastUsed = now, IsBackedUp = used.IsBackedUp };
        return has with { Passkeys = [.. has.Passkeys.Select(passkey => passkey == before ? after : passkey)] };
    }

    private sealed class Proof(PasskeyCeremonies ceremonies, string challenge, string purpose, string credentialJson, string address, HttpContext context) : IFactorProof
    {
        public string Kind => FactorKinds.Passkey;

        public async Task<IReadOnlyList<string>?> VerifyAsync(Account account, CancellationToken cancellationToken) =>
            ceremonies.Take(challenge, address, purpose, account.UserName) is { } state && await ceremonies.AssertAsync(state, credentialJson, context) is { } found && found.UserName == account.UserName ? s_methods : null;
    }
}
