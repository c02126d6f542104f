using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Carewright.Laboratory.Catalogue;
using Carewright.Laboratory.Features;

namespace Carewright.Laboratory;

/// <summary>JSON of this module: camel case, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(CatalogueFiles))]
[JsonSerializable(typeof(CatalogueLoad))]
[JsonSerializable(typeof(CatalogueAnswer))]
[JsonSerializable(typeof(LabelRequest))]
[JsonSerializable(typeof(RequisitionRequest))]
internal sealed partial class LabJson : JsonSerializerContext;
