using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;
using Carewright.Synthesis;

namespace Carewright.Scenarios.Tests.CommandLine;

/// <summary>The demonstration as its own process, with every partner as one of its own.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("demo");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_partner_speaks_with_the_clinic_and_ends_with_it_also_when_it_is_killed()
    {
        await using var demo = CommandRun.Start("demo", "--data", Data, "--port", "0");
        await demo.SaysAsync("Ctrl+C stops it.");
        using var door = new Door(await demo.Address, await TokenAsync());
        Assert.Contains("ADT", await demo.SaysAsync("sent: AA"), StringComparison.Ordinal);
        await demo.SaysAsync("specimen SANDB0X001: testing");
        var results = await UntilAsync(door, "fhir/Observation?patient=sandbox-analyser-patient&_summary=count", reply => (int)reply["total"]! > 10);
        Assert.NotNull(results);
        await OrderAsync(door);
        Assert.NotNull(await UntilAsync(door, "fhir/DiagnosticReport?patient=sandbox-analyser-patient&code=24331-1&status=final", reply => (int?)reply["total"] > 0 || reply["entry"] is not null));
        Assert.Equal("Found", await AskRegistryAsync(door));
        await demo.KillAsync();
        await EndedAsync();
    }

    // Whoever is left would name the store's folder, or be a partner whose parent is gone: partners name the files that they read.
    private async Task EndedAsync()
    {
        if (!OperatingSystem.IsLinux())
            return;
        for (var i = 0; i < 600 && Left().Any(); i++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Empty(Left());
    }

    private IEnumerable<string> Left() => Process.GetProcessesByName("dotnet").Select(process => CommandLineOf(process.Id)).Where(line => line.Contains(Data, StringComparison.Ordinal));

    private static string CommandLineOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private async Task<string> TokenAsync()
    {
        var run = CommandRun.Start(new Dictionary<string, string?> { ["CAREWRIGHT_PASSPHRASE"] = "carewright demonstration store" }, "token", "--data", Data, "--user", Physician());
        await run.ExitAsync();
        return run.Expect(0).Output.Trim();
    }

    private string Physician() =>
        DemoStaff.For(new ClinicPlan(300, 20, DateOnly.ParseExact(File.ReadAllText(Path.Combine(Data, "demo-day")).Trim(), "O", CultureInfo.InvariantCulture)))
            .First(member => member is { Role: "physician", DepartmentCode: "family-medicine" }).UserName;

    private static async Task OrderAsync(Door door) =>
        (await door.CreateAsync(new JsonObject
        {
            ["resourceType"] = "ServiceRequest",
            ["status"] = "active",
            ["intent"] = "order",
            ["subject"] = Reference("Patient/sandbox-analyser-patient"),
            ["requisition"] = new JsonObject { ["system"] = "urn:example:requisition", ["value"] = "R-1" },
            ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://loinc.org", ["code"] = "24331-1", ["display"] = "Lipid panel" }) },
            ["performer"] = new JsonArray(Reference("Organization/sandbox-laboratory")),
        })).Expect(201);

    private async Task<string?> AskRegistryAsync(Door door)
    {
        var child = JsonNode.Parse(File.ReadLines(Path.Combine(Data, "demo-registry.ndjson")).First())!;
        return (string?)(await door.PostAsync("interfaces/registries/sandbox-registry/query", new JsonObject { ["patient"] = (string)child["id"]!, ["hasForecast"] = true })).Expect(200).Json["outcome"];
    }

    private static JsonObject Reference(string to) => new() { ["reference"] = to };

    private static async Task<JsonNode?> UntilAsync(Door door, string path, Func<JsonNode, bool> isThere)
    {
        for (var i = 0; i < 240; i++)
        {
            if ((await door.GetAsync(path)).Json is { } reply && isThere(reply))
                return reply;
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
        return null;
    }
}
