using System.Text.Json.Serialization;

namespace Carewright.Security;

/// <summary>Names of what proves a person beside the password.</summary>
public static class FactorKinds
{
    /// <summary>An authenticator app (RFC 6238).</summary>
    public const string Totp = "totp";

    /// <summary>A passkey or security key (WebAuthn).</summary>
    public const string Passkey = "passkey";

    /// <summary>A recovery code: in place of a factor that is not at hand.</summary>
    public const string Recovery = "recovery";

    /// <summary>A code that an administrator handed over after a reset; it opens nothing but the setting-up of new factors.</summary>
    public const string EnrolmentCode = "enrolment-code";

    /// <summary>Kinds that a policy can ask for.</summary>
    public static IReadOnlyList<string> Enrollable { get; } = [Totp, Passkey];
}

/// <summary>What an account can prove itself by beside its password. Kept sealed in the store's private table.</summary>
/// <param name="UserName">Whose.</param>
public sealed record AccountFactors(string UserName)
{
    /// <summary>The authenticator app; null when there is none.</summary>
    public TotpFactor? Totp { get; init; }

    /// <summary>A secret that has been shown and not yet confirmed by a code.</summary>
    public PendingTotp? PendingTotp { get; init; }

    /// <summary>Recovery codes left; null when none were made.</summary>
    public OneTimeCodes? RecoveryCodes { get; init; }

    /// <summary>What passkeys know the account by (WebAuthn level 3, user handle): random, for a passkey must not carry a name. Null until there is one.</summary>
    public string? Handle { get; init; }

    /// <summary>Passkeys and security keys.</summary>
    public IReadOnlyList<Passkey> Passkeys { get; init; } = [];

    /// <summary>After a reset: the code without which nothing new can be set up.</summary>
    public EnrolmentCode? EnrolmentCode { get; init; }

    /// <summary>Leave to go without; null when there is none.</summary>
    public FactorLeave? Leave { get; init; }

    /// <summary>The kinds this account can prove itself by now, recovery codes left out.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Kinds => [.. new[] { Totp is null ? null : FactorKinds.Totp, Passkeys.Count == 0 ? null : FactorKinds.Passkey }.OfType<string>()];

    /// <summary>Whether there is any second factor.</summary>
    [JsonIgnore]
    public bool HasAny => Totp is not null || Passkeys.Count > 0;
}

/// <summary>An authenticator app.</summary>
/// <param name="Secret">Shared with the app.</param>
/// <param name="LastStep">The last half-minute whose code was taken.</param>
/// <param name="AddedAt">UTC.</param>
/// <param name="LastUsed">UTC.</param>
public sealed record TotpFactor(byte[] Secret, long LastStep, DateTimeOffset AddedAt, DateTimeOffset LastUsed);

/// <summary>An authenticator app that is being set up.</summary>
/// <param name="Secret">Shown to the person.</param>
/// <param name="Session">The session that asked for it; no other can confirm it.</param>
/// <param name="EndsAt">UTC.</param>
public sealed record PendingTotp(byte[] Secret, string Session, DateTimeOffset EndsAt);

/// <summary>A code handed over by an administrator.</summary>
/// <param name="Code">Its hash.</param>
/// <param name="EndsAt">UTC.</param>
public sealed record EnrolmentCode(OneTimeCodes Code, DateTimeOffset EndsAt);

/// <summary>Leave to go without a second factor that the policy asks for.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Until">UTC; there is no leave for good.</param>
/// <param name="By">Who gave it.</param>
/// <param name="At">UTC.</param>
public sealed record FactorLeave(string Reason, DateTimeOffset Until, string By, DateTimeOffset At);

/// <summary>A WebAuthn credential (WebAuthn level 3, section 4, credential record).</summary>
/// <param name="Id">Credential id.</param>
/// <param name="PublicKey">COSE key.</param>
/// <param name="Name">As its owner calls it.</param>
/// <param name="SignCount">The authenticator's counter when it was last used; zero where it has none.</param>
/// <param name="AddedAt">UTC.</param>
/// <param name="LastUsed">UTC; null: never.</param>
public sealed record Passkey(byte[] Id, byte[] PublicKey, string Name, uint SignCount, DateTimeOffset AddedAt, DateTimeOffset? LastUsed)
{
    /// <summary>How the browser reaches it: <c>internal</c>, <c>hybrid</c>, <c>usb</c>, ...</summary>
    public IReadOnlyList<string> Transports { get; init; } = [];

    /// <summary>Whether it checked its user (PIN, finger, face) when it was made.</summary>
    public bool IsUserVerified { get; init; }

    /// <summary>Whether it can be copied to other devices.</summary>
    public bool IsBackupEligible { get; init; }

    /// <summary>Whether it has been.</summary>
    public bool IsBackedUp { get; init; }

    /// <summary>What the authenticator said at its making.</summary>
    public byte[] AttestationObject { get; init; } = [];

    /// <summary>What the browser said at its making.</summary>
    public byte[] ClientDataJson { get; init; } = [];
}

[JsonSerializable(typeof(AccountFactors))]
internal sealed partial class FactorJson : JsonSerializerContext;
