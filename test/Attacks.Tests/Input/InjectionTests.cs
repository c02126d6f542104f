using System.Text;
using System.Text.Json.Nodes;
using Carewright.Attacks.Tests.Sockets;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Attacks.Tests.Input;

/// <summary>Text that would be a command somewhere else: in searches, headers and lines of the log.</summary>
public sealed class InjectionTests(SeededClinic clinic)
{
    public static TheoryData<string> Hostile { get; } =
    [
        "' OR '1'='1", "'; DROP TABLE version; --", "\" OR 1=1 --", "') UNION SELECT body FROM version --", "%", "_", "*", "a*", "\\", "\\'", "a\u0000b", "${7*7}", "{{7*7}}", "$(id)", "`id`", "<script>alert(1)</script>",
        "\r\nSet-Cookie: a=b", "a\nb", "\u202Eabc", "../../etc/passwd", "0x27", "1e309", "-1", "9223372036854775808", "NaN", "|", "||", "|x|y", "$", ",", ",,,", "(", ":", "eq", "ge", "Patient/", "/", "http://", "urn:uuid:",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_value_finds_nothing_breaks_nothing_and_comes_back_in_no_header(string value)
    {
        foreach (var query in new[] { "Patient?name=", "Patient?name:exact=", "Patient?identifier=", "Patient?birthdate=", "Observation?code=", "Observation?value-quantity=", "Observation?subject=", "Observation?subject:Patient.name=", "Patient?_id=", "Patient?_filter=name eq ", "Patient?_sort=", "Patient?_count=", "Patient?_elements=", "Patient?_include=", "Patient?_lastUpdated=" })
        {
            var path = "fhir/" + query.Replace(" ", "%20", StringComparison.Ordinal) + Uri.EscapeDataString(value);
            var reply = await clinic.As("physician").GetAsync(path);
            Assert.True(reply.Status is 200 or 400 or 403 or 404, $"{query}{value}: {reply.Status} {reply.Text}");
            Assert.True((string?)reply.Json["resourceType"] is "Bundle" or "OperationOutcome");
            Assert.Null(reply.Header("Set-Cookie"));
            Assert.DoesNotContain("SQLITE", reply.Text, StringComparison.OrdinalIgnoreCase);
            if (reply.Status == 200 && query.StartsWith("Patient?name:exact", StringComparison.Ordinal))
                Assert.Empty(reply.Resources);
        }
        Assert.True((await clinic.As("system-interface").GetAsync("fhir/Patient?_summary=count")).Expect(200).Total >= 12);
    }

    [Fact]
    public async Task Stored_text_does_not_become_a_header()
    {
        var hostile = "x\r\nSet-Cookie: forged=1\r\n\r\n<script>";
        var patient = Chart.Patient(Chart.NewId());
        patient["name"]![0]!["family"] = hostile;
        foreach (var reply in new[]
        {
            await clinic.As("system-interface").PutAsync(patient),
            await clinic.As("system-interface").CreateAsync(patient, ("If-None-Exist", "identifier=" + Uri.EscapeDataString(hostile))),
            await clinic.As("system-interface").GetAsync("fhir/Patient/" + Uri.EscapeDataString("x\r\nSet-Cookie: forged=1")),
            await clinic.As("system-interface").GetAsync("fhir/" + Uri.EscapeDataString("Patient\r\nSet-Cookie: forged=1")),
            await clinic.As("system-interface").GetAsync("fhir/Patient?_format=" + Uri.EscapeDataString("json\r\nSet-Cookie: forged=1")),
        })
        {
            Assert.True(reply.Status < 500, reply.Text);
            Assert.Null(reply.Header("Set-Cookie"));
            Assert.Equal("nosniff", reply.Header("X-Content-Type-Options"));
        }
    }

    [Theory]
    [InlineData("GET /fhir/metadata HTTP/1.1\r\nHost: localhost\r\nX-A: b\rSet-Cookie: c\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /fhir/metadata HTTP/1.1\r\nHost: localhost\r\nX A: b\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /fhir/metadata HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /fhir/metadata HTTP/1.1\r\nHost: localhost\r\nX-A: \u0000\r\nConnection: close\r\n\r\n")]
    [InlineData("POST /fhir/Patient HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\nConnection: close\r\n\r\n{}{}")]
    [InlineData("POST /fhir/Patient HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\nConnection: close\r\n\r\n")]
    [InlineData("GET\t/fhir/metadata\tHTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /fhir/metadata HTTP/9.9\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    public async Task A_head_that_two_readers_could_read_in_two_ways_is_refused(string request)
    {
        var answer = await RawConnection.AskAsync(clinic.Running.Address, request);
        Assert.True(RawConnection.StatusOf(answer) is 0 or 400 or 505, answer);
    }

    [Fact]
    public async Task A_body_of_two_lengths_smuggles_no_second_request()
    {
        var answer = await RawConnection.AskAsync(clinic.Running.Address,
            "POST /fhir/Patient HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
    }

    [Fact]
    public async Task What_is_tried_as_a_name_or_asked_as_a_search_makes_no_line_of_the_log()
    {
        var forged = "x\r\n\"2026-01-01T00:00:00.000Z\",\"forged-entry\",\"=cmd|'/c calc'!A0\"\r\n";
        await clinic.Running.Nobody().PostAsync("auth/sign-in", new JsonObject { ["userName"] = forged, ["password"] = "x" }, ("X-Carewright-App", "1"), ("Content-Type", "application/json"));
        await clinic.Running.Nobody().SendBytesAsync(HttpMethod.Post, "auth/sign-in", Encoding.UTF8.GetBytes(new JsonObject { ["userName"] = forged, ["password"] = "x" }.ToJsonString()), "application/json", ("X-Carewright-App", "1"));
        (await clinic.As("physician").GetAsync("fhir/Patient?name=" + Uri.EscapeDataString(forged))).Expect(200);
        var csv = (await clinic.As("compliance-officer").GetAsync("audit/export?format=csv")).Expect(200).Text;
        Assert.Contains("forged-entry", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(csv.Split('\n'), line => line.StartsWith("\"2026-01-01T00:00:00.000Z\",\"forged-entry\"", StringComparison.Ordinal));
        var lines = (await clinic.As("compliance-officer").GetAsync("audit/export?format=ndjson")).Expect(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Equal("AuditEvent", (string?)JsonNode.Parse(line)!["resourceType"]));
    }

    [Fact]
    public async Task A_host_header_does_not_lead_clients_elsewhere()
    {
        var token = clinic.Running.Clinic.Parts.Tokens.Issue(clinic.Running.Clinic.Parts.Accounts.Find("physician")!);
        var answer = await RawConnection.AskAsync(clinic.Running.Address, $"GET /fhir/Patient?_count=1 HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: http\r\nForwarded: host=evil.example\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, RawConnection.StatusOf(answer));
        Assert.DoesNotContain("evil.example", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_the_attack_is_whole()
    {
        var log = new AuditLog(clinic.As("compliance-officer"));
        var (name, door) = await clinic.OwnUserAsync("physician");
        var left = await log.DuringAsync(name, () => door.GetAsync("fhir/Patient?name=" + Uri.EscapeDataString("'; DROP TABLE version; --")));
        Assert.Contains("DROP", AuditLog.Text(Assert.Single(left), "query"), StringComparison.Ordinal);
    }
}
