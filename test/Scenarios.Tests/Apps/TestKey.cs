using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>An app's own key. Assertions are put together by hand here, so that each part can be wrong.</summary>
internal sealed class TestKey : IDisposable
{
    private readonly ECDsa? _curve;
    private readonly RSA? _rsa;

    private TestKey(ECDsa? curve, RSA? rsa) => (_curve, _rsa) = (curve, rsa);

    internal static TestKey Elliptic() => new(ECDsa.Create(ECCurve.NamedCurves.nistP384), null);

    internal static TestKey Rsa() => new(null, RSA.Create(2048));

    internal string Algorithm => _curve is null ? "RS384" : "ES384";

    internal string Jwks => new JsonObject { ["keys"] = new JsonArray(Jwk()) }.ToJsonString();

    internal string Assertion(string clientId, string audience, DateTimeOffset now, params (string Name, JsonNode? Value)[] changes)
    {
        var claims = new JsonObject
        {
            ["iss"] = clientId, ["sub"] = clientId, ["aud"] = audience, ["exp"] = now.AddMinutes(4).ToUnixTimeSeconds(), ["jti"] = Guid.NewGuid().ToString(),
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
                claims.Remove(name);
            else
                claims[name] = value;
        }
        return Sign(new JsonObject { ["alg"] = Algorithm, ["kid"] = "k1", ["typ"] = "JWT" }, claims);
    }

    internal string Sign(JsonObject header, JsonObject claims)
    {
        var text = $"{Encode(header)}.{Encode(claims)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = _curve?.SignData(bytes, HashAlgorithmName.SHA384) ?? _rsa!.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    internal static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    public void Dispose()
    {
        _curve?.Dispose();
        _rsa?.Dispose();
    }

    private JsonObject Jwk()
    {
        if (_curve is not null)
        {
            var point = _curve.ExportParameters(false).Q;
            return new JsonObject { ["kty"] = "EC", ["crv"] = "P-384", ["kid"] = "k1", ["alg"] = "ES384", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
        }
        var numbers = _rsa!.ExportParameters(false);
        return new JsonObject { ["kty"] = "RSA", ["kid"] = "k1", ["alg"] = "RS384", ["n"] = Base64Url.EncodeToString(numbers.Modulus), ["e"] = Base64Url.EncodeToString(numbers.Exponent) };
    }
}
