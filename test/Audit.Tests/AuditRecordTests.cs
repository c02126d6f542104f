using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Carewright.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Audit.Tests;

public sealed class AuditRecordTests(ITestOutputHelper output)
{
    [Fact]
    public void A_record_has_the_members_of_the_http_contract()
    {
        using var json = JsonDocument.Parse(AuditRecordJson.Serialize(Records.Read(1)));
        var root = json.RootElement;
        Assert.Equal("2026-03-02T09:00:01.123Z", root.GetProperty("at").GetString());
        Assert.Equal("success", root.GetProperty("outcome").GetString());
        Assert.Equal(200, root.GetProperty("status").GetInt32());
        Assert.Equal("Patient/1", root.GetProperty("patients")[0].GetProperty("reference").GetString());
        Assert.Equal("Observation/1", root.GetProperty("resources")[0].GetString());
        Assert.False(root.TryGetProperty("query", out _));
    }

    [Fact]
    public void Any_record_reads_back_equal()
    {
        var texts = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => new string([.. text.Get.Where(character => !char.IsSurrogate(character))]));
        var records =
            from a in texts
            from b in texts
            from c in texts.ArrayOf()
            from d in texts.ArrayOf()
            from status in Gen.Choose(100, 599)
            from outcome in Gen.Elements(Enum.GetValues<AuditOutcome>())
            select Records.Read() with
            {
                UserName = a,
                Display = b,
                Query = status % 2 == 0 ? a : null,
                Rule = status % 3 == 0 ? b : null,
                Resources = c,
                Patients = d,
                Status = status,
                Outcome = outcome,
            };
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(records.ToArbitrary(), record => AssertEqual(record, AuditRecordJson.Parse(AuditRecordJson.Serialize(record)))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"id":"1"}""")]
    public void What_is_no_record_is_told_as_such(string json) => Assert.ThrowsAny<JsonException>(() => AuditRecordJson.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_draft_can_be_found_by_user_action_and_each_patient()
    {
        var draft = AuditTrail.Draft(Records.Read() with { Patients = ["Patient/1", "Patient/2"] });
        Assert.Equal([new("user", "dr.one"), new("action", "read"), new("patient", "Patient/1"), new AuditKey("patient", "Patient/2")], draft.Keys);
        Assert.Equal([new("user", "dr.one"), new AuditKey("action", "execute")], AuditTrail.Draft(Records.SignIn()).Keys);
    }

    [Fact]
    public void Ids_sort_by_time()
    {
        var ids = Enumerable.Range(0, 100).Select(second => AuditTrail.NewId(Records.Start.AddMilliseconds(second))).ToArray();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Drafting_is_cheap()
    {
        var record = Records.Read();
        for (var i = 0; i < 20_000; i++)
            AuditTrail.Draft(record);
        var before = GC.GetAllocatedBytesForCurrentThread();
        // The best of many short rounds: what it costs, not what else the machine was doing.
        var microseconds = Enumerable.Range(0, 200).Min(_ => MicrosecondsOf(record, 100));
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 20_000;
        output.WriteLine($"{microseconds:F2} us, {bytes} bytes per draft");
        Assert.InRange(bytes, 1, 1500);
        Assert.InRange(microseconds, 0, 30);
    }

    private static double MicrosecondsOf(AuditRecord record, int drafts)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < drafts; i++)
            AuditTrail.Draft(record);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / drafts;
    }

    private static void AssertEqual(AuditRecord expected, AuditRecord actual)
    {
        Assert.Equal(expected.Resources, actual.Resources);
        Assert.Equal(expected.Patients, actual.Patients);
        Assert.Equal(expected with { Resources = [], Patients = [] }, actual with { Resources = [], Patients = [] });
    }
}
