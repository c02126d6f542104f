using System.Text.Json.Serialization;

namespace Carewright.Gateway.Proxies;

/// <summary>How proxies lie in the private table.</summary>
[JsonSerializable(typeof(ProxyGrant))]
internal sealed partial class ProxyJson : JsonSerializerContext;
