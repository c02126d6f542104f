using Carewright.Administration.Http;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>POST /prints</c>: the app tells what it is about to print, and prints only after it has been put on record.</summary>
internal static class Prints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/prints", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, RecordGateway gateway)
    {
        var feature = context.GetActor();
        if (feature.Actor is not { } actor)
            return await Refused.UnknownAsync(context, "prints", feature.Refusal);
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.PrintRequest);
        if (request is null)
            return problem!;
        var answer = await gateway.PrintAsync(actor, request.Resources, context.RequestAborted);
        if (answer.IsRefused)
            return answer.Refusal.Status == StatusCodes.Status429TooManyRequests ? Problems.Busy(context) : Problems.Of(answer.Refusal.Status, answer.Refusal.Issues);
        return TypedResults.Json(answer.Value, AdministrationJson.Default.PrintRecord, statusCode: StatusCodes.Status201Created);
    }
}

/// <summary>What is to be printed.</summary>
/// <param name="Resources"><c>Type/id</c> each, 1 to 500.</param>
internal sealed record PrintRequest(IReadOnlyList<string> Resources);
