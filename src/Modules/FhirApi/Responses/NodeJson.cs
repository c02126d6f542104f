using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Carewright.FhirApi.Responses;

/// <summary>Writes trees of nodes.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class NodeJson : JsonSerializerContext;
