using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Security;

/// <summary>
/// The tenant's token-signing keys: ECDSA P-384 (ES384) and RSA 3072 (RS384, RS256 for clients that know nothing else), kept sealed in the store, so that the command line and the server sign
/// with the same ones. They rotate by themselves: a new key is published a day before it signs, and the old one stays published until what it has signed is no longer valid. Safe to call
/// from many threads.
/// </summary>
public sealed class SigningKeys : IDisposable
{
    private const string Kind = "token-key";
    private const int RsaBits = 3072;
    private readonly IPrivateTable _table;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _making = new(1, 1);
    private volatile IReadOnlyList<TokenKey> _keys;

    private SigningKeys(IPrivateTable table, TimeProvider time)
    {
        (_table, _time) = (table, time);
        _keys = [.. table.List(Kind).Select(row => TokenKey.Open(row.Value)).OrderBy(key => key.UsedFrom)];
    }

    /// <summary>How long a key signs.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromDays(90);

    /// <summary>How long before its first signature a key is published: clients keep what they have fetched for a while.</summary>
    public static TimeSpan Ahead { get; } = TimeSpan.FromDays(1);

    /// <summary>How long a key stays published after its last signature; no token lives longer (<see cref="AccessTokens.MaxLifetime"/>).</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(1);

    /// <summary>The keys that are published now.</summary>
    public IReadOnlyList<JsonWebKey> Published => [.. _keys.Select(key => key.ToPublic())];

    /// <summary>Opens the keys of a store; makes the first elliptic one when there is none, and what is due.</summary>
    public static async Task<SigningKeys> OpenAsync(IPrivateTable table, TimeProvider time, CancellationToken cancellationToken)
    {
        var keys = new SigningKeys(table, time);
        await keys.RotateAsync(cancellationToken);
        return keys;
    }

    /// <summary>Makes and publishes the keys that are due, and removes those that nothing needs any more. Call it about once an hour.</summary>
    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            await MakeDueAsync(TokenKeyForm.Elliptic, cancellationToken);
            if (_keys.Any(key => key.Form == TokenKeyForm.Rsa))
                await MakeDueAsync(TokenKeyForm.Rsa, cancellationToken);
            await RemoveOldAsync(cancellationToken);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <summary>Makes the first RSA key when there is none: it takes about a second, so that only those who need it wait for it.</summary>
    public async Task EnsureRsaAsync(CancellationToken cancellationToken)
    {
        if (_keys.Any(key => key.Form == TokenKeyForm.Rsa))
            return;
        await _making.WaitAsync(cancellationToken);
        try
        {
            await MakeDueAsync(TokenKeyForm.Rsa, cancellationToken);
        }
        finally
        {
            _making.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _making.Dispose();
        foreach (var key in _keys)
            key.Dispose();
    }

    /// <summary>What signs now by an algorithm.</summary>
    /// <param name="algorithm"><c>ES384</c>, <c>RS384</c> or <c>RS256</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such key: <see cref="EnsureRsaAsync"/> has not been called.</exception>
    public SigningCredentials Signing(string algorithm)
    {
        var form = algorithm == SecurityAlgorithms.EcdsaSha384 ? TokenKeyForm.Elliptic : TokenKeyForm.Rsa;
        return new SigningCredentials(Current(form)?.Key ?? throw new InvalidOperationException($"There is no key for {algorithm}."), algorithm);
    }

    /// <summary>The key of an id, for checking what it has signed; none when it is not, or no longer, one of the tenant's.</summary>
    internal IEnumerable<SecurityKey> Find(string? id) => _keys.Where(key => key.Key.KeyId == id).Select(key => key.Key);

    // The newest that may sign; the first of all may at once, since nobody can know an older one.
    private TokenKey? Current(TokenKeyForm form)
    {
        var (keys, now) = (_keys, _time.GetUtcNow());
        return keys.LastOrDefault(key => key.Form == form && key.UsedFrom <= now);
    }

    private async Task MakeDueAsync(TokenKeyForm form, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var newest = _keys.LastOrDefault(key => key.Form == form);
        if (newest is not null && now < newest.UsedFrom + Life - Ahead)
            return;
        var made = TokenKey.Make(form, newest is null ? now : Later(newest.UsedFrom + Life, now + Ahead), RsaBits);
        await _table.PutAsync(Kind, made.Key.KeyId, made.Keep(), cancellationToken);
        _keys = [.. _keys.Append(made).OrderBy(key => key.UsedFrom)];
    }

    private async Task RemoveOldAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        foreach (var old in _keys.Where(key => _keys.Any(other => other.Form == key.Form && other.UsedFrom > key.UsedFrom && other.UsedFrom + Kept <= now)).ToList())
        {
            await _table.PutAsync(Kind, old.Key.KeyId, null, cancellationToken);
            _keys = [.. _keys.Where(key => key != old)];
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>What a key is.</summary>
internal enum TokenKeyForm
{
    /// <summary>ECDSA on P-384.</summary>
    Elliptic,

    /// <summary>RSA.</summary>
    Rsa,
}

/// <summary>A key as the store keeps it.</summary>
internal sealed record KeptTokenKey(TokenKeyForm Form, DateTimeOffset UsedFrom, byte[] Pkcs8);

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(KeptTokenKey))]
internal sealed partial class TokenKeyJson : JsonSerializerContext;

/// <summary>One signing key; its id is made of its public half.</summary>
internal sealed class TokenKey : IDisposable
{
    private readonly AsymmetricAlgorithm _algorithm;

    private TokenKey(TokenKeyForm form, DateTimeOffset usedFrom, AsymmetricAlgorithm algorithm)
    {
        (Form, UsedFrom, _algorithm) = (form, usedFrom, algorithm);
        var id = Convert.ToHexStringLower(SHA256.HashData(algorithm.ExportSubjectPublicKeyInfo()))[..16];
        // The library's own cache goes by the key's name: it would hand out a provider over a key that an earlier opening of the same store has disposed.
        var factory = new CryptoProviderFactory { CacheSignatureProviders = false };
        Key = algorithm is ECDsa curve ? new ECDsaSecurityKey(curve) { KeyId = id, CryptoProviderFactory = factory } : new RsaSecurityKey((RSA)algorithm) { KeyId = id, CryptoProviderFactory = factory };
    }

    internal TokenKeyForm Form { get; }

    internal DateTimeOffset UsedFrom { get; }

    internal SecurityKey Key { get; }

    public void Dispose() => _algorithm.Dispose();

    internal static TokenKey Make(TokenKeyForm form, DateTimeOffset usedFrom, int rsaBits) =>
        new(form, usedFrom, form == TokenKeyForm.Elliptic ? ECDsa.Create(ECCurve.NamedCurves.nistP384) : RSA.Create(rsaBits));

    internal static TokenKey Open(byte[] json)
    {
        var kept = JsonSerializer.Deserialize(json, TokenKeyJson.Default.KeptTokenKey) ?? throw new InvalidDataException("A signing key in the store is empty.");
        AsymmetricAlgorithm algorithm = kept.Form == TokenKeyForm.Elliptic ? ECDsa.Create() : RSA.Create();
        algorithm.ImportPkcs8PrivateKey(kept.Pkcs8, out _);
        return new TokenKey(kept.Form, kept.UsedFrom, algorithm);
    }

    internal byte[] Keep() => JsonSerializer.SerializeToUtf8Bytes(new KeptTokenKey(Form, UsedFrom, _algorithm.ExportPkcs8PrivateKey()), TokenKeyJson.Default.KeptTokenKey);

    // Built from the public half alone, so that no mistake here can publish the other.
    internal JsonWebKey ToPublic() => _algorithm switch
    {
        ECDsa curve when curve.ExportParameters(false) is var point => new JsonWebKey
        {
            Kty = "EC",
            Use = "sig",
            Kid = Key.KeyId,
            Alg = SecurityAlgorithms.EcdsaSha384,
            Crv = "P-384",
            X = Base64UrlEncoder.Encode(point.Q.X),
            Y = Base64UrlEncoder.Encode(point.Q.Y),
        },
        _ when ((RSA)_algorithm).ExportParameters(false) is var numbers => new JsonWebKey
        {
            Kty = "RSA",
            Use = "sig",
            Kid = Key.KeyId,
            N = Base64UrlEncoder.Encode(numbers.Modulus),
            E = Base64UrlEncoder.Encode(numbers.Exponent),
        },
        _ => throw new InvalidOperationException("A key is elliptic or RSA."),
    };
}
