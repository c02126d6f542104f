using System.Text.Json.Serialization;
using Carewright.Conformance.Features;

namespace Carewright.Conformance;

/// <summary>The JSON of the module.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PackageListing))]
[JsonSerializable(typeof(ProfileListing))]
[JsonSerializable(typeof(ProfileChoice))]
[JsonSerializable(typeof(SearchParameterListing))]
internal sealed partial class ConformanceJson : JsonSerializerContext;
