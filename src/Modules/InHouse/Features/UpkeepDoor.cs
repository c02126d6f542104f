using System.Text.Json.Nodes;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.InHouse.Bench;
using Carewright.InHouse.Controls;
using Carewright.InHouse.Lots;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Carewright.InHouse.InHouseNames;

namespace Carewright.InHouse.Features;

/// <summary><c>POST /in-house/upkeep</c>: a temperature that was read, or what was done to an instrument.</summary>
internal sealed class UpkeepDoor(RecordGateway gateway, BenchReader reader, BenchWriter writer, TimeProvider clock)
{
    internal const string Interaction = "in-house-upkeep";
    private const int MostText = 500;

    internal void Map(IEndpointRouteBuilder routes) => routes.MapPost("/in-house/upkeep", (Delegate)KeepAsync);

    private async Task<IResult> KeepAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InHouseJson.Default.UpkeepRequest).ConfigureAwait(false);
        if (request is null || request.Instrument.Length is 0 or > 64 || string.IsNullOrWhiteSpace(request.What) || request.What.Length > MostText || request.Done?.Length > MostText || (request.Celsius is null && string.IsNullOrWhiteSpace(request.Done)))
            return await Outcomes.MalformedAsync(gateway, http, Interaction).ConfigureAwait(false);
        var actor = http.GetActor().Actor!;
        var device = await reader.OneAsync(actor, $"Device/{request.Instrument}", "Device", http.RequestAborted).ConfigureAwait(false);
        if (device is null || Item.Read(device.Json) is not { Kind: ItemKind.Instrument, IsActive: true })
            return await Outcomes.NotFoundAsync(gateway, http, Interaction).ConfigureAwait(false);
        var written = await writer.WriteAsync(actor, [BenchWriter.Post(Observed(request, actor, Nodes.Instant(clock.GetUtcNow())))]).ConfigureAwait(false);
        return written.IsRefused ? Outcomes.Of(written.Refusal) : TypedResults.Json(new LotAnswer(request.Instrument), InHouseJson.Default.LotAnswer);
    }

    private static JsonObject Observed(UpkeepRequest request, Actor actor, string now)
    {
        var performer = new JsonObject { ["display"] = actor.Display };
        if (actor.FhirUser is { } who)
            performer["reference"] = who;
        var observation = new JsonObject
        {
            ["resourceType"] = "Observation",
            ["status"] = "final",
            ["category"] = new JsonArray(Nodes.Concept(Kinds, Upkeep)),
            ["code"] = new JsonObject { ["text"] = request.What.Trim() },
            ["subject"] = Nodes.To($"Device/{request.Instrument}"),
            ["effectiveDateTime"] = now,
            ["issued"] = now,
            ["performer"] = new JsonArray(performer),
        };
        if (request.Celsius is { } degrees)
            observation["valueQuantity"] = ControlRun.Quantity(degrees, "Cel");
        else
            observation["valueString"] = request.Done!.Trim();
        return observation;
    }
}

/// <summary>Upkeep of an instrument: a temperature, or what was done.</summary>
/// <param name="Instrument">Logical id of its Device.</param>
/// <param name="What">What it is about: temperature, cleaning, battery.</param>
/// <param name="Celsius">Degrees Celsius that were read.</param>
/// <param name="Done">What was done.</param>
internal sealed record UpkeepRequest(string Instrument, string What, decimal? Celsius = null, string? Done = null);
