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

/// <summary><c>GET /in-house/setup</c>: tests, organizations with their certificates, and staff with what they were found able to do. <c>POST /in-house/starter</c>: puts the starter set of tests into the record for an Organization; what is there stays as it is.</summary>
internal sealed class SetupDoor(RecordGateway gateway, BenchReader reader, BenchWriter writer, AccountRegister accounts)
{
    internal const string Interaction = "in-house-setup";

    private const int Batch = 50;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/in-house/setup", (Delegate)ShowAsync);
        routes.MapPost("/in-house/starter", (Delegate)BeginAsync);
    }

    private async Task<IResult> ShowAsync(HttpContext http)
    {
        var (actor, stop) = (http.GetActor().Actor!, http.RequestAborted);
        var tests = await reader.AllAsync(actor, "ActivityDefinition", [new("identifier", InHouseNames.Tests + "|"), new("status", "active")], stop).ConfigureAwait(false);
        var organizations = await reader.AllAsync(actor, "Organization", [], stop).ConfigureAwait(false);
        if ((tests.Refusal ?? organizations.Refusal) is { } refusal)
            return Outcomes.Of(refusal);
        var staff = new List<StaffAnswer>();
        foreach (var some in accounts.All.Where(account => !account.IsDisabled).Select(account => account.FhirUser).OfType<string>().Where(who => who.StartsWith("Practitioner/", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Chunk(Batch))
        {
            var people = await reader.AllAsync(actor, "Practitioner", [new("_id", string.Join(',', some.Select(who => who["Practitioner/".Length..])))], stop).ConfigureAwait(false);
            if (people.IsRefused)
                return Outcomes.Of(people.Refusal);
            staff.AddRange(people.Value.Select(row => new StaffAnswer(row.Reference, LogReader.NameOf(row.Json) ?? row.Reference, Competency.Of(row.Json))));
        }
        return TypedResults.Json(new SetupAnswer(
            [.. tests.Value!.Select(row => TestDefinition.Read(row.Json)).OfType<InHouseTest>().OrderBy(test => test.Name, StringComparer.OrdinalIgnoreCase)],
            [.. organizations.Value!.Where(row => !IsPayer(row.Json)).Select(row => new OrganizationAnswer(row.Json.Text("id")!, row.Json.Text("name") ?? row.Reference, Certificate.Of(row.Json))).OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase)],
            [.. staff.OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase)]), InHouseJson.Default.SetupAnswer);
    }

    // Payers are many, and do no tests.
    private static bool IsPayer(JsonObject organization) => organization.Many("type").Any(type => type.Code("http://terminology.hl7.org/CodeSystem/organization-type") is "pay" or "ins");

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

/// <summary>What is set up.</summary>
/// <param name="Tests">Tests that are offered.</param>
/// <param name="Organizations">Whose they can be.</param>
/// <param name="Staff">Who has an account and is somebody in the record.</param>
internal sealed record SetupAnswer(IReadOnlyList<InHouseTest> Tests, IReadOnlyList<OrganizationAnswer> Organizations, IReadOnlyList<StaffAnswer> Staff);

/// <summary>An Organization and its certificates.</summary>
internal sealed record OrganizationAnswer(string Id, string Name, IReadOnlyList<Certificate> Certificates);

/// <summary>Somebody, and what they were found able to do.</summary>
internal sealed record StaffAnswer(string Practitioner, string Name, IReadOnlyList<Competency> Competencies);

/// <summary>Whose tests they are.</summary>
/// <param name="Organization">Logical id of the clinic's own Organization.</param>
internal sealed record StarterRequest(string Organization);

/// <summary>Codes of the tests that are new.</summary>
internal sealed record StarterAnswer(IReadOnlyList<string> Added);
