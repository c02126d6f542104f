using System.Text.Json.Nodes;
using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Running;
using Carewright.Testing;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>A running server takes a FHIR package and the clinic's choice of profiles, and holds writes to it at once.</summary>
public sealed class PackageTests
{
    private const string UsCorePatient = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient";
    private const string UsCoreHeartRate = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-heart-rate";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static JsonObject Patient(string id, bool claims)
    {
        var patient = Chart.Patient(id);
        patient.Remove("identifier");
        if (claims)
            patient["meta"] = new JsonObject { ["profile"] = new JsonArray(UsCorePatient) };
        return patient;
    }

    [Fact]
    public async Task Profiles_of_a_package_hold_as_the_clinic_chooses()
    {
        var archive = await File.ReadAllBytesAsync(SharedData.Require("fhir/us_core_610.tgz"), Stop);
        await using var clinic = await RunningClinic.NewAsync();
        var physician = await clinic.AddUserAsync("dr.house", "physician");
        var administrator = await clinic.AddUserAsync("admin.two", "administrator");
        var console = new LocalConsole(clinic.Clinic, ownsClinic: false);
        (await physician.CreateAsync(Patient("a", claims: true))).Expect(201);

        var added = await console.AddPackageAsync(archive, Stop);
        Assert.StartsWith("hl7.fhir.us.core#6.1.0: ", added[0], StringComparison.Ordinal);
        Assert.Contains(added, line => line.Contains("us.nlm.vsac#0.10.0", StringComparison.Ordinal));
        // Claimed and without a choice: broken profiles warn, and do not stop a write.
        (await physician.CreateAsync(Patient("b", claims: true))).Expect(201);

        await Choose(administrator, UsCorePatient, "enforced", 204);
        Assert.Contains("VAL-PROFILE-MIN", (await physician.CreateAsync(Patient("c", claims: true))).ExpectOutcome(422).Text, StringComparison.Ordinal);
        (await physician.CreateAsync(Patient("d", claims: false))).ExpectOutcome(422);
        (await physician.CreateAsync(Chart.Patient("e"))).Expect(201);

        await Choose(administrator, UsCorePatient, "off", 204);
        (await physician.CreateAsync(Patient("f", claims: true))).Expect(201);

        await Choose(physician, UsCorePatient, "enforced", 403);
        await Choose(clinic.Nobody(), UsCorePatient, "enforced", 401);
        await Choose(administrator, "http://test/none", "enforced", 422);
        await Choose(administrator, UsCorePatient, "nonsense", 422);
        var listed = (await administrator.GetAsync("conformance/profiles")).Expect(200).Json["profiles"]!.AsArray();
        Assert.Equal("off", (string?)listed.Single(line => (string?)line!["url"] == UsCorePatient)!["choice"]);
        Assert.Contains("hl7.fhir.us.core", (await administrator.GetAsync("conformance/packages")).Expect(200).Text, StringComparison.Ordinal);

        var backup = new DirectoryInfo(Path.Combine(clinic.Data.Parent!.FullName, "copy"));
        await console.BackupAsync(backup, Stop);
        Assert.Equal(archive, await File.ReadAllBytesAsync(Path.Combine(backup.FullName, "packages", "hl7.fhir.us.core#6.1.0.tgz"), Stop));
        await console.RemovePackageAsync("hl7.fhir.us.core", Stop);
        Assert.Empty(clinic.Clinic.Conformance.Definitions.Packages);
        await Assert.ThrowsAsync<ConsoleException>(() => console.RemovePackageAsync("hl7.fhir.us.core", Stop));
    }

    [Fact]
    public async Task An_enforced_profile_holds_for_resources_of_its_kind_only()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var physician = await clinic.AddUserAsync("dr.house", "physician");
        var console = new LocalConsole(clinic.Clinic, ownsClinic: false);
        await console.AddPackageAsync(await File.ReadAllBytesAsync(SharedData.Require("fhir/us_core_610.tgz"), Stop), Stop);
        await console.ChooseProfileAsync(UsCoreHeartRate, "enforced", Stop);
        (await physician.CreateAsync(Chart.Patient("p"))).Expect(201);
        var heartRate = Chart.Observation(Chart.NewId(), "p");
        (await physician.CreateAsync(heartRate.DeepClone().AsObject())).Expect(201);
        heartRate["valueQuantity"]!["code"] = "Hz";
        Assert.Contains("VAL-FIXED", (await physician.CreateAsync(heartRate.DeepClone().AsObject())).ExpectOutcome(422).Text, StringComparison.Ordinal);
        heartRate["code"]!["coding"]![0]!["code"] = "9279-1";
        (await physician.CreateAsync(heartRate)).Expect(201);
    }

    [Fact]
    public async Task Validate_takes_a_profile_and_a_mode()
    {
        await using var clinic = await RunningClinic.NewAsync();
        var physician = await clinic.AddUserAsync("dr.house", "physician");
        await new LocalConsole(clinic.Clinic, ownsClinic: false).AddPackageAsync(await File.ReadAllBytesAsync(SharedData.Require("fhir/us_core_610.tgz"), Stop), Stop);
        Assert.DoesNotContain("\"error\"", (await physician.PostAsync("fhir/Patient/$validate", Patient("a", claims: false))).ExpectOutcome(200).Text, StringComparison.Ordinal);
        Assert.Contains("VAL-PROFILE-MIN", (await physician.PostAsync($"fhir/Patient/$validate?profile={UsCorePatient}", Patient("a", claims: false))).ExpectOutcome(200).Text, StringComparison.Ordinal);
        var wrapped = new JsonObject
        {
            ["resourceType"] = "Parameters",
            ["parameter"] = new JsonArray(
                new JsonObject { ["name"] = "profile", ["valueUri"] = UsCorePatient }, new JsonObject { ["name"] = "mode", ["valueCode"] = "profile" },
                new JsonObject { ["name"] = "resource", ["resource"] = Patient("a", claims: false) }),
        };
        Assert.Contains("VAL-PROFILE-MIN", (await physician.PostAsync("fhir/Patient/$validate", wrapped)).ExpectOutcome(200).Text, StringComparison.Ordinal);
        // What is claimed is an error for the validator, and a warning for a write.
        Assert.Contains("\"error\"", (await physician.PostAsync("fhir/Patient/$validate", Patient("a", claims: true))).ExpectOutcome(200).Text, StringComparison.Ordinal);
        var asWritten = (await physician.PostAsync("fhir/Patient/$validate?mode=create", Patient("a", claims: true))).ExpectOutcome(200).Text;
        Assert.DoesNotContain("\"error\"", asWritten, StringComparison.Ordinal);
        Assert.Contains("\"warning\"", asWritten, StringComparison.Ordinal);
        Assert.Contains("REST-VALIDATE-MODE", (await physician.PostAsync("fhir/Patient/$validate?mode=nonsense", Patient("a", claims: true))).ExpectOutcome(200).Text, StringComparison.Ordinal);
        Assert.Contains("VAL-PROFILE-UNKNOWN", (await physician.PostAsync("fhir/Patient/$validate?profile=http://test/none", Patient("a", claims: true))).ExpectOutcome(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_takes_packages_while_the_server_runs()
    {
        using var folder = new TemporaryFolder();
        var (data, package) = (folder.File("store"), SharedData.Require("fhir/us_core_700.tgz"));
        (await CommandRun.RunAsync("init", "--data", data, "--tenant", "First clinic", "--admin", "admin")).Expect(0);
        Assert.Contains("no packages", (await CommandRun.RunAsync("package", "list", "--data", data)).Expect(0).Output, StringComparison.Ordinal);
        await using var server = CommandRun.Start("up", "--data", data, "--port", "0");
        await server.Address;
        Assert.Contains("hl7.fhir.us.core#7.0.0", (await CommandRun.RunAsync("package", "add", package, "--data", data)).Expect(0).Output, StringComparison.Ordinal);
        (await CommandRun.RunAsync("package", "profile", UsCorePatient, "enforced", "--data", data)).Expect(0);
        var list = (await CommandRun.RunAsync("package", "list", "--data", data)).Expect(0).Output;
        Assert.Contains("hl7.fhir.us.core#7.0.0", list, StringComparison.Ordinal);
        Assert.Contains("enforced: " + UsCorePatient, list, StringComparison.Ordinal);
        (await CommandRun.RunAsync("package", "profile", "http://test/none", "enforced", "--data", data)).Expect(1);
        var resource = folder.File("patient.json");
        await File.WriteAllTextAsync(resource, Patient("a", claims: false).ToJsonString(), Stop);
        (await CommandRun.RunAsync("validate", resource, "--data", data)).Expect(0);
        Assert.Contains("VAL-PROFILE-MIN", (await CommandRun.RunAsync("validate", resource, "--data", data, "--profile", UsCorePatient)).Expect(1).Output, StringComparison.Ordinal);
        Assert.Contains("VAL-PROFILE-MIN", (await CommandRun.RunAsync("validate", resource, "--package", package, "--profile", UsCorePatient)).Expect(1).Output, StringComparison.Ordinal);
        (await CommandRun.RunAsync("package", "add", resource, "--data", data)).Expect(1);
        (await CommandRun.RunAsync("package", "remove", "hl7.fhir.us.core", "--data", data)).Expect(0);
        (await CommandRun.RunAsync("package", "remove", "hl7.fhir.us.core", "--data", data)).Expect(1);
    }

    private static async Task Choose(Door door, string url, string choice, int expected) =>
        (await door.SendAsync(HttpMethod.Put, "conformance/profiles", new JsonObject { ["url"] = url, ["choice"] = choice }.ToJsonString())).Expect(expected);
}
