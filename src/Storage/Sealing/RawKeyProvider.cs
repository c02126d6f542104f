namespace Carewright.Storage.Sealing;

/// <summary>Wraps the tenant key under 32 bytes that are given as they are: from an environment variable, a mounted secret, or a test.</summary>
public sealed class RawKeyProvider : ITenantKeyProvider
{
    /// <summary>The environment variable that <see cref="FromEnvironment"/> reads: base64 of 32 random bytes.</summary>
    public const string Variable = "CAREWRIGHT_TENANT_KEY";

    private readonly byte[] _key;

    /// <summary>A provider for one key.</summary>
    /// <param name="key">32 random bytes.</param>
    public RawKeyProvider(ReadOnlySpan<byte> key)
    {
        if (key.Length != Seal.KeySize)
            throw new ArgumentException("The key must be 32 bytes.", nameof(key));
        _key = key.ToArray();
    }

    /// <inheritdoc />
    public string Name => "raw";

    /// <summary>The key of <see cref="Variable"/>; null when the variable is not set.</summary>
    /// <exception cref="WrongKeyException">The variable is set, but not to base64 of 32 bytes.</exception>
    public static RawKeyProvider? FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text)
            return null;
        Span<byte> key = stackalloc byte[Seal.KeySize + 4];
        if (!Convert.TryFromBase64String(text, key, out var length) || length != Seal.KeySize)
            throw new WrongKeyException($"{Variable} must be base64 of 32 bytes.");
        return new RawKeyProvider(key[..length]);
    }

    /// <inheritdoc />
    public ValueTask<WrappedTenantKey> WrapAsync(ReadOnlyMemory<byte> tenantKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new WrappedTenantKey(Name, [], Seal.Close(_key, tenantKey.Span, "raw"u8)));

    /// <inheritdoc />
    public ValueTask<byte[]> UnwrapAsync(WrappedTenantKey wrapped, CancellationToken cancellationToken)
    {
        if (wrapped.Provider != Name)
            throw new WrongKeyException($"This store's key is held by '{wrapped.Provider}', not by a raw key.");
        try
        {
            return ValueTask.FromResult(Seal.Open(_key, wrapped.Sealed, "raw"u8));
        }
        catch (SealBrokenException)
        {
            throw new WrongKeyException("The key is not the one this store was created with.");
        }
    }
}
