using System.Text.Json.Serialization;
using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Features;

namespace Carewright.InHouse;

/// <summary>JSON of this module: camel case, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StarterRequest))]
[JsonSerializable(typeof(StarterAnswer))]
[JsonSerializable(typeof(SetupAnswer))]
[JsonSerializable(typeof(InHouseTest))]
[JsonSerializable(typeof(TestRequest))]
[JsonSerializable(typeof(CertificateRequest))]
[JsonSerializable(typeof(CompetencyRequest))]
[JsonSerializable(typeof(StateAnswer))]
[JsonSerializable(typeof(LotRequest))]
[JsonSerializable(typeof(LotAnswer))]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(ActionRequest))]
[JsonSerializable(typeof(ActionAnswer))]
[JsonSerializable(typeof(ResultRequest))]
[JsonSerializable(typeof(ResultAnswer))]
[JsonSerializable(typeof(CorrectRequest))]
[JsonSerializable(typeof(UpkeepRequest))]
[JsonSerializable(typeof(LogTable))]
internal sealed partial class InHouseJson : JsonSerializerContext;
