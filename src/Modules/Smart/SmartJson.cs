using System.Text.Json.Serialization;
using Carewright.Security;
using Carewright.Smart.Features;
using Carewright.Smart.Http;

namespace Carewright.Smart;

/// <summary>JSON of the app's own doors: camel case, members required unless they have a default, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ConsentAnswer))]
[JsonSerializable(typeof(ConsentDecision))]
[JsonSerializable(typeof(ConsentRedirect))]
[JsonSerializable(typeof(AppAnswer))]
[JsonSerializable(typeof(AppsAnswer))]
[JsonSerializable(typeof(AppRequest))]
[JsonSerializable(typeof(AppChange))]
[JsonSerializable(typeof(CertificateRequest))]
[JsonSerializable(typeof(AppSettings))]
[JsonSerializable(typeof(GalleryAnswer))]
[JsonSerializable(typeof(Gallery.LaunchRequest))]
[JsonSerializable(typeof(LaunchAnswer))]
[JsonSerializable(typeof(GrantsAnswer))]
internal sealed partial class SmartJson : JsonSerializerContext;

/// <summary>JSON in OAuth's words: snake case, absent members left out, unknown members ignored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(OAuthError))]
[JsonSerializable(typeof(IntrospectionAnswer))]
[JsonSerializable(typeof(UserInfoAnswer))]
[JsonSerializable(typeof(RegistrationRequest))]
[JsonSerializable(typeof(RegistrationAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext;
