using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Access;

/// <summary>Every role against every resource type by every interaction, against what the session says it may, which in turn is held against <see cref="RoleTable"/>.</summary>
public sealed class RoleMatrixTests(SeededClinic clinic)
{
    // The log is served by itself, to whoever may work on it (AuditEventTests).
    private static readonly string[] s_stored = [.. SampleResources.Types.Where(type => type != "AuditEvent")];

    public static TheoryData<string> Roles { get; } = [.. Security.Roles.All];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task The_session_says_what_the_table_says(string role)
    {
        var may = await MayAsync(role);
        var readable = Types(may, "read", "search");
        if (RoleTable.Readable.TryGetValue(role, out var expected))
            Assert.Equal(expected.Order(StringComparer.Ordinal), readable.Order(StringComparer.Ordinal));
        else
            Assert.Equal(SampleResources.Types.Except(["AuditEvent"]).Order(StringComparer.Ordinal), readable.Order(StringComparer.Ordinal));
        if (RoleTable.Writable.TryGetValue(role, out var writable))
            Assert.Equal(writable.Order(StringComparer.Ordinal), Types(may, "create", "update").Order(StringComparer.Ordinal));
        Assert.Empty(readable.Intersect(RoleTable.Forbidden[role]));
        if (role != "system-interface")
            Assert.Equal(RoleTable.Deletable.GetValueOrDefault(role, []).Order(StringComparer.Ordinal), Types(may, "delete").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Reads_versions_histories_searches_and_counts_are_what_the_session_says(string role)
    {
        var may = await MayAsync(role);
        await ForEachTypeAsync(role, async (door, type, faults) =>
        {
            foreach (var id in new[] { "sample", "other" })
            {
                var sees = Sees(role, type, id);
                var reading = !Has(may, type, "read") ? 403 : sees ? 200 : 404;
                faults.Same(reading, await door.GetAsync($"fhir/{type}/{id}"), $"read {id}");
                faults.Same(reading, await door.GetAsync($"fhir/{type}/{id}/_history/1"), $"vread {id}");
                faults.Same(reading, await door.GetAsync($"fhir/{type}/{id}/_history"), $"history {id}");
                await CheckSearchAsync(door, type, id, Has(may, type, "search"), sees, faults);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Writes_are_what_the_session_says(string role)
    {
        var may = await MayAsync(role);
        await ForEachTypeAsync(role, async (door, type, faults) =>
        {
            if (type == "AuditEvent")
            {
                faults.Same(403, await door.CreateAsync(SampleResources.Of(type, "made", clinic.OwnPatient)), "create");
                return;
            }
            var content = Accepts(role, type);
            faults.Same(Has(may, type, "create") && content ? 201 : 403, await door.CreateAsync(SampleResources.Of(type, "made", clinic.OwnPatient)), "create");
            faults.Same(Has(may, type, "create") && content ? 201 : 403, await door.PutAsync(SampleResources.Of(type, "made-by-" + role, clinic.OwnPatient)), "update-as-create");
            var mine = SampleResources.Of(type, "for-" + role, clinic.OwnPatient);
            (await clinic.As("system-interface").PutAsync(mine)).Expect(201);
            var mayUpdate = Has(may, type, "update");
            faults.Same(!mayUpdate ? 403 : !Sees(role, type, "sample") ? 404 : content ? 200 : 403, await door.PutAsync(mine), "update");
            faults.Same(Has(may, type, "delete") ? 204 : 403, await door.DeleteAsync(Reply.Reference(mine)), "delete");
            (await clinic.As("system-interface").DeleteAsync(Reply.Reference(mine))).Expect(204);
        });
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Entries_of_batches_and_transactions_answer_as_the_same_request_alone(string role)
    {
        var may = await MayAsync(role);
        foreach (var kind in new[] { "batch", "transaction" })
        {
            var entries = new JsonArray();
            foreach (var type in s_stored)
            {
                entries.Add(Get($"{type}/sample"));
                entries.Add(Get($"{type}?_id=sample"));
                entries.Add(Get($"{type}/sample/_history/1"));
            }
            var reply = (await clinic.As(role).PostAsync("fhir", new JsonObject { ["resourceType"] = "Bundle", ["type"] = kind, ["entry"] = entries })).Expect(200);
            for (var i = 0; i < reply.Entries.Count; i++)
            {
                var type = s_stored[i / 3];
                var granted = Has(may, type, i % 3 == 1 ? "search" : "read");
                var expected = !granted ? "403" : i % 3 == 1 || Sees(role, type, "sample") ? "200" : "404";
                Assert.Equal($"{kind} {type} {i % 3} {expected}", $"{kind} {type} {i % 3} {(string?)reply.Entries[i]["response"]!["status"]}");
                if (!granted)
                    Assert.Null(reply.Entries[i]["resource"]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Everything_and_includes_bring_only_what_the_role_may_search(string role)
    {
        var (door, may) = (clinic.As(role), await MayAsync(role));
        var searchable = Types(may, "search");
        if (!searchable.Contains("Patient"))
        {
            (await door.GetAsync($"fhir/Patient/{clinic.OwnPatient}/$everything")).ExpectOutcome(403);
            return;
        }
        var everything = await door.AllAsync($"fhir/Patient/{clinic.OwnPatient}/$everything?_count=500");
        Assert.Empty(everything.Select(TypeOf).Distinct().Except(searchable));
        foreach (var type in searchable.Where(type => FhirModel.R4.PatientCompartment.ParametersOf(type).Count > 0 && Sees(role, type, "sample") && IsInCompartment(type)))
            Assert.Contains($"{type}/sample", everything);
        Assert.DoesNotContain(everything, reference => reference.EndsWith("/other", StringComparison.Ordinal));

        await ForEachTypeAsync(role, async (_, type, faults) =>
        {
            foreach (var parameter in FhirModel.R4.SearchParametersOf(type).Where(parameter => parameter.Type == "reference" && parameter.Targets.Contains("Patient")))
            {
                var reply = (await door.GetAsync($"fhir/Patient?_id={clinic.OwnPatient}&_revinclude={type}:{parameter.Code}")).Expect(200);
                faults.True(!reply.References.Select(TypeOf).Except(searchable).Any(), $"{type}:{parameter.Code} brings what may not be searched");
            }
            if (searchable.Contains(type))
            {
                var reply = (await door.GetAsync($"fhir/{type}?_include=*&_count=200")).Expect(200);
                faults.True(!reply.References.Select(TypeOf).Except(searchable).Any(), $"{type}: an include brings what may not be searched");
            }
        });
    }

    private static async Task CheckSearchAsync(Door door, string type, string id, bool granted, bool sees, Faults faults)
    {
        var reply = await door.GetAsync($"fhir/{type}?_id={id}&_total=accurate");
        faults.Same(granted ? 200 : 403, reply, $"search {id}");
        if (!granted || reply.Status != 200)
            return;
        faults.True(reply.Total == (sees ? 1 : 0), $"{type}: total of {id} is {reply.Total}");
        faults.True(reply.References.SequenceEqual(sees ? [$"{type}/{id}"] : []), $"{type}: rows of {id} are {string.Join(' ', reply.References)}");
        var count = await door.GetAsync($"fhir/{type}?_id={id}&_summary=count");
        faults.True(count.Total == (sees ? 1 : 0) && count.Entries.Count == 0, $"{type}: count of {id} is {count.Total}");
    }

    /// <summary>Where rows are granted by what they hold: the patient's own, and prior authorisations for the physician.</summary>
    private static bool Sees(string role, string type, string id) => role switch
    {
        _ when type == "AuditEvent" => false,
        not "system-interface" when type == "Subscription" => false, // the samples are another's
        "administrator" when type == "Basic" => false, // the samples are no subscription topics
        "patient" or "proxy" when type is "Patient" => false, // neither sample is the patient's own Patient resource
        "patient" or "proxy" => id == "sample" || s_notAboutPatients.Contains(type),
        "physician" => type is not ("Claim" or "ClaimResponse"), // the samples are claims, not preauthorisations
        _ => true,
    };

    private static readonly HashSet<string> s_notAboutPatients = ["Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Medication", "Questionnaire"];

    private static bool IsInCompartment(string type) => type is not ("Patient" or "Group" or "Person" or "AuditEvent" or "Provenance" or "Basic");

    /// <summary>Whether the role may write the sample as it is, where its grant asks for more than the type.</summary>
    private static bool Accepts(string role, string type) => (role, type) switch
    {
        ("physician", "Claim") => false,
        ("administrator", "Basic") => false,
        ("nurse", "MedicationRequest" or "DeviceRequest" or "DiagnosticReport") => false,
        ("medical-assistant", "MedicationRequest" or "Observation" or "DiagnosticReport") => false,
        _ => true,
    };

    private async Task ForEachTypeAsync(string role, Func<Door, string, Faults, Task> check)
    {
        var all = new List<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(s_stored, options, async (type, _) =>
        {
            var faults = new Faults(type);
            await check(clinic.As(role), type, faults);
            lock (all)
                all.AddRange(faults.Found);
        });
        Assert.True(all.Count == 0, $"{role}:\n{string.Join('\n', all.Order(StringComparer.Ordinal))}");
    }

    private async Task<JsonObject> MayAsync(string role) => (await clinic.As(role).GetAsync("auth/session")).Expect(200).Json["may"]!.AsObject();

    private static bool Has(JsonObject may, string type, string interaction) => may[type] is JsonArray list && list.Any(one => (string?)one == interaction);

    private static HashSet<string> Types(JsonObject may, params string[] interactions) =>
        may.Where(pair => pair.Value!.AsArray().Any(one => interactions.Contains((string?)one))).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);

    private static string TypeOf(string reference) => reference.Split('/')[0];

    private static JsonObject Get(string url) => new() { ["request"] = new JsonObject { ["method"] = "GET", ["url"] = url } };

    private sealed class Faults(string type)
    {
        internal List<string> Found { get; } = [];

        internal void Same(int expected, Reply reply, string what)
        {
            if (reply.Status != expected)
                Found.Add($"{type}: {what}: {expected} was expected, {reply.Status} came: {(reply.Text.Length > 300 ? reply.Text[..300] : reply.Text)}");
        }

        internal void True(bool holds, string fault)
        {
            if (!holds)
                Found.Add(fault);
        }
    }
}
