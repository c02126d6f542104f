using System.Text.Json.Serialization;
using Carewright.Gateway.Access;
using Carewright.Gateway.Simulating;
using Carewright.Policies.Features;

namespace Carewright.Policies;

/// <summary>The JSON of the module.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PolicyListing))]
[JsonSerializable(typeof(WordListing))]
[JsonSerializable(typeof(DraftBody))]
[JsonSerializable(typeof(DraftAnswer))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(DiffAnswer))]
[JsonSerializable(typeof(Simulation))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(VersionLine))]
[JsonSerializable(typeof(AccessExplanation))]
[JsonSerializable(typeof(GlassState))]
[JsonSerializable(typeof(GlassBody))]
[JsonSerializable(typeof(GlassLine))]
[JsonSerializable(typeof(GlassReviews))]
[JsonSerializable(typeof(ReviewBody))]
[JsonSerializable(typeof(EmergencyListing))]
[JsonSerializable(typeof(EmergencyBody))]
[JsonSerializable(typeof(EmergencyLine))]
internal sealed partial class PoliciesJson : JsonSerializerContext;
