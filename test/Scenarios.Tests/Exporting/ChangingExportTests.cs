using System.Text;
using System.Text.Json.Nodes;
using Carewright.Gateway.Exporting;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Policies;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.Exporting;

/// <summary>What is closed while an export runs does not leave with it.</summary>
public sealed class ChangingExportTests
{
    // The first page of a type has 200 rows; whatever comes after it is read after the change.
    private const int RowsPerPatient = 210;

    private static Actor Partner { get; } = new("partner", "partner", "system-interface", null, null, null, "token", "local", "TREAT", null);

    private static ExportOrder Order { get; } = new(ExportLevel.Patient) { Types = ["Observation"] };

    [Fact]
    public async Task A_consent_withdrawn_while_it_runs_closes_the_rows_that_have_not_left()
    {
        await using var clinic = await FilledAsync();
        var physician = await clinic.AddUserAsync("physician", "physician");
        var sink = new InterruptedSink(async () => (await physician.PutAsync(Denial("second"))).Expect(201));
        var exported = await clinic.Clinic.Gateway.ExportAsync(Partner, Order, sink, TestContext.Current.CancellationToken);
        Assert.Equal(RowsPerPatient, sink.Subjects.Count);
        Assert.DoesNotContain("Patient/second", sink.Subjects);
        Assert.Contains(exported.Value!.Warnings, warning => warning.Code == "GATE-EXPORT-CLOSED");
    }

    [Fact]
    public async Task It_ends_when_its_role_may_export_no_more_and_that_is_on_record()
    {
        await using var clinic = await FilledAsync();
        var desk = new PolicyDesk(await clinic.AddUserAsync("second.admin", "administrator"));
        var sink = new InterruptedSink(() => desk.ActivateAsync(PolicyDesk.Changed(policy => policy["roles"]!["system-interface"]!["operations"] = new JsonArray("import"))));
        var exported = await clinic.Clinic.Gateway.ExportAsync(Partner, Order, sink, TestContext.Current.CancellationToken);
        Assert.Equal(403, exported.Refusal!.Status);
        Assert.Empty(sink.Released);
        var events = await new AuditLog(await clinic.AddUserAsync("officer", "compliance-officer")).EventsAsync("user=partner");
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "export" && AuditLog.Text(one, "outcome") == "refused");
    }

    [Fact]
    public async Task An_element_hidden_while_it_runs_is_hidden_in_what_has_not_left()
    {
        await using var clinic = await FilledAsync();
        var desk = new PolicyDesk(await clinic.AddUserAsync("second.admin", "administrator"));
        var sink = new InterruptedSink(() => desk.ActivateAsync(PolicyDesk.Changed(policy =>
            policy["roles"]!["system-interface"]!["grants"] = JsonNode.Parse("""[{"types":["Patient"],"interactions":["read","search"]},{"types":["Observation"],"interactions":["read","search"],"hidden":["value"]}]"""))));
        Assert.False((await clinic.Clinic.Gateway.ExportAsync(Partner, Order, sink, TestContext.Current.CancellationToken)).IsRefused);
        Assert.Equal(2 * RowsPerPatient, sink.Subjects.Count);
        Assert.All(sink.Rows.Skip(200), row => Assert.Null(row["valueQuantity"]));
        Assert.NotNull(sink.Rows[0]["valueQuantity"]);
    }

    private static async Task<RunningClinic> FilledAsync()
    {
        var clinic = await RunningClinic.NewAsync();
        await clinic.FillAsync([Chart.Patient("first"), Chart.Patient("second")]);
        foreach (var patient in new[] { "first", "second" })
            await clinic.FillAsync(Enumerable.Range(0, RowsPerPatient).Select(number => Chart.Observation($"{patient}-{number}", patient)));
        return clinic;
    }

    private static JsonObject Denial(string patient) => JsonNode.Parse($$$"""
        {"resourceType":"Consent","status":"active","id":"denial","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
         "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/{{{patient}}}"},
         "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},"provision":{"type":"deny"}}
        """)!.AsObject();

    /// <summary>Something happens when the first row arrives.</summary>
    private sealed class InterruptedSink(Func<Task> happening) : IExportSink
    {
        internal List<JsonObject> Rows { get; } = [];

        internal List<ExportedFile> Released { get; } = [];

        internal List<string> Subjects => [.. Rows.Select(row => (string)row["subject"]!["reference"]!)];

        public bool IsFull => false;

        public ValueTask OpenAsync(string type, bool isDeletions, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
        {
            if (Rows.Count == 0)
                await happening();
            Rows.Add(JsonNode.Parse(Encoding.UTF8.GetString(json.Span))!.AsObject());
        }

        public ValueTask ReleaseAsync(ExportedFile file, CancellationToken cancellationToken)
        {
            Released.Add(file);
            return ValueTask.CompletedTask;
        }
    }
}
