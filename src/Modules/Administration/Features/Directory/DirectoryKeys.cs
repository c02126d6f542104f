using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Administration.Features;

/// <summary>Which keys and algorithms count. Nothing symmetric, and nothing unsigned: a public key must not serve as an HMAC's secret (RFC 8725, section 3.1).</summary>
internal static class DirectoryKeys
{
    public static IReadOnlyList<string> Algorithms { get; } = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384];

    public static IReadOnlyList<JsonWebKey> Fitting(string? jwks, string? keyId, string algorithm)
    {
        if (jwks is null || !Algorithms.Contains(algorithm, StringComparer.Ordinal))
            return [];
        try
        {
            return [.. new JsonWebKeySet(jwks).Keys.Where(key => IsOf(key, algorithm) && (keyId is null || key.Kid == keyId) && (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm)
                && (string.IsNullOrEmpty(key.Use) || key.Use == "sig")).Take(10)];
        }
        catch (Exception problem) when (problem is ArgumentException or JsonException)
        {
            return [];
        }
    }

    private static bool IsOf(JsonWebKey key, string algorithm) => algorithm switch
    {
        SecurityAlgorithms.EcdsaSha256 => key is { Kty: "EC", Crv: "P-256" },
        SecurityAlgorithms.EcdsaSha384 => key is { Kty: "EC", Crv: "P-384" },
        _ => key.Kty == "RSA" && key.KeySize >= 2048,
    };
}
