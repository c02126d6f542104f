using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Administration.Features;

namespace Carewright.Administration;

/// <summary>JSON of this module's bodies: camel case, members required unless they have a default, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Carewright.Gateway.Attaching.FileSettings))]
[JsonSerializable(typeof(PrintRequest))]
[JsonSerializable(typeof(Carewright.Gateway.Reading.PrintRecord))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(FactorNeededAnswer))]
[JsonSerializable(typeof(ProveFactorRequest))]
[JsonSerializable(typeof(OwnAccountAnswer))]
[JsonSerializable(typeof(TotpSecretAnswer))]
[JsonSerializable(typeof(ConfirmTotpRequest))]
[JsonSerializable(typeof(FactorAddedAnswer))]
[JsonSerializable(typeof(RecoveryCodesAnswer))]
[JsonSerializable(typeof(StepUpRequest))]
[JsonSerializable(typeof(OwnSessionsAnswer))]
[JsonSerializable(typeof(EndSessionsRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(ReasonRequest))]
[JsonSerializable(typeof(LeaveRequest))]
[JsonSerializable(typeof(EnrolmentCodeAnswer))]
[JsonSerializable(typeof(Carewright.Security.SignInPolicy))]
[JsonSerializable(typeof(PasskeyOptionsRequest))]
[JsonSerializable(typeof(PasskeyOptionsAnswer))]
[JsonSerializable(typeof(PasskeyRequest))]
[JsonSerializable(typeof(RenameRequest))]
[JsonSerializable(typeof(StaffNoticesAnswer))]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(ReviewAnswer))]
[JsonSerializable(typeof(SignedAnswer))]
[JsonSerializable(typeof(ReviewsAnswer))]
[JsonSerializable(typeof(SetupRequest))]
[JsonSerializable(typeof(SetupAnswer))]
[JsonSerializable(typeof(AddUserRequest))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(UsersAnswer))]
[JsonSerializable(typeof(AuditUsersAnswer))]
[JsonSerializable(typeof(VerifyAnswer))]
[JsonSerializable(typeof(VerifyRequest))]
[JsonSerializable(typeof(PlacesRequest))]
[JsonSerializable(typeof(PlacesAnswer))]
[JsonSerializable(typeof(RetentionAnswer))]
[JsonSerializable(typeof(OwnAccessAnswer))]
[JsonSerializable(typeof(BeginAtDirectoryRequest))]
[JsonSerializable(typeof(FinishAtDirectoryRequest))]
[JsonSerializable(typeof(GoToAnswer))]
[JsonSerializable(typeof(DirectoryNamesAnswer))]
[JsonSerializable(typeof(PublicKeysAnswer))]
[JsonSerializable(typeof(LogoutRefusedAnswer))]
[JsonSerializable(typeof(DirectoryRequest))]
[JsonSerializable(typeof(DirectoryAnswer))]
[JsonSerializable(typeof(DirectoriesAnswer))]
[JsonSerializable(typeof(OutboundHostList))]
[JsonSerializable(typeof(DirectoryTestAnswer))]
[JsonSerializable(typeof(DirectoryLinkRequest))]
[JsonSerializable(typeof(JsonDocument))]
internal sealed partial class AdministrationJson : JsonSerializerContext;
