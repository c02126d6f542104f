using System.Text.Json.Serialization;
using Carewright.Detection.Alerts;
using Carewright.Detection.Counting;
using Carewright.Detection.Observing;
using Carewright.Detection.Profiles;

namespace Carewright.Detection;

/// <summary>JSON of what detection keeps in the private table.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(Counter))]
[JsonSerializable(typeof(UserProfile))]
[JsonSerializable(typeof(Baseline))]
[JsonSerializable(typeof(StreamPlace))]
[JsonSerializable(typeof(DetectionSettings))]
internal sealed partial class StateJson : JsonSerializerContext;

/// <summary>How far the log has been watched.</summary>
/// <param name="Sequence">The last record seen.</param>
/// <param name="Hash">Its chain value.</param>
/// <param name="At">The latest time of any record seen.</param>
internal sealed record StreamPlace(long Sequence, byte[] Hash, DateTimeOffset At);
