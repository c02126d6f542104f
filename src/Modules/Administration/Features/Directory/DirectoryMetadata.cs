using System.Text.Json.Serialization;

namespace Carewright.Administration.Features;

/// <summary>What a directory says of itself (OpenID Connect Discovery 1.0, section 3; RFC 8414; RFC 9207, section 3; OpenID Connect RP-Initiated Logout 1.0, section 2.1).</summary>
internal sealed record DirectoryMetadata(
    [property: JsonPropertyName("issuer")] string? Issuer,
    [property: JsonPropertyName("authorization_endpoint")] string? AuthorizationEndpoint,
    [property: JsonPropertyName("token_endpoint")] string? TokenEndpoint,
    [property: JsonPropertyName("jwks_uri")] string? JwksUri)
{
    [JsonPropertyName("end_session_endpoint")]
    public string? EndSessionEndpoint { get; init; }

    [JsonPropertyName("authorization_response_iss_parameter_supported")]
    public bool SendsIssuer { get; init; }

    [JsonPropertyName("id_token_signing_alg_values_supported")]
    public IReadOnlyList<string>? Algorithms { get; init; }

    [JsonPropertyName("code_challenge_methods_supported")]
    public IReadOnlyList<string>? ChallengeMethods { get; init; }

    [JsonPropertyName("backchannel_logout_supported")]
    public bool LogsOut { get; init; }
}

/// <summary>What the token endpoint answers (OpenID Connect Core 1.0, section 3.1.3.3).</summary>
internal sealed record DirectoryTokens([property: JsonPropertyName("id_token")] string? IdToken, [property: JsonPropertyName("access_token")] string? AccessToken);

/// <summary>What a directory's answer is, or the stable code of what is wrong with it.</summary>
internal readonly record struct FromDirectory<T>(T? Value, string? Fault)
    where T : class
{
    public static implicit operator FromDirectory<T>(T value) => new(value, null);

    public static FromDirectory<T> Of(string fault) => new(null, fault);
}

// Others' answers: members that are not known here are passed over.
[JsonSerializable(typeof(DirectoryMetadata))]
[JsonSerializable(typeof(DirectoryTokens))]
internal sealed partial class DirectoryAnswerJson : JsonSerializerContext;
