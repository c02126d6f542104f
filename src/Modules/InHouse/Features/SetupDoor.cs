using System.Text.Json.Nodes;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.InHouse.Bench;
using Carewright.InHouse.Catalogue;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.InHouse.Features;

/// <summary><c>POST /in-house/starter</c>: puts the starter set of tests into the record for an Organization; what is there stays as it is.</summary>
internal sealed class SetupDoor(RecordGateway gateway, BenchReader reader, BenchWriter writer)
{
    internal const string Interaction = "in-house-setup";

    internal void Map(IEndpointRouteBuilder routes) => routes.MapPost("/in-house/starter", (Delegate)BeginAsync);

    private async Task<IResult> BeginAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InHouseJson.Default.StarterRequest).ConfigureAwait(false);
        if (request is null)
            return await Outcomes.MalformedAsync(gateway, http, Interaction).ConfigureAwait(false);
        var (actor, stop) = (http.GetActor().Actor!, http.RequestAborted);
        if (await reader.OneAsync(actor, $"Organization/{request.Organization}", "Organization", stop).ConfigureAwait(false) is null)
            return await Outcomes.NotFoundAsync(gateway, http, Interaction).ConfigureAwait(false);
        var known = await reader.AllAsync(actor, "ActivityDefinition", [new("identifier", InHouseNames.Tests + "|")], stop).ConfigureAwait(false);
        if (known.IsRefused)
            return Outcomes.Of(known.Refusal);
        var there = known.Value.Select(row => row.Reference).ToHashSet(StringComparer.Ordinal);
        var added = StarterTests.All.Where(test => !there.Contains($"ActivityDefinition/{InHouseNames.TestId(test.Code)}")).ToList();
        var written = added.Count == 0 ? default : await writer.WriteAsync(actor, added.Select(test => Make(TestDefinition.Write(test, request.Organization)))).ConfigureAwait(false);
        return written.IsRefused ? Outcomes.Of(written.Refusal) : TypedResults.Json(new StarterAnswer([.. added.Select(test => test.Code)]), InHouseJson.Default.StarterAnswer);
    }

    private static JsonObject Make(JsonObject definition) =>
        new() { ["resource"] = definition, ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = $"ActivityDefinition/{definition.Text("id")}" } };
}

/// <summary>Whose tests they are.</summary>
/// <param name="Organization">Logical id of the clinic's own Organization.</param>
internal sealed record StarterRequest(string Organization);

/// <summary>Codes of the tests that are new.</summary>
internal sealed record StarterAnswer(IReadOnlyList<string> Added);
