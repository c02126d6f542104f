using System.Text.Json.Serialization;
using Carewright.Gateway.Proxies;
using Carewright.Gateway.Rights;

namespace Carewright.PatientRights;

/// <summary>The JSON of the module.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(HoldBody))]
[JsonSerializable(typeof(ExceptionBody))]
[JsonSerializable(typeof(AmendmentBody))]
[JsonSerializable(typeof(StepBody))]
[JsonSerializable(typeof(DisclosureBody))]
[JsonSerializable(typeof(SuspensionBody))]
[JsonSerializable(typeof(LegalHold))]
[JsonSerializable(typeof(LegalHoldList))]
[JsonSerializable(typeof(ExceptionUse))]
[JsonSerializable(typeof(ExceptionList))]
[JsonSerializable(typeof(AmendmentView))]
[JsonSerializable(typeof(AmendmentList))]
[JsonSerializable(typeof(EnteredDisclosure))]
[JsonSerializable(typeof(AccountingSuspension))]
[JsonSerializable(typeof(DisclosureAccounting))]
[JsonSerializable(typeof(ProxyBody))]
[JsonSerializable(typeof(ProxyOffer))]
[JsonSerializable(typeof(ProxyView))]
[JsonSerializable(typeof(ProxyList))]
[JsonSerializable(typeof(AgesBody))]
[JsonSerializable(typeof(AgeListing))]
[JsonSerializable(typeof(JoinBody))]
[JsonSerializable(typeof(JoinedProxy))]
internal sealed partial class RightsJson : JsonSerializerContext;
