using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;
using Carewright.Synthesis;

[assembly: AssemblyFixture(typeof(SeededClinic))]

namespace Carewright.Scenarios.Tests.Running;

/// <summary>One clinic for all tests that only need there to be one: a generated one with a dozen patients, and a sample of every resource type for two of them.</summary>
public sealed class SeededClinic : IAsyncLifetime
{
    internal const string RestrictionSystem = "https://carewright.example/fhir/CodeSystem/department-restriction";
    internal const string BehavioralHealth = "behavioral-health";
    internal const string FamilyMedicine = "family-medicine";
    private static readonly ClinicPlan s_plan = new(12, 7, new DateOnly(2026, 3, 2));
    private readonly SemaphoreSlim _adding = new(1, 1);
    private int _users;

    internal RunningClinic Running { get; private set; } = null!;

    /// <summary>Every generated resource.</summary>
    internal IReadOnlyList<JsonObject> Generated { get; private set; } = [];

    /// <summary>The patient who signs in; the samples named <c>sample</c> are about it.</summary>
    internal string OwnPatient { get; private set; } = "";

    /// <summary>Another patient; the samples named <c>other</c> are about it.</summary>
    internal string OtherPatient { get; private set; } = "";

    /// <summary>One door per role, by the role's name, and <c>psychologist</c>: a physician of behavioural health.</summary>
    internal Door As(string user) => Running.As(user);

    internal static bool IsRestricted(JsonObject resource) =>
        resource["meta"]?["security"] is JsonArray labels && labels.Any(label => (string?)label!["system"] == RestrictionSystem);

    public async ValueTask InitializeAsync()
    {
        Running = await RunningClinic.NewAsync();
        var staff = DemoStaff.For(s_plan);
        Generated = [.. ClinicGenerator.Generate(s_plan).Select(resource => JsonNode.Parse(resource.Json.Span)!.AsObject())];
        OwnPatient = staff.Single(member => member.Role == "patient").PatientId!;
        OtherPatient = (string)Generated.First(resource => (string?)resource["resourceType"] == "Patient" && (string?)resource["id"] != OwnPatient)["id"]!;
        await Running.FillAsync(Generated);
        await Running.FillAsync(SampleResources.Types.Where(type => type != "AuditEvent").SelectMany(type => new[] { SampleResources.Of(type, "sample", OwnPatient), SampleResources.Of(type, "other", OtherPatient) }));
        foreach (var member in staff)
        {
            if (member.UserName is not ("dermatologist" or "orthopaedist"))
                await Running.AddUserAsync(member.UserName, member.Role, member.DepartmentCode, member.FhirUser, $"Location/{member.SiteId}");
        }
        await AddProxyAsync("proxy");
    }

    /// <summary>A user that no other test has, so that its audit records can be counted.</summary>
    internal async Task<(string Name, Door Door)> OwnUserAsync(string role, string? department = FamilyMedicine, string? fhirUser = null)
    {
        await _adding.WaitAsync();
        try
        {
            var name = $"{role}-{++_users}";
            return (name, role == "proxy" ? await AddProxyAsync(name) : await Running.AddUserAsync(name, role, department, fhirUser));
        }
        finally
        {
            _adding.Release();
        }
    }

    // A guardian of the patient who signs in, by the clinic's own doors: there is no other way to an account of this role.
    private async Task<Door> AddProxyAsync(string name)
    {
        var draft = new JsonObject
        {
            ["patient"] = OwnPatient,
            ["kind"] = "guardian",
            ["name"] = "A guardian",
            ["relationship"] = "GUARD",
            ["until"] = "2040-01-01",
            ["papers"] = "DocumentReference/sample",
        };
        var offer = (await As("compliance-officer").PostAsync("privacy/proxies", draft)).Expect(201).Json;
        var born = (string)Generated.First(resource => (string?)resource["resourceType"] == "Patient" && (string?)resource["id"] == OwnPatient)["birthDate"]!;
        var joining = new JsonObject { ["code"] = (string)offer["code"]!, ["birthDate"] = born, ["userName"] = name, ["password"] = RunningClinic.Password };
        (await Running.Nobody().PostAsync("proxies/join", joining)).Expect(200);
        return Running.Again(name);
    }

    public async ValueTask DisposeAsync()
    {
        _adding.Dispose();
        await Running.DisposeAsync();
    }
}
