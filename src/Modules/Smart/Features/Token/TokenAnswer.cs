using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Carewright.Smart.Features;

/// <summary>The token endpoint's answer (RFC 6749 section 5.1; SMART App Launch 2.2 "launch context arrives with your access_token").</summary>
internal sealed record TokenAnswer(string AccessToken, int ExpiresIn, string Scope)
{
    public string TokenType { get; } = "Bearer";

    public string? RefreshToken { get; init; }

    public string? IdToken { get; init; }

    /// <summary>The patient's id, without its type.</summary>
    public string? Patient { get; init; }

    public string? Encounter { get; init; }

    public string? Intent { get; init; }

    [JsonPropertyName("fhirContext")]
    public JsonArray? FhirContext { get; init; }

    /// <summary>True: the app opens in a window of its own, where our banner is not.</summary>
    public bool? NeedPatientBanner { get; init; }

    public string? SmartStyleUrl { get; init; }
}
