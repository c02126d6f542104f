using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Carewright.Smart.Authorizing;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Smart.Features;

/// <summary><c>GET /auth/gallery</c>: apps that can be opened from here. <c>POST /auth/launches</c>: opens one, with what it is opened for (SMART App Launch 2.2, "EHR launch").</summary>
internal static partial class Gallery
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var only = new Gate("launch", caller: Caller.AtTheApp);
        routes.MapGet("/auth/gallery", Show).AddEndpointFilter(only);
        routes.MapPost("/auth/launches", LaunchAsync).AddEndpointFilter(only);
    }

    // Names of apps are no one's data: not audited.
    private static IResult Show(AppRegister apps) => TypedResults.Json(
        new GalleryAnswer([.. apps.All.Where(app => app is { State: AppState.Approved, LaunchUri: not null }).Select(app => new GalleryApp(app.ClientId, app.Name, app.Description, ScopeParser.Parse(app.Scopes).NeedsPatient))]),
        SmartJson.Default.GalleryAnswer);

    private static async Task<IResult> LaunchAsync(HttpContext context, AppRegister apps, UnderWay underWay, RecordGateway gateway, Addresses addresses, Trail trail)
    {
        if (await Body.ReadAsync(context, SmartJson.Default.LaunchRequest) is not { } request || !request.IsSound())
            return Problems.Malformed();
        var actor = context.GetActor().Actor!;
        var app = apps.FindApproved(request.Client) is { LaunchUri: not null } found ? found : null;
        var mayLaunch = app is not null && await MaySeeAsync(context, gateway, actor, request);
        var key = mayLaunch ? underWay.Launches.Add(new LaunchContext(app!.ClientId, actor.UserName, request.Patient, request.Encounter, request.Intent, request.FhirContext)) : null;
        var status = key is null ? StatusCodes.Status404NotFound : StatusCodes.Status201Created;
        if (!await trail.RecordAsync(context, actor, "launch", status, $"client={app?.ClientId ?? "unknown"}&patient={request.Patient ?? "none"}"))
            return Problems.Busy(context);
        if (key is null)
            return Problems.Of(status, "not-found", "There is no such app, patient or encounter");
        return TypedResults.Json(new LaunchAnswer(key, Redirection.With(app!.LaunchUri!, ("iss", addresses.Fhir(context)), ("launch", key))), SmartJson.Default.LaunchAnswer, statusCode: status);
    }

    // Judged and audited by the gateway: nobody launches with a patient whom they may not see, or with another patient's encounter.
    private static async Task<bool> MaySeeAsync(HttpContext context, RecordGateway gateway, Actor actor, LaunchRequest request)
    {
        if (request.Patient is { } patient && (await gateway.ReadAsync(actor, "Patient", patient["Patient/".Length..], context.RequestAborted)).IsRefused)
            return false;
        if (request.Encounter is not { } encounter)
            return true;
        var answer = await gateway.ReadAsync(actor, "Encounter", encounter["Encounter/".Length..], context.RequestAborted);
        if (answer.IsRefused)
            return false;
        using var json = JsonDocument.Parse(answer.Value.Json);
        return request.Patient is not null && json.RootElement.TryGetProperty("subject", out var subject) && subject.TryGetProperty("reference", out var reference) && reference.GetString() == request.Patient;
    }

    /// <summary>Body of a launch.</summary>
    /// <param name="Client">Which app.</param>
    /// <param name="Patient"><c>Patient/x</c>, or null.</param>
    /// <param name="Encounter"><c>Encounter/x</c>, or null.</param>
    /// <param name="Intent">A word that the app knows, or null.</param>
    /// <param name="FhirContext">Further references, or null.</param>
    internal sealed record LaunchRequest(string Client, string? Patient = null, string? Encounter = null, string? Intent = null, JsonArray? FhirContext = null)
    {
        public bool IsSound() => (Patient is null || Reference().IsMatch(Patient) && Patient.StartsWith("Patient/", StringComparison.Ordinal))
            && (Encounter is null || Reference().IsMatch(Encounter) && Encounter.StartsWith("Encounter/", StringComparison.Ordinal))
            && (Intent is null || Word().IsMatch(Intent))
            && (FhirContext is null || (FhirContext.Count <= 20 && FhirContext.All(IsContext)));

        private static bool IsContext(JsonNode? item) =>
            item is JsonObject one && one.All(pair => pair.Key is "reference" or "role" or "type") && one["reference"] is JsonValue value && value.TryGetValue<string>(out var reference) && Reference().IsMatch(reference);
    }

    [GeneratedRegex(@"^[A-Z][A-Za-z]{1,63}/[A-Za-z0-9\-.]{1,64}\z")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^[A-Za-z0-9\-_.:/]{1,200}\z")]
    private static partial Regex Word();
}

/// <summary>An app of the gallery.</summary>
internal sealed record GalleryApp(string ClientId, string Name, string Description, bool IsAboutPatient);

/// <summary>The gallery.</summary>
internal sealed record GalleryAnswer(IReadOnlyList<GalleryApp> Apps);

/// <summary>A launch: what the app brings back, good once and for five minutes; and the address to open.</summary>
internal sealed record LaunchAnswer(string Launch, string Url);
