using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Carewright.Testing.Fakes;

namespace Carewright.Audit.Tests;

public sealed class AuditExportTests : IAsyncDisposable
{
    private readonly FakeRecordStore _store = new();
    private readonly AuditTrail _trail;

    public AuditExportTests() => _trail = new AuditTrail(_store);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Csv_has_a_header_crlf_and_every_field_quoted()
    {
        await _trail.RecordAsync(Records.Read(7), Stop);
        var lines = (await ExportAsync(AuditExportFormat.Csv)).Split("\r\n");
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("\"sequence\",\"id\",\"at\",\"userName\"", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("\"Observation/7\",\"Patient/1\"", lines[1], StringComparison.Ordinal);
        Assert.Equal("", lines[2]);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("  =1", "'  =1")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a=1", "a=1")]
    [InlineData("dr.one", "dr.one")]
    [InlineData("a\"b,c\r\nd", "a\"b,c\r\nd")]
    [InlineData("", "")]
    public async Task No_field_is_a_formula_and_every_field_reads_back(string name, string expected)
    {
        await _trail.RecordAsync(Records.Read() with { UserName = name, Query = name }, Stop);
        var rows = ParseCsv(await ExportAsync(AuditExportFormat.Csv));
        Assert.Equal(expected, rows[1][3]);
        Assert.Equal(expected, rows[1][16]);
        Assert.All(rows, row => Assert.Equal(20, row.Count));
    }

    [Fact]
    public async Task Ndjson_has_one_audit_event_per_record_with_balp_s_agents_source_and_entities()
    {
        await _trail.RecordAsync(Records.Read(3), Stop);
        var json = await EventAsync();
        Assert.Equal("AuditEvent", json.GetProperty("resourceType").GetString());
        Assert.Equal("https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead", json.GetProperty("meta").GetProperty("profile")[0].GetString());
        Assert.Equal(("rest", "read", "R", "0"), (Code(json, "type"), json.GetProperty("subtype")[0].GetProperty("code").GetString(), Text(json, "action"), Text(json, "outcome")));
        Assert.Equal(["110152", "110153", "IRCP"], json.GetProperty("agent").EnumerateArray().Select(agent => agent.GetProperty("type").GetProperty("coding")[0].GetProperty("code").GetString()));
        Assert.Equal([false, false, true], json.GetProperty("agent").EnumerateArray().Select(agent => agent.GetProperty("requestor").GetBoolean()));
        Assert.Equal(["1/1 Patient/1", "2/4 Observation/3"], Entities(json));
        Assert.Equal("test-clinic", json.GetProperty("source").GetProperty("observer").GetProperty("identifier").GetProperty("value").GetString());
    }

    [Fact]
    public async Task Reading_a_patient_names_it_as_subject_and_as_data()
    {
        await _trail.RecordAsync(Records.Read() with { ResourceType = "Patient", Resources = ["Patient/1"] }, Stop);
        Assert.Equal(["1/1 Patient/1", "2/4 Patient/1"], Entities(await EventAsync()));
    }

    [Fact]
    public async Task A_search_carries_its_query_in_base64_and_what_was_found()
    {
        await _trail.RecordAsync(Records.Search(), Stop);
        var json = await EventAsync();
        Assert.Equal(("E", "search-type"), (Text(json, "action"), json.GetProperty("subtype")[0].GetProperty("code").GetString()));
        Assert.EndsWith("PatientQuery", json.GetProperty("meta").GetProperty("profile")[0].GetString(), StringComparison.Ordinal);
        var query = json.GetProperty("entity").EnumerateArray().Single(entity => entity.TryGetProperty("query", out _));
        Assert.Equal("code=a|b&name=ñ", Encoding.UTF8.GetString(query.GetProperty("query").GetBytesFromBase64()));
        Assert.Equal("24", query.GetProperty("role").GetProperty("code").GetString());
        Assert.Equal(["1/1 Patient/1", "Observation/4 Observation/1", "Observation/4 Observation/2"], Entities(json));
        Assert.Equal(["110153", "110152", "IRCP"], json.GetProperty("agent").EnumerateArray().Select(agent => agent.GetProperty("type").GetProperty("coding")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_refusal_claims_no_profile_and_says_why()
    {
        await _trail.RecordAsync(Records.Read() with { Outcome = AuditOutcome.Refused, Status = 403, Rule = "no grant", Resources = [], Patients = [] }, Stop);
        var json = await EventAsync();
        Assert.Equal(("4", "refused: no grant"), (Text(json, "outcome"), Text(json, "outcomeDesc")));
        Assert.False(json.TryGetProperty("meta", out _));
        Assert.False(json.TryGetProperty("entity", out _));
    }

    [Fact]
    public async Task A_sign_in_is_a_user_authentication()
    {
        await _trail.RecordAsync(Records.SignIn(), Stop);
        var json = await EventAsync();
        Assert.Equal(("110114", "110122"), (Code(json, "type"), json.GetProperty("subtype")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Line_ends_in_a_record_do_not_split_a_line()
    {
        await _trail.RecordAsync(Records.Read() with { Query = "a\nb", Display = "x\r\ny" }, Stop);
        Assert.Single((await ExportAsync(AuditExportFormat.Ndjson)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string[] Entities(JsonElement json) =>
    [
        .. json.GetProperty("entity").EnumerateArray().Where(entity => entity.TryGetProperty("what", out _))
            .Select(entity => $"{Code(entity, "type")}/{Code(entity, "role")} {entity.GetProperty("what").GetProperty("reference").GetString()}"),
    ];

    private static string Code(JsonElement json, string name) => json.GetProperty(name).GetProperty("code").GetString()!;

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private async Task<JsonElement> EventAsync()
    {
        using var json = JsonDocument.Parse((await ExportAsync(AuditExportFormat.Ndjson)).TrimEnd('\n'));
        return json.RootElement.Clone();
    }

    private async Task<string> ExportAsync(AuditExportFormat format)
    {
        using var bytes = new MemoryStream();
        var pipe = PipeWriter.Create(bytes);
        await new AuditExport(_trail, new AuditEventJson("test-clinic", "clinic.example")).WriteAsync(new AuditFilter(), format, pipe, Stop);
        await pipe.CompleteAsync();
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    // A reader of RFC 4180 of its own.
    private static List<List<string>> ParseCsv(string text)
    {
        var (rows, row, field, isQuoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[i++]);
            else if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (isQuoted || text[i] is not (',' or '\r' or '\n'))
                field.Append(text[i]);
            else if (text[i] != '\r')
            {
                row.Add(field.ToString());
                field.Clear();
                if (text[i] == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
        }
        return rows;
    }
}
