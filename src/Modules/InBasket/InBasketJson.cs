using System.Text.Json.Serialization;
using Carewright.InBasket.Features;
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
[JsonSerializable(typeof(BasketPage))]
[JsonSerializable(typeof(BasketRow))]
[JsonSerializable(typeof(BasketCounts))]
[JsonSerializable(typeof(SignRequest))]
[JsonSerializable(typeof(SignAnswer))]
[JsonSerializable(typeof(SignedTask))]
[JsonSerializable(typeof(ActRequest))]
internal sealed partial class InBasketJson : JsonSerializerContext;
