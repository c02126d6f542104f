using System.Text.Json.Serialization;
using Carewright.Detection.Incidents;

namespace Carewright.Detection.Features;

/// <summary>JSON of this module's bodies.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AlertsAnswer))]
[JsonSerializable(typeof(AlertAnswer))]
[JsonSerializable(typeof(VerdictRequest))]
[JsonSerializable(typeof(RulesAnswer))]
[JsonSerializable(typeof(RulesRequest))]
[JsonSerializable(typeof(PlacesAnswer))]
[JsonSerializable(typeof(IncidentsAnswer))]
[JsonSerializable(typeof(IncidentAnswer))]
[JsonSerializable(typeof(OpenIncident))]
[JsonSerializable(typeof(RiskAssessment))]
[JsonSerializable(typeof(ChangeIncident))]
[JsonSerializable(typeof(ExcludePatient))]
internal sealed partial class FeatureJson : JsonSerializerContext;
