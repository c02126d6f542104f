using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Carewright.DirectoryProvider;

/// <summary>The provider's keys, one of each kind, and the signing of tokens with them or with what they must not be signed with. By the framework's primitives alone: a fault in a token library that both sides used would show nowhere.</summary>
internal sealed class ProviderKeys : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly RSA _foreign = RSA.Create(2048);

    /// <summary>The public halves (RFC 7517).</summary>
    public JsonObject Published => new() { ["keys"] = new JsonArray(Of(_rsa), Of(_p256, "P-256"), Of(_p384, "P-384")) };

    /// <summary>A compact JWS (RFC 7515) of claims.</summary>
    /// <param name="claims">The payload.</param>
    /// <param name="algorithm"><c>RS256</c>, <c>RS384</c>, <c>ES256</c>, <c>ES384</c>; <c>none</c>; <c>HS256</c>: the public key as secret; <c>foreign</c>: RS256 by a key that is not published, under the id of one that is.</param>
    /// <param name="type">The <c>typ</c>.</param>
    public string Sign(JsonObject claims, string algorithm, string type)
    {
        var header = new JsonObject { ["alg"] = algorithm == "foreign" ? "RS256" : algorithm, ["typ"] = type };
        if (algorithm != "none")
            header["kid"] = algorithm switch { "ES256" => "P-256", "ES384" => "P-384", _ => "rsa" };
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Encode(Signature(Encoding.ASCII.GetBytes(signed), algorithm))}";
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _rsa.Dispose();
        _p256.Dispose();
        _p384.Dispose();
        _foreign.Dispose();
    }

    internal static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private byte[] Signature(byte[] text, string algorithm) => algorithm switch
    {
        "RS256" => _rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "RS384" => _rsa.SignData(text, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        "RS512" => _rsa.SignData(text, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        "ES256" => _p256.SignData(text, HashAlgorithmName.SHA256),
        "ES384" => _p384.SignData(text, HashAlgorithmName.SHA384),
        "HS256" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), text),
        "foreign" => _foreign.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        _ => [],
    };

    private static JsonObject Of(RSA rsa)
    {
        var key = rsa.ExportParameters(false);
        return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = "rsa", ["n"] = Encode(key.Modulus!), ["e"] = Encode(key.Exponent!) };
    }

    private static JsonObject Of(ECDsa curve, string name)
    {
        var key = curve.ExportParameters(false);
        return new JsonObject { ["kty"] = "EC", ["use"] = "sig", ["kid"] = name, ["crv"] = name, ["x"] = Encode(key.Q.X!), ["y"] = Encode(key.Q.Y!) };
    }
}
