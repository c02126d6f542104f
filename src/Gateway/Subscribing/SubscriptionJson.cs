using System.Text.Json.Serialization;

namespace Carewright.Gateway.Subscribing;

[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(SubscriptionState))]
internal sealed partial class SubscriptionJson : JsonSerializerContext;
