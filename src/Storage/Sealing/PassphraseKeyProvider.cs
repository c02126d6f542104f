using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.Storage.Sealing;

/// <summary>
/// Wraps the tenant key under a key derived from a passphrase: PBKDF2 with SHA-512, a salt of its own (16 random bytes) and at least 600,000 rounds.
/// The rounds lie beside the salt, so that they can rise without breaking older stores.
/// </summary>
public sealed class PassphraseKeyProvider : ITenantKeyProvider
{
    /// <summary>Fewest rounds that are accepted, for wrapping and for unwrapping: a thief may not lower them on disk.</summary>
    public const int MinimumRounds = 600_000;

    /// <summary>Name of a provider whose passphrase is the code of a recovery kit.</summary>
    public const string RecoveryName = "recovery";

    private const int MaximumRounds = 100_000_000;
    private const int SaltSize = 16;
    private readonly byte[] _passphrase;
    private readonly int _rounds;

    /// <summary>A provider for one passphrase.</summary>
    /// <param name="passphrase">Not empty. Compared as normalised (NFKC) UTF-8.</param>
    /// <param name="rounds">Rounds for newly wrapped keys, at least <see cref="MinimumRounds"/>.</param>
    public PassphraseKeyProvider(string passphrase, int rounds = MinimumRounds)
    {
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, MinimumRounds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rounds, MaximumRounds);
        _passphrase = Encoding.UTF8.GetBytes(passphrase.Normalize(NormalizationForm.FormKC));
        _rounds = rounds;
    }

    /// <inheritdoc />
    public string Name { get; private init; } = "passphrase";

    /// <summary>A provider for the code of a recovery kit, as it is typed: case, spaces and hyphens do not matter, and letters that are no digits are taken for them (O for 0, I and L for 1).</summary>
    public static PassphraseKeyProvider ForRecovery(string code) => new(RecoveryCode.Fold(code)) { Name = RecoveryName };

    /// <inheritdoc />
    public ValueTask<WrappedTenantKey> WrapAsync(ReadOnlyMemory<byte> tenantKey, CancellationToken cancellationToken)
    {
        var parameters = new byte[4 + SaltSize];
        BinaryPrimitives.WriteInt32LittleEndian(parameters, _rounds);
        RandomNumberGenerator.Fill(parameters.AsSpan(4));
        var key = Derive(parameters);
        return ValueTask.FromResult(new WrappedTenantKey(Name, parameters, Seal.Close(key, tenantKey.Span, parameters)));
    }

    /// <inheritdoc />
    public ValueTask<byte[]> UnwrapAsync(WrappedTenantKey wrapped, CancellationToken cancellationToken)
    {
        if (wrapped.Provider != Name)
            throw new WrongKeyException($"This store's key is held by '{wrapped.Provider}', not by a {Name}.");
        if (wrapped.Parameters.Length != 4 + SaltSize || BinaryPrimitives.ReadInt32LittleEndian(wrapped.Parameters) is < MinimumRounds or > MaximumRounds)
            throw new WrongKeyException("The parameters of the wrapped key are damaged.");
        try
        {
            return ValueTask.FromResult(Seal.Open(Derive(wrapped.Parameters), wrapped.Sealed, wrapped.Parameters));
        }
        catch (SealBrokenException)
        {
            throw new WrongKeyException(Name == RecoveryName ? "The code is not the one of this store's recovery kit." : "The passphrase is not the one this store was created with.");
        }
    }

    private byte[] Derive(byte[] parameters) =>
        Rfc2898DeriveBytes.Pbkdf2(_passphrase, parameters.AsSpan(4), BinaryPrimitives.ReadInt32LittleEndian(parameters), HashAlgorithmName.SHA512, Seal.KeySize);
}
