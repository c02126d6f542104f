using System.Text.Json.Serialization;

namespace Carewright.Gateway.Rights;

/// <summary>How the records of patients' rights lie in the private table.</summary>
[JsonSerializable(typeof(LegalHold))]
[JsonSerializable(typeof(ExceptionUse))]
[JsonSerializable(typeof(AmendmentRecord))]
[JsonSerializable(typeof(EnteredDisclosure))]
[JsonSerializable(typeof(AccountingSuspension))]
internal sealed partial class RightsJson : JsonSerializerContext;
