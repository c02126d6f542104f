using System.Text.Json.Serialization;
using Carewright.InBasket.Settings;

namespace Carewright.InBasket;

/// <summary>JSON of this module: camel case, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(InBasketSettings))]
internal sealed partial class InBasketJson : JsonSerializerContext;
