using System.Security.Cryptography;
using Carewright.Storage;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Security;

/// <summary>The tenant's token-signing key: ECDSA P-256, made once, kept sealed in the store, so that the command line and the server sign with the same one.</summary>
internal static class SigningKey
{
    private const string Kind = "signing-key";
    private const string Current = "access-token";

    public static async Task<ECDsaSecurityKey> OpenAsync(IPrivateTable table, CancellationToken cancellationToken)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (table.Get(Kind, Current) is { } kept)
            key.ImportPkcs8PrivateKey(kept, out _);
        else
            await table.PutAsync(Kind, Current, key.ExportPkcs8PrivateKey(), cancellationToken);
        var id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
        return new ECDsaSecurityKey(key) { KeyId = id };
    }
}
