using System.Text.Json.Nodes;
using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Controls;
using Carewright.InHouse.Lots;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.InHouse.Tests;

/// <summary>What is written into the record is read back as it was.</summary>
public sealed class RecordFormTests
{
    public static TheoryData<string> Codes { get; } = [.. StarterTests.All.Select(test => test.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_test_is_read_back_as_it_was_written(string code)
    {
        var test = StarterTests.All.Single(one => one.Code == code);
        var read = TestDefinition.Read(Again(TestDefinition.Write(test, "clinic")))!;
        Assert.Equal("clinic", read.Organization);
        Assert.Equal(TestDefinition.Write(test, "clinic").ToJsonString(), TestDefinition.Write(read, "clinic").ToJsonString());
        Assert.Equal(test.Analytes.Select(analyte => string.Join(',', analyte.Choices)), read.Analytes.Select(analyte => string.Join(',', analyte.Choices)));
        Assert.Equal((test.HasInternalControl, test.ControlDays, string.Join(',', test.ControlLevels), string.Join(',', test.Rules)), (read.HasInternalControl, read.ControlDays, string.Join(',', read.ControlLevels), string.Join(',', read.Rules)));
    }

    [Fact]
    public void A_retired_test_is_not_offered()
    {
        var definition = TestDefinition.Write(StarterTests.All[0], "clinic");
        definition["status"] = "retired";
        Assert.Null(TestDefinition.Read(definition));
    }

    [Fact]
    public void A_lot_is_read_back_as_it_was_written()
    {
        var item = new Item("c1", ItemKind.Control, "GLU-M", "C-7", new DateOnly(2026, 12, 31), true) { Name = "Control solution", Level = "high", Targets = [new("GLU", new TargetValues(250, 12.5m), null), new("X", null, "positive")] };
        var read = Item.Read(Again(item.Write()))!;
        Assert.Equal(item.Targets, read.Targets);
        Assert.Equal(item with { Targets = [] }, read with { Targets = [] });
    }

    [Fact]
    public void A_run_is_read_back_as_it_was_written_and_names_no_patient()
    {
        var run = new ControlRun("r1", "T", "k1", new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), RunOutcome.Rejected, ["1-3s"], [new("c1", "low", "A", 5.5m, null, 3.25m), new("c2", "high", "A", null, "positive", null)]) { By = "Practitioner/p" };
        var written = run.Write(new Dictionary<string, string> { ["A"] = "1-8" }, new Dictionary<string, string?> { ["A"] = "mg/dL" }).Select(Again).ToList();
        Assert.All(written, one => Assert.StartsWith("Device/", one["subject"]!["reference"]!.GetValue<string>(), StringComparison.Ordinal));
        var read = Assert.Single(ControlRun.Read(written));
        Assert.Equal(run.Values, read.Values);
        Assert.Equal((run.Outcome, run.By, run.At, "1-3s"), (read.Outcome, read.By, read.At, Assert.Single(read.Rules)));
        foreach (var one in written)
            one["status"] = "entered-in-error";
        Assert.Empty(ControlRun.Read(written));
    }

    [Fact]
    public void A_run_that_does_not_say_that_it_was_good_was_not()
    {
        var run = new ControlRun("r1", "T", "k1", DateTimeOffset.UnixEpoch, RunOutcome.Accepted, [], [new("c1", "low", "A", 5, null, 0)]);
        var written = run.Write(new Dictionary<string, string> { ["A"] = "1-8" }, new Dictionary<string, string?>()).Select(Again).ToList();
        written[0].Remove("interpretation");
        Assert.Equal(RunOutcome.Rejected, Assert.Single(ControlRun.Read(written)).Outcome);
    }

    [Fact]
    public void Fewer_than_twenty_runs_tell_nothing_and_twenty_tell_mean_and_deviation()
    {
        var values = Enumerable.Range(0, 20).Select(at => at % 2 == 0 ? 98m : 102m).ToList();
        Assert.Null(TargetValues.Of(values[1..]));
        Assert.Equal(new TargetValues(100, 2.0520m), TargetValues.Of(values));
        Assert.Null(TargetValues.Of([.. Enumerable.Repeat(5m, 30)]));
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.ArrayOf(Gen.Choose(1, 1000), 25).ToArbitrary(), numbers =>
            TargetValues.Of([.. numbers.Select(number => (decimal)number)]) is not { } target || (target.Deviation > 0 && target.Mean >= numbers.Min() && target.Mean <= numbers.Max())));
    }

    private static JsonObject Again(JsonObject resource) => JsonNode.Parse(resource.ToJsonString())!.AsObject();
}
