using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Access;

/// <summary>A note with a department's label exists for that department alone, by whatever way one asks.</summary>
public sealed class DepartmentNoteTests(SeededClinic clinic) : IAsyncLifetime
{
    private readonly string _patient = Chart.NewId();
    private readonly string _hidden = Chart.NewId();
    private readonly string _open = Chart.NewId();
    private readonly string _provenance = Chart.NewId();

    public static TheoryData<string> OtherDepartments { get; } = ["physician", "nurse", "medical-assistant", "system-interface"];

    public async ValueTask InitializeAsync()
    {
        var (psychologist, physician) = (clinic.As("psychologist"), clinic.As("physician"));
        (await physician.PutAsync(Chart.Patient(_patient))).Expect(201);
        (await physician.PutAsync(Chart.Note(_open, _patient, "Sprained ankle, elevated."))).Expect(201);
        (await psychologist.PutAsync(Chart.Note(_hidden, _patient, "Speaks of grief."))).Expect(201);
        (await psychologist.PutAsync(Chart.Note(_hidden, _patient, "Speaks of grief and sleep."))).Expect(200);
        (await physician.PutAsync(Chart.Resource($$$"""
            {"resourceType":"Provenance","id":"{{{_provenance}}}","target":[{"reference":"DocumentReference/{{{_hidden}}}"},{"reference":"DocumentReference/{{{_open}}}"}],"recorded":"2026-02-01T09:00:00Z",
             "agent":[{"who":{"display":"a scenario"}}]}
            """))).Expect(201);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Behavioural_health_sees_its_note_by_every_way() => await SeesAsync(clinic.As("psychologist"), isVisible: true);

    [Theory]
    [MemberData(nameof(OtherDepartments))]
    public async Task Another_department_finds_it_by_no_way(string role) => await SeesAsync(clinic.As(role), isVisible: false);

    [Theory]
    [InlineData("biller")]
    [InlineData("front-desk")]
    [InlineData("compliance-officer")]
    [InlineData("administrator")]
    public async Task Roles_without_notes_are_refused_the_type(string role)
    {
        (await clinic.As(role).GetAsync($"fhir/DocumentReference/{_hidden}")).ExpectOutcome(403);
        (await clinic.As(role).GetAsync($"fhir/DocumentReference?patient={_patient}")).ExpectOutcome(403);
    }

    [Theory]
    [InlineData("fhir/DocumentReference/ID")]
    [InlineData("fhir/DocumentReference/ID/_history")]
    [InlineData("fhir/DocumentReference/ID/_history?_before=1")]
    [InlineData("fhir/DocumentReference/ID/_history/1")]
    [InlineData("fhir/DocumentReference/ID/_history/7")]
    public async Task A_hidden_note_answers_like_one_that_does_not_exist(string path)
    {
        var absent = Chart.NewId();
        var forHidden = await clinic.As("physician").GetAsync(path.Replace("ID", _hidden, StringComparison.Ordinal));
        var forAbsent = await clinic.As("physician").GetAsync(path.Replace("ID", absent, StringComparison.Ordinal));
        AssertAlike(forHidden, _hidden, forAbsent, absent);
    }

    [Fact]
    public async Task A_hidden_note_that_is_deleted_answers_like_one_that_never_was()
    {
        var (deleted, absent) = (Chart.NewId(), Chart.NewId());
        (await clinic.As("psychologist").PutAsync(Chart.Note(deleted, _patient, "To be withdrawn."))).Expect(201);
        (await clinic.As("system-interface").DeleteAsync($"DocumentReference/{deleted}")).ExpectOutcome(404);
        await DeleteBelowTheDoorAsync("DocumentReference", deleted);
        (await clinic.As("psychologist").GetAsync($"fhir/DocumentReference/{deleted}")).ExpectOutcome(410);
        foreach (var path in new[] { "ID", "ID/_history", "ID/_history/1", "ID/_history/2" })
        {
            var forHidden = await clinic.As("physician").GetAsync("fhir/DocumentReference/" + path.Replace("ID", deleted, StringComparison.Ordinal));
            var forAbsent = await clinic.As("physician").GetAsync("fhir/DocumentReference/" + path.Replace("ID", absent, StringComparison.Ordinal));
            AssertAlike(forHidden, deleted, forAbsent, absent);
        }
    }

    [Fact]
    public async Task Every_restricted_note_of_the_generated_clinic_is_hidden_from_others_and_shown_to_its_department()
    {
        var restricted = clinic.Generated.Where(SeededClinic.IsRestricted).Select(Reply.Reference).ToList();
        Assert.NotEmpty(restricted);
        Assert.Empty(restricted.Intersect(await clinic.As("physician").AllAsync("fhir/DocumentReference?_count=500")));
        Assert.Empty(restricted.Except(await clinic.As("psychologist").AllAsync("fhir/DocumentReference?_count=500")));
    }

    private async Task SeesAsync(Door door, bool isVisible)
    {
        var hidden = $"DocumentReference/{_hidden}";
        var status = isVisible ? 200 : 404;
        (await door.GetAsync($"fhir/{hidden}")).Expect(status);
        (await door.GetAsync($"fhir/{hidden}/_history/1")).Expect(status);
        (await door.GetAsync($"fhir/{hidden}/_history/2")).Expect(status);
        (await door.GetAsync($"fhir/{hidden}/_history")).Expect(status);

        foreach (var query in new[] { $"patient={_patient}", $"subject=Patient/{_patient}", $"_id={_hidden},{_open}", $"patient={_patient}&_security={SeededClinic.RestrictionSystem}|", $"patient.identifier=mrn-{_patient}" })
        {
            var reply = (await door.GetAsync($"fhir/DocumentReference?{query}&_total=accurate")).Expect(200);
            Assert.Equal(isVisible, reply.References.Contains(hidden));
            Assert.Equal(reply.Entries.Count, reply.Total);
            var count = (await door.GetAsync($"fhir/DocumentReference?{query}&_summary=count")).Expect(200);
            Assert.Equal(reply.Entries.Count, count.Total);
        }
        if (door != clinic.As("medical-assistant"))
            Assert.Equal(isVisible, (await door.AllAsync($"fhir/Provenance?_id={_provenance}&_include=Provenance:target")).Contains(hidden));
        Assert.Equal(isVisible, (await door.AllAsync($"fhir/Patient?_id={_patient}&_revinclude=DocumentReference:subject")).Contains(hidden));
        Assert.Equal(isVisible, (await door.AllAsync($"fhir/Patient/{_patient}/$everything")).Contains(hidden));
        Assert.Equal(isVisible, (await door.AllAsync($"fhir/Patient?_id={_patient}&_has:DocumentReference:subject:description=note {_hidden}")).Count == 1);
        foreach (var kind in new[] { "batch", "transaction" })
        {
            var reply = (await door.PostAsync("fhir", Chart.Bundle(kind, Chart.Get(hidden), Chart.Get($"DocumentReference?_id={_hidden}"), Chart.Get($"{hidden}/_history/1")))).Expect(200);
            Assert.Equal([$"{status}", "200", $"{status}"], reply.Entries.Select(entry => (string)entry["response"]!["status"]!));
            Assert.Equal(isVisible, reply.Text.Contains($"note {_hidden}", StringComparison.Ordinal));
        }
    }

    private static void AssertAlike(Reply one, string oneId, Reply other, string otherId)
    {
        one.ExpectOutcome(404);
        Assert.Equal(other.Status, one.Status);
        Assert.Equal(other.Text.Replace(otherId, "ID", StringComparison.Ordinal), one.Text.Replace(oneId, "ID", StringComparison.Ordinal));
        Assert.Equal((other.Type, other.Header("ETag"), other.Header("Last-Modified")), (one.Type, one.Header("ETag"), one.Header("Last-Modified")));
    }

    // No role that ships may delete what it may not see: the version is written as an erasure job would.
    private async Task DeleteBelowTheDoorAsync(string type, string id)
    {
        var store = clinic.Running.Clinic.Store;
        var current = store.Read(type, id)!;
        var draft = new Storage.VersionDraft(type, id, current, current.VersionId + 1, current.LastUpdated.AddMilliseconds(1), Storage.VersionAction.Delete, default, [], current.Patients);
        Assert.Equal(Storage.CommitStatus.Committed, (await store.CommitAsync(new Storage.CommitRequest([draft], [], []), TestContext.Current.CancellationToken)).Status);
    }
}
