using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Carewright.FhirApi.Features.Summary;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class SummaryJson : JsonSerializerContext;
