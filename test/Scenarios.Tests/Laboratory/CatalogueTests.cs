using System.Text.Json.Nodes;
using Carewright.Sandbox.Catalogue;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Laboratory;

/// <summary>Catalogues of laboratories, through the server's doors.</summary>
public sealed class CatalogueTests
{
    private static int[] Counts(JsonObject load) => [.. new[] { "added", "changed", "retired", "unchanged" }.Select(name => (int)load[name]!)];

    [Fact]
    public async Task A_catalogue_is_loaded_found_changed_and_retired()
    {
        await using var house = await LabHouse.NewAsync();
        var all = CatalogueCsv.Tests().Split('\n').Length - 2;
        Assert.Equal([all, 0, 0, 0], Counts((await house.LoadOwnAsync()).Expect(200).Json));
        var glucose = (await house.FindAsync("gluc", codes => codes is ["GLU", ..]))[0];
        Assert.Equal((LabHouse.Lab, "2345-7", "SER"), ((string?)glucose["laboratory"], (string?)glucose["loinc"], (string?)glucose["specimenType"]));
        Assert.Equal("FASTING", (string?)Assert.Single(glucose["questions"]!.AsArray())!["code"]);
        Assert.Contains("Glucose", (await house.FindAsync("bmp", codes => codes is ["BMP"]))[0]["members"]!.AsArray().Select(name => (string?)name));
        Assert.Equal([0, 0, 0, all], Counts((await house.LoadOwnAsync()).Expect(200).Json));
        Assert.Equal("1", (string?)(await house.Doctor.GetAsync($"fhir/ActivityDefinition/{glucose["id"]}")).Expect(200).Json["meta"]!["versionId"]);
        Assert.Equal([0, 1, all - 1, 0], Counts((await house.LoadAsync("code,name\nGLU,Glucose in blood\n")).Expect(200).Json));
        var left = Assert.Single(await house.FindAsync("", codes => codes.Count == 1));
        Assert.Equal("Glucose in blood", (string?)left["name"]);
        Assert.Equal([0, 0, 1, all - 1], Counts((await house.LoadAsync("code,name,retired\nGLU,Glucose in blood,yes\n")).Expect(200).Json));
        await house.FindAsync("", codes => codes.Count == 0);
    }

    [Fact]
    public async Task Of_a_file_with_a_fault_nothing_is_written()
    {
        await using var house = await LabHouse.NewAsync();
        var told = (await house.LoadAsync("code,name,loinc\nGLU,Glucose,2345-7\nNA,,1\n")).Expect(422).Json;
        Assert.Equal(["tests:3:4", "tests:3:5"], told["issues"]!.AsArray().Select(issue => (string)issue!["location"]!).Order(StringComparer.Ordinal));
        Assert.Empty((await house.Doctor.GetAsync("fhir/ActivityDefinition")).Expect(200).Resources);
        (await house.LoadAsync("code,name\nGLU,Glucose\n", lab: "nowhere")).Expect(404);
    }

    [Fact]
    public async Task A_test_of_a_partners_master_file_is_found_too()
    {
        await using var house = await LabHouse.NewAsync();
        await house.Clinic.FillAsync([Chart.Resource("""{ "resourceType": "ActivityDefinition", "id": "m1", "status": "active", "kind": "ServiceRequest", "title": "Zinc", "identifier": [{ "system": "https://carewright.example/fhir/NamingSystem/lis/test", "value": "ZN" }], "code": { "text": "Zinc" } }""")]);
        Assert.Null((string?)(await house.FindAsync("zinc", codes => codes is ["ZN"]))[0]["laboratory"]);
    }

    [Fact]
    public async Task Who_may_not_order_finds_nothing_and_who_does_not_look_after_interfaces_loads_nothing()
    {
        await using var house = await LabHouse.NewAsync();
        using var desk = await house.Clinic.AddUserAsync("desk", "front-desk");
        (await desk.GetAsync("laboratory/catalogue?q=a")).Expect(403);
        (await house.LoadAsync("code,name\nA,B\n", door: house.Doctor)).Expect(403);
        (await house.LoadAsync("code,name\nA,B\n", door: desk)).Expect(403);
    }
}
