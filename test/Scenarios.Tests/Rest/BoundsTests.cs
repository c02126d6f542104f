using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rest;

/// <summary>What could cost a server its time or memory ends early, with an outcome that says why.</summary>
public sealed class BoundsTests(SeededClinic clinic)
{
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(20);

    private Door Door => clinic.As("system-interface");

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_body_is_unpacked_and_no_further_than_a_body_may_be(string coding)
    {
        var patient = Chart.Patient(Chart.NewId());
        (await PutAsync(patient, Packed(Encoding.UTF8.GetBytes(patient.ToJsonString()), coding), coding)).Expect(201);
        var bomb = Packed(new byte[200 * 1024 * 1024], coding);
        Assert.True(bomb.Length < 4 * 1024 * 1024, $"{bomb.Length} bytes are no bomb");
        await QuicklyAsync(async () => (await PutAsync(patient, bomb, coding)).ExpectOutcome(413));
        (await PutAsync(patient, [1, 2, 3, 4, 5, 6, 7, 8], coding)).ExpectOutcome(400);
        (await PutAsync(patient, Packed("{"u8.ToArray(), coding), coding)).ExpectOutcome(400);
        (await PutAsync(patient, [1], "compress")).ExpectOutcome(415);
    }

    [Fact]
    public async Task Deep_questions_are_refused()
    {
        var chain = string.Concat(Enumerable.Repeat("subject.", 400));
        var has = string.Concat(Enumerable.Repeat("_has:Observation:has-member:", 450));
        var filter = new string('(', 5_000) + "status eq final" + new string(')', 5_000);
        await QuicklyAsync(async () =>
        {
            (await Door.GetAsync($"fhir/Observation?{chain}name=x")).ExpectOutcome(400);
            (await SearchAsync("Observation", $"{has}code=x")).ExpectOutcome(400);
            (await SearchAsync("Observation", $"_filter={filter}")).ExpectOutcome(400);
            (await SearchAsync("Observation", "_filter=" + string.Join(" and ", Enumerable.Repeat("status eq final", 101)))).ExpectOutcome(400);
            (await SearchAsync("Observation", "_filter=" + string.Concat(Enumerable.Repeat("not (", 3_000)))).ExpectOutcome(400);
            (await SearchAsync("Observation", "code=" + string.Join(',', Enumerable.Range(0, 20_000)))).ExpectOutcome(400);
        });
    }

    [Fact]
    public async Task Resources_that_include_each_other_come_once()
    {
        var ids = Enumerable.Range(0, 6).Select(_ => Chart.NewId()).ToList();
        // Each refers to the next and the last to the first.
        for (var i = 0; i < ids.Count; i++)
        {
            var organization = Chart.Resource($$"""{"resourceType":"Organization","id":"{{ids[i]}}","name":"Circle"}""");
            organization["partOf"] = new JsonObject { ["reference"] = $"Organization/{ids[(i + 1) % ids.Count]}" };
            (await Door.PutAsync(organization)).Expect(201);
        }
        var page = (await Door.GetAsync($"fhir/Organization?_id={ids[0]}&_include:iterate=Organization:partof&_revinclude:iterate=Organization:partof")).Expect(200);
        Assert.Equal(ids.Select(id => $"Organization/{id}").Order(StringComparer.Ordinal), page.References.Order(StringComparer.Ordinal));
        Assert.Equal(ids.Count, (await Door.AllAsync($"fhir/Organization?partof:below=Organization/{ids[0]}&_count=2")).Count);
    }

    [Fact]
    public async Task A_large_bundle_is_answered_in_time()
    {
        var entries = Enumerable.Range(0, 2_000).Select(_ => Chart.Get("Patient?_id=nobody&_count=1")).ToArray();
        await QuicklyAsync(async () => Assert.InRange((await Door.PostAsync("fhir", Chart.Bundle("batch", entries))).Status, 200, 422), 90);
    }

    [Theory]
    [InlineData("(1|2|3|4|5|6|7|8|9).repeat($this + 1)")]
    [InlineData("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+(?=x)$')")]
    [InlineData("(1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|22|23|24|25|26|27|28|29|30).aggregate($total & $total, 'aaaaaaaaaaaaaaaa')")]
    [InlineData("descendants().select(%resource.descendants().select(%resource.descendants()))")]
    public async Task A_hostile_expression_ends(string expression)
    {
        var parameters = new JsonObject
        {
            ["resourceType"] = "Parameters",
            ["parameter"] = new JsonArray(
                new JsonObject { ["name"] = "expression", ["valueString"] = expression }, new JsonObject { ["name"] = "resource", ["resource"] = Chart.Patient(Chart.NewId()) }),
        };
        await QuicklyAsync(async () => Assert.InRange((await Door.PostAsync("fhir/$fhirpath", parameters)).Status, 200, 422));
    }

    private Task<Reply> PutAsync(JsonObject resource, byte[] body, string coding) =>
        Door.SendBytesAsync(HttpMethod.Put, "fhir/" + Reply.Reference(resource), body, Door.FhirJson, ("Content-Encoding", coding));

    private Task<Reply> SearchAsync(string type, string form) =>
        Door.SendBytesAsync(HttpMethod.Post, $"fhir/{type}/_search", Encoding.UTF8.GetBytes(form.Replace(" ", "+", StringComparison.Ordinal)), "application/x-www-form-urlencoded");

    private static async Task QuicklyAsync(Func<Task> action, int seconds = 0)
    {
        var watch = Stopwatch.StartNew();
        await action();
        Assert.True(watch.Elapsed < (seconds == 0 ? s_most : TimeSpan.FromSeconds(seconds)), $"took {watch.Elapsed}");
    }

    private static byte[] Packed(byte[] body, string coding)
    {
        using var packed = new MemoryStream();
        using (Stream packing = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
            packing.Write(body);
        return packed.ToArray();
    }
}
