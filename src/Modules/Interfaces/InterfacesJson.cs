using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Interfaces.Features;
using Carewright.Interfaces.Partners;

namespace Carewright.Interfaces;

/// <summary>JSON of this module: camel case, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Partner))]
[JsonSerializable(typeof(PartnersAnswer))]
[JsonSerializable(typeof(MessagesAnswer))]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(AllAgainRequest))]
[JsonSerializable(typeof(AllAgainAnswer))]
[JsonSerializable(typeof(DecideRequest))]
[JsonSerializable(typeof(DiscardRequest))]
[JsonSerializable(typeof(MendRequest))]
[JsonSerializable(typeof(RegistriesAnswer))]
[JsonSerializable(typeof(RegistryQuery))]
[JsonSerializable(typeof(RegistryResult))]
[JsonSerializable(typeof(RegistryTake))]
[JsonSerializable(typeof(RegistryTaken))]
[JsonSerializable(typeof(TryRequest))]
[JsonSerializable(typeof(TryAnswer))]
internal sealed partial class InterfacesJson : JsonSerializerContext
{
    /// <summary>The same, for people to read.</summary>
    internal static InterfacesJson Indented => field ??= new InterfacesJson(new JsonSerializerOptions(Default.Options) { WriteIndented = true });
}
