using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Auditing;

/// <summary>Every interaction leaves exactly one record that names the user, the patients and the resources.</summary>
public sealed class AuditRecordTests(SeededClinic clinic)
{
    private readonly AuditLog _log = new(clinic.As("compliance-officer"));
    private readonly string _patient = Chart.NewId();

    private string PatientReference => "Patient/" + _patient;

    [Fact]
    public async Task Writes_and_reads_of_one_resource_are_on_record_one_by_one()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        var id = Chart.NewId();
        await OneAsync(user, "update", "update", 201, [$"{PatientReference}/_history/1"], () => door.PutAsync(Chart.Patient(_patient)));
        Reply made = null!;
        var create = await OneAsync(user, "create", "create", 201, null, async () => made = await door.CreateAsync(Chart.Observation("x", _patient)));
        Assert.Equal([$"{made.Made}/_history/1"], AuditLog.Resources(create));
        await OneAsync(user, "update", "update", 201, [$"Observation/{id}/_history/1"], () => door.PutAsync(Chart.Observation(id, _patient)));
        await OneAsync(user, "update", "update", 200, [$"Observation/{id}/_history/2"], () => door.PutAsync(Chart.Observation(id, _patient, value: 80)));
        await OneAsync(user, "read", "read", 200, [$"Observation/{id}"], () => door.GetAsync($"fhir/Observation/{id}"));
        await OneAsync(user, "read", "vread", 200, [$"Observation/{id}/_history/1"], () => door.GetAsync($"fhir/Observation/{id}/_history/1"));
        await OneAsync(user, "read", "history", 200, [$"Observation/{id}/_history/2", $"Observation/{id}/_history/1"], () => door.GetAsync($"fhir/Observation/{id}/_history"));
        await OneAsync(user, "read", "read", 200, [$"Observation/{id}"], () => door.GetAsync($"fhir/Observation/{id}", ("If-None-Match", "W/\"2\"")));
        await OneAsync(user, "read", "read", 200, [$"Observation/{id}"], () => door.SendAsync(HttpMethod.Head, $"fhir/Observation/{id}", null));
    }

    [Fact]
    public async Task A_search_names_its_criteria_its_rows_and_what_it_includes()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        (await clinic.As("physician").PutAsync(Chart.Patient(_patient))).Expect(201);
        var id = Chart.NewId();
        (await clinic.As("physician").PutAsync(Chart.Observation(id, _patient))).Expect(201);
        var search = await OneAsync(user, "read", "search", 200, [$"Observation/{id}", PatientReference], () => door.GetAsync($"fhir/Observation?patient={_patient}&_include=Observation:subject"));
        Assert.Equal($"patient={_patient}&_include=Observation:subject", AuditLog.Text(search, "query"));
        await OneAsync(user, "read", "search", 200, [PatientReference], () =>
            door.SendBytesAsync(HttpMethod.Post, "fhir/Patient/_search", System.Text.Encoding.UTF8.GetBytes($"identifier=mrn-{_patient}"), "application/x-www-form-urlencoded"));
        var everything = await OneAsync(user, "read", "everything", 200, null, () => door.GetAsync($"fhir/Patient/{_patient}/$everything"));
        Assert.Equal([$"Observation/{id}", PatientReference], AuditLog.Resources(everything).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_transaction_leaves_one_record_and_one_for_each_read_in_it()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        var (one, two) = (Chart.NewId(), Chart.NewId());
        (await clinic.As("physician").PutAsync(Chart.Patient(_patient))).Expect(201);
        var events = await _log.DuringAsync(user, async () => (await door.PostAsync("fhir", Chart.Bundle(
            "transaction", Chart.Put(Chart.Observation(one, _patient)), Chart.Put(Chart.Condition(two, _patient)), Chart.Get($"Observation/{one}")))).Expect(200));
        Assert.Equal(["transaction", "read"], events.Select(one => AuditLog.Text(one, "interaction")));
        Assert.Equal([$"Observation/{one}/_history/1", $"Condition/{two}/_history/1"], AuditLog.Resources(events[0]));
        Assert.Equal([PatientReference], AuditLog.Patients(events[0]));
        Assert.Equal([$"Observation/{one}"], AuditLog.Resources(events[1]));
    }

    [Fact]
    public async Task Each_entry_of_a_batch_is_on_record_by_itself_refused_ones_too()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        (await clinic.As("physician").PutAsync(Chart.Patient(_patient))).Expect(201);
        var entries = new[]
        {
            Chart.Get(PatientReference), Chart.Get($"Observation?patient={_patient}"), Chart.Post(Chart.Observation("x", _patient)), Chart.Get("Account/none"), Chart.Get("Patient/none"),
            Chart.Get("Patient?nonsense=1"), Chart.Delete(PatientReference), Chart.Get("Nonsense/1"), Chart.Get("a/b/c/d/e"),
            new JsonObject { ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = PatientReference } },
            new JsonObject { ["request"] = new JsonObject { ["method"] = "PATCH", ["url"] = PatientReference } },
        };
        Reply reply = null!;
        var events = await _log.DuringAsync(user, async () => reply = (await door.PostAsync("fhir", Chart.Bundle("batch", entries))).Expect(200));
        var statuses = reply.Entries.Select(entry => (string)entry["response"]!["status"]!).ToList();
        Assert.Equal(["200", "200", "201", "403", "404", "400", "403", "404", "404", "400", "400"], statuses);
        Assert.Equal(statuses, events.Select(one => $"{(int)one["status"]!}"));
    }

    [Fact]
    public async Task Refusals_are_on_record_with_what_was_asked_for_and_whose_it_is()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        var (deskUser, desk) = await clinic.OwnUserAsync("front-desk");
        (await clinic.As("physician").PutAsync(Chart.Patient(_patient))).Expect(201);
        var hidden = Chart.NewId();
        (await clinic.As("psychologist").PutAsync(Chart.Note(hidden, _patient, "Speaks of grief."))).Expect(201);
        await RefusedAsync(user, "read", 404, "refused", $"DocumentReference/{hidden}", () => door.GetAsync($"fhir/DocumentReference/{hidden}"), PatientReference);
        await RefusedAsync(user, "vread", 404, "refused", $"DocumentReference/{hidden}/_history/1", () => door.GetAsync($"fhir/DocumentReference/{hidden}/_history/1"), PatientReference);
        await RefusedAsync(user, "history", 404, "refused", $"DocumentReference/{hidden}", () => door.GetAsync($"fhir/DocumentReference/{hidden}/_history"), PatientReference);
        await RefusedAsync(user, "read", 404, "failed", "DocumentReference/none", () => door.GetAsync("fhir/DocumentReference/none"));
        await RefusedAsync(deskUser, "read", 403, "refused", $"DocumentReference/{hidden}", () => desk.GetAsync($"fhir/DocumentReference/{hidden}"), PatientReference);
        await RefusedAsync(deskUser, "search", 403, "refused", $"patient={_patient}", () => desk.GetAsync($"fhir/Observation?patient={_patient}"));
        await RefusedAsync(deskUser, "search", 403, "refused", "reason-code=x", () => desk.GetAsync("fhir/Appointment?reason-code=x"));
        await RefusedAsync(user, "search", 400, "failed", null, () => door.GetAsync("fhir/Patient?nonsense=1"));
        await RefusedAsync(user, "create", 422, "failed", null, () => door.SendAsync(HttpMethod.Post, "fhir/Patient", """{"resourceType":"Patient","gender":"nonsense"}"""));
        await RefusedAsync(user, "create", 400, "failed", null, () => door.SendAsync(HttpMethod.Post, "fhir/Patient", "{"));
        await RefusedAsync(user, "update", 412, "failed", PatientReference, () => door.PutAsync(Chart.Patient(_patient), ("If-Match", "W/\"9\"")));
        await RefusedAsync(user, "delete", 403, "refused", PatientReference, () => door.DeleteAsync(PatientReference));
        await RefusedAsync(user, "transaction", 400, "failed", null, () => door.SendAsync(HttpMethod.Post, "fhir", """{"resourceType":"Patient"}"""));
        await RefusedAsync(user, "transaction", 403, "refused", null, () => door.PostAsync("fhir", Chart.Bundle("transaction", Chart.Delete(PatientReference))));
        await RefusedAsync(user, "read", 400, "failed", null, () => door.GetAsync($"fhir/{PatientReference}?nonsense=1"));
        await RefusedAsync(user, "history", 400, "failed", null, () => door.GetAsync($"fhir/{PatientReference}/_history?nonsense=1"));
        await RefusedAsync(user, "everything", 400, "failed", null, () => door.GetAsync($"fhir/{PatientReference}/$everything?nonsense=1"));
        await RefusedAsync(user, "patch", 400, "failed", null, () => door.SendAsync(HttpMethod.Patch, $"fhir/{PatientReference}", "{}"));
        await RefusedAsync(user, "request", 404, "failed", null, () => door.GetAsync("fhir/Patient/1/2/3/4"));
        await RefusedAsync(user, "read", 404, "failed", null, () => door.GetAsync("fhir/Nonsense/1"));
        await RefusedAsync(user, "read", 406, "failed", null, () => door.GetAsync($"fhir/{PatientReference}?_format=turtle"));
    }

    [Fact]
    public async Task Operations_without_a_stored_resource_are_on_record()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        await OneAsync(user, "execute", "validate", 200, [], () => door.PostAsync("fhir/Patient/$validate", Chart.Patient("p")), patients: []);
        await OneAsync(user, "execute", "convert", 200, [], () => door.PostAsync("fhir/$convert", Chart.Patient("p")), patients: []);
        await OneAsync(user, "execute", "fhirpath", 200, [], () => door.PostAsync("fhir/$fhirpath", Chart.Resource("""{"resourceType":"Parameters","parameter":[{"name":"expression","valueString":"1+1"}]}""")), patients: []);
    }

    [Fact]
    public async Task A_move_to_another_patient_is_in_both_patients_logs()
    {
        var (id, other) = (Chart.NewId(), Chart.NewId());
        (await clinic.As("physician").PutAsync(Chart.Observation(id, _patient))).Expect(201);
        (await clinic.As("physician").PutAsync(Chart.Observation(id, other))).Expect(200);
        Assert.Equal(2, (await _log.EventsAsync($"patient={_patient}")).Count);
        Assert.Single(await _log.EventsAsync($"patient={other}"));
    }

    [Fact]
    public async Task Sign_ins_good_bad_and_locked_are_on_record_under_the_name_tried()
    {
        var (user, _) = await clinic.OwnUserAsync("physician");
        var door = clinic.Running.Nobody();
        async Task SignInAsync(string password, int status) => (await door.PostAsync("auth/sign-in", new JsonObject { ["userName"] = user, ["password"] = password }, ("X-Carewright-App", "1"))).Expect(status);
        await RefusedAsync(user, "sign-in", 401, "failed", null, () => SignInAsync("wrong-password-1", 401));
        var good = Assert.Single(await _log.DuringAsync(user, () => SignInAsync(RunningClinic.Password, 200)), one => AuditLog.Text(one, "interaction") != "new-device");
        Assert.Equal(("sign-in", "success", 200), (AuditLog.Text(good, "interaction"), AuditLog.Text(good, "outcome"), (int)good["status"]!));
        for (var i = 0; i < 4; i++)
            await SignInAsync("wrong-password-1", 401);
        await SignInAsync("wrong-password-1", 423);
        await RefusedAsync(user, "sign-in", 423, "refused", null, () => SignInAsync(RunningClinic.Password, 423));
        var unknown = "nobody-" + _patient[..8];
        (await door.PostAsync("auth/sign-in", new JsonObject { ["userName"] = unknown, ["password"] = "x" }, ("X-Carewright-App", "1"))).Expect(401);
        Assert.Single(await _log.EventsAsync($"user={unknown}"));
    }

    [Fact]
    public async Task Requests_without_a_credential_or_with_a_bad_one_are_on_record_as_anonymous()
    {
        using var stranger = new Door(clinic.Running.Address, "eyJhbGciOiJub25lIn0.e30.");
        (await clinic.Running.Nobody().GetAsync("fhir/VisionPrescription/asked-by-nobody")).ExpectOutcome(401);
        (await stranger.GetAsync("fhir/VisionPrescription?patient=1")).ExpectOutcome(401);
        (await clinic.Running.Nobody().PostAsync("fhir", Chart.Bundle("batch"))).ExpectOutcome(401);
        (await clinic.Running.Nobody().GetAsync("fhir/no/such/address/at/all")).ExpectOutcome(401);
        var events = (await _log.EventsAsync("user=anonymous")).Where(one => AuditLog.Text(one, "resourceType") == "VisionPrescription").ToList();
        Assert.Equal([("read", "refused", 401), ("search-type", "refused", 401)], events.Select(one => (AuditLog.Text(one, "interaction"), AuditLog.Text(one, "outcome"), (int)one["status"]!)));
        (await clinic.Running.Nobody().GetAsync("fhir/metadata")).Expect(200);
    }

    [Fact]
    public async Task A_write_with_the_app_s_cookie_but_without_its_header_is_refused()
    {
        var (user, _) = await clinic.OwnUserAsync("physician");
        var door = clinic.Running.Nobody();
        (await door.PostAsync("auth/sign-in", new JsonObject { ["userName"] = user, ["password"] = RunningClinic.Password }, ("X-Carewright-App", "1"))).Expect(200);
        (await door.GetAsync("fhir/Patient?_count=1")).Expect(200);
        (await door.CreateAsync(Chart.Patient("x"))).ExpectOutcome(403);
        (await door.CreateAsync(Chart.Patient("x"), ("X-Carewright-App", "1"))).Expect(201);
    }

    private async Task<JsonObject> OneAsync(string user, string action, string interaction, int status, string[]? resources, Func<Task> act, string[]? patients = null)
    {
        var one = Assert.Single(await _log.DuringAsync(user, act));
        Assert.Equal((user, action, interaction, status, "success"), (AuditLog.Text(one, "userName"), AuditLog.Text(one, "action"), AuditLog.Text(one, "interaction"), (int)one["status"]!, AuditLog.Text(one, "outcome")));
        if (resources is not null)
            Assert.Equal(resources, AuditLog.Resources(one));
        Assert.Equal(patients ?? [PatientReference], AuditLog.Patients(one));
        Assert.Equal("127.0.0.1", AuditLog.Text(one, "address"));
        return one;
    }

    private async Task RefusedAsync(string user, string interaction, int status, string outcome, string? query, Func<Task> act, params string[] patients)
    {
        var one = Assert.Single(await _log.DuringAsync(user, act));
        Assert.Equal((interaction, status, outcome, query ?? ""), (AuditLog.Text(one, "interaction"), (int)one["status"]!, AuditLog.Text(one, "outcome"), AuditLog.Text(one, "query")));
        Assert.Empty(AuditLog.Resources(one));
        Assert.Equal(patients, AuditLog.Patients(one));
    }
}
