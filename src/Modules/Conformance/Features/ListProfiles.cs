using Microsoft.AspNetCore.Http;

namespace Carewright.Conformance.Features;

/// <summary><c>GET /conformance/profiles</c>: the profiles on resource types, with what was chosen. Without a choice a profile is warned about where it is claimed.</summary>
internal static class ListProfiles
{
    public static IResult Run(ConformanceLibrary library) => Results.Json(
        new ProfileListing([.. library.Definitions.All("StructureDefinition")
            .Where(resource => resource.DescribedType is { } type && Carewright.Fhir.Definitions.FhirModel.R4.FindType(type) is { IsResource: true })
            .Select(resource => new ProfileLine(resource.Url!, resource.Version, resource.Title, resource.DescribedType!, ChoiceOf(library, resource.Url!)))]),
        ConformanceJson.Default.ProfileListing);

    private static string? ChoiceOf(ConformanceLibrary library, string canonical) =>
        library.Choices.TryGetValue(canonical, out var stance) ? ChooseProfile.Word(stance) : null;
}

/// <summary>One profile; <see cref="Choice"/> is <c>enforced</c>, <c>warned</c>, <c>off</c>, or null without a choice.</summary>
internal sealed record ProfileLine(string Url, string? Version, string? Title, string Type, string? Choice);

/// <summary>The profiles.</summary>
internal sealed record ProfileListing(ProfileLine[] Profiles);
