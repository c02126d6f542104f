using System.Text.Json.Nodes;
using Carewright.FhirApi.Routing;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Attacks.Tests.Browsing;

/// <summary>Every row of the FHIR door's own table.</summary>
public sealed class FhirTableTests(SeededClinic clinic)
{
    public static TheoryData<string> Roles { get; } = [.. Security.Roles.All];

    private IReadOnlyList<FhirRoute> Table => clinic.Running.Server.Services.GetRequiredService<FhirRouter>().Routes;

    [Fact]
    public void Only_the_statement_of_what_the_server_can_is_open()
    {
        var open = Assert.Single(Table, row => !row.NeedsActor);
        Assert.Equal(("GET", "metadata"), (open.Method, open.OnlyType));
    }

    [Fact]
    public async Task Nobody_gets_through_any_row_and_every_attempt_is_on_record()
    {
        var log = new AuditLog(clinic.As("compliance-officer"));
        var rows = Table.Where(row => row.NeedsActor).ToList();
        Assert.True(rows.Count > 60, "the table is not the whole one");
        var faults = new List<string>();
        var left = await log.DuringAsync("anonymous", async () =>
        {
            foreach (var row in rows)
            {
                var reply = await AskAsync(clinic.Running.Nobody(), row, row.OnlyType ?? "Observation");
                if (reply.Status != 401)
                    faults.Add($"{row.Method} {AddressOf(row, row.OnlyType ?? "Observation")}: {reply.Status}");
            }
        });
        Assert.Empty(faults);
        Assert.True(left.Count(one => (int)one["status"]! == 401) >= rows.Count, "a refusal has left no record");
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task No_row_serves_a_type_that_the_role_may_not_touch(string role)
    {
        var (_, door) = await clinic.OwnUserAsync(role, fhirUser: role == "patient" ? "Patient/" + clinic.OwnPatient : null);
        // An interface may have every type that is stored; nobody but who works on the log has the log.
        var closed = role == "system-interface" ? "AuditEvent" : "TestScript";
        var faults = new List<string>();
        foreach (var row in Table.Where(row => row is { NeedsActor: true, OnlyType: null, Level: not (FhirLevel.System or FhirLevel.SystemHistory or FhirLevel.SystemSearch) } && row.Operation != "$validate"))
        {
            var reply = await AskAsync(door, row, closed);
            // What is malformed may be told before the role is asked; nothing of the row is.
            if (reply.Status is not (400 or 403 or 404 or 405 or 415))
                faults.Add($"{row.Method} {AddressOf(row, closed)}: {reply.Status}");
        }
        Assert.Empty(faults);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Operations_that_the_policy_keeps_for_some_are_refused_to_the_others(string role)
    {
        var (_, door) = await clinic.OwnUserAsync(role, fhirUser: role == "patient" ? "Patient/" + clinic.OwnPatient : null);
        var operations = clinic.Running.Clinic.Parts.Policies.Current.FindRole(role)!.Operations;
        foreach (var (operation, name, address) in new[] { ("merge", "$merge", "fhir/Patient/$merge"), ("merge", "$unmerge", "fhir/Patient/$unmerge"), ("erase", "$erase", "fhir/Patient/nobody/$erase"), ("import", "$import", "fhir/$import") })
        {
            if (operations.Contains(operation))
                continue;
            var reply = await door.PostAsync(address, new JsonObject { ["resourceType"] = "Parameters" });
            Assert.True(reply.Status is 400 or 403 or 404 or 422, $"{role} gets {reply.Status} from {name}");
            var whole = await door.PostAsync(address, Whole(name, clinic));
            Assert.True(whole.Status is 403 or 404, $"{role} gets {whole.Status} from a well-formed {name}");
        }
    }

    private static JsonObject Whole(string name, SeededClinic clinic)
    {
        JsonObject Reference(string member, string id) => new() { ["name"] = member, ["valueReference"] = new JsonObject { ["reference"] = "Patient/" + id } };
        var parts = name switch
        {
            "$merge" => new JsonArray(Reference("source-patient", clinic.OtherPatient), Reference("target-patient", clinic.OwnPatient)),
            "$unmerge" => new JsonArray(new JsonObject { ["name"] = "task", ["valueReference"] = new JsonObject { ["reference"] = "Task/sample" } }),
            "$erase" => new JsonArray(new JsonObject { ["name"] = "reason", ["valueString"] = "none" }),
            _ => new JsonArray(
                new JsonObject { ["name"] = "inputFormat", ["valueCode"] = "application/fhir+ndjson" },
                new JsonObject { ["name"] = "inputSource", ["valueUri"] = "https://localhost/" },
                new JsonObject { ["name"] = "input", ["part"] = new JsonArray(new JsonObject { ["name"] = "type", ["valueCode"] = "Patient" }, new JsonObject { ["name"] = "url", ["valueUrl"] = "https://localhost/x.ndjson" }) }),
        };
        return new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = parts };
    }

    private static Task<Reply> AskAsync(Door door, FhirRoute row, string type) =>
        door.SendAsync(new HttpMethod(row.Method), AddressOf(row, type), row.Method is "GET" or "DELETE" ? null : new JsonObject { ["resourceType"] = type, ["id"] = "sample" }.ToJsonString());

    private static string AddressOf(FhirRoute row, string type)
    {
        var place = row.Level switch
        {
            FhirLevel.System => "",
            FhirLevel.SystemHistory => "/_history",
            FhirLevel.SystemSearch => "/_search",
            FhirLevel.Type => "/" + type,
            FhirLevel.TypeHistory => $"/{type}/_history",
            FhirLevel.Search => $"/{type}/_search",
            FhirLevel.Instance => $"/{type}/sample",
            FhirLevel.History => $"/{type}/sample/_history",
            FhirLevel.Version => $"/{type}/sample/_history/1",
            FhirLevel.Compartment => $"/{type}/sample/Observation",
            _ => $"/{type}/sample/Observation/_search",
        };
        return "fhir" + place + (row.Operation is null ? "" : "/" + row.Operation);
    }
}
