using System.Text.Json;
using Carewright.Fhir.Validation;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Conformance.Features;

/// <summary><c>PUT /conformance/profiles</c>: chooses what becomes of one profile. 204; 422 when the profile or the word is not known. Audited before it takes effect.</summary>
internal static class ChooseProfile
{
    public static async Task<IResult> RunAsync(HttpContext http, ConformanceLibrary library, RecordGateway gateway)
    {
        var choice = await ReadAsync(http).ConfigureAwait(false);
        if (choice?.Url is null || (choice.Choice is not null && Parse(choice.Choice) is null) || library.Profiles.Snapshot(choice.Url) is not { Snapshot: not null })
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "profile-choice", "A choice is the url of a profile at hand, and enforced, warned, off or null.");
        if (await gateway.RecordAsync(http.GetActor().Actor!, "profile-choice", null, 204, http.RequestAborted, $"{choice.Url} {choice.Choice ?? "none"}").ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        await library.ChooseAsync(choice.Url, choice.Choice is null ? null : Parse(choice.Choice), http.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<ProfileChoice?> ReadAsync(HttpContext http)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, ConformanceJson.Default.ProfileChoice, http.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The word for a choice.</summary>
    public static string Word(ProfileStance stance) => stance switch
    {
        ProfileStance.Enforced => "enforced",
        ProfileStance.Warned => "warned",
        _ => "off",
    };

    private static ProfileStance? Parse(string word) => word switch
    {
        "enforced" => ProfileStance.Enforced,
        "warned" => ProfileStance.Warned,
        "off" => ProfileStance.Off,
        _ => null,
    };
}

/// <summary>What is chosen; null forgets the choice.</summary>
internal sealed record ProfileChoice(string Url, string? Choice);
