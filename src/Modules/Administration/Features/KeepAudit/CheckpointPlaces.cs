using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET|PUT /audit/places</c>: the second places of the signed checkpoints, and how far each is. Secrets go in and never come out.</summary>
internal static class CheckpointPlaces
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/places", ShowAsync);
        routes.MapPut("/places", ChangeAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, PlaceRegister places, Recorder recorder) =>
        await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("read", "audit-places", StatusCodes.Status200OK))
            ? TypedResults.Json(Answer(places), AdministrationJson.Default.PlacesAnswer)
            : Problems.Busy(context);

    private static async Task<IResult> ChangeAsync(HttpContext context, PlaceRegister places, StoreFolderName folder, Recorder recorder)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.PlacesRequest);
        if (request is null)
            return problem!;
        var wanted = places.Completed(request.Places);
        var issues = wanted.SelectMany(place => place.Check(folder.Path)).ToList();
        if (wanted.DistinctBy(place => place.Name).Count() != wanted.Count)
            issues.Add(AuditRequest.Wrong("name", "Each place has a name of its own."));
        if (issues.Count > 0)
            return Problems.Invalid(issues);
        var action = new AuditedAction("update", "audit-places", StatusCodes.Status200OK) { Query = string.Join(' ', wanted.Select(place => $"{place.Kind}:{place.Name}")) };
        if (!await recorder.RecordAsync(context.GetActor().Actor!, action))
            return Problems.Busy(context);
        await places.PutAsync(wanted, context.RequestAborted);
        return TypedResults.Json(Answer(places), AdministrationJson.Default.PlacesAnswer);
    }

    private static PlacesAnswer Answer(PlaceRegister places) =>
        new([.. places.All.Select(place => new PlaceAnswer(place.WithoutSecret(), places.ProgressOf(place.Name)))]);
}

/// <summary>The places wanted.</summary>
internal sealed record PlacesRequest(IReadOnlyList<PlaceSettings> Places);

/// <summary>The places there are.</summary>
internal sealed record PlacesAnswer(IReadOnlyList<PlaceAnswer> Places);

/// <summary>One of them.</summary>
internal sealed record PlaceAnswer(PlaceSettings Settings, PlaceProgress Progress);
