using Carewright.Detection.Alerts;
using Carewright.Detection.Counting;
using Carewright.Detection.Observing;
using Carewright.Detection.Profiles;
using Carewright.Detection.Rules;

namespace Carewright.Detection.Tests;

/// <summary>A month of a clinic with attacks in it: all are found, and little else.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_planted_attack_is_found_and_false_alarms_are_few(int seed)
    {
        var month = new SyntheticMonth(seed);
        var alerts = Run(month);
        var judged = alerts.All.Where(alert => alert.LastAt >= SyntheticMonth.Judged).ToList();
        var missed = month.Planted.Where(planted => !judged.Exists(alert => alert.Rule == planted.Rule && alert.Subject == planted.Subject)).ToList();
        var culprits = month.Planted.Select(planted => planted.Subject).ToHashSet(StringComparer.Ordinal);
        var falseAlarms = judged.Where(alert => !culprits.Contains(alert.Subject)).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}: {month.Records.Count} events, {month.Planted.Count} planted, {month.Planted.Count - missed.Count} found, {judged.Count} alerts, {falseAlarms.Count} false ({falseAlarms.Count(alert => alert.Severity != "low")} above low): {string.Join(", ", falseAlarms.GroupBy(alert => alert.Rule).Select(group => $"{group.Key} {group.Count()}"))}");
        Assert.True(missed.Count == 0, "missed: " + string.Join(", ", missed));
        Assert.True(falseAlarms.Count(alert => alert.Severity != "low") <= 4, string.Join("\n", falseAlarms.Select(alert => $"{alert.Rule} {alert.Subject} {alert.LastAt:u}")));
        Assert.True(falseAlarms.Count <= 40, $"{falseAlarms.Count} false alarms");
    }

    [Fact]
    public void Every_alert_carries_evidence_that_is_in_the_log()
    {
        var month = new SyntheticMonth(4);
        var records = month.Records.ToDictionary(record => record.Id, StringComparer.Ordinal);
        foreach (var alert in Run(month).All)
        {
            Assert.NotEmpty(alert.Evidence);
            Assert.All(alert.Evidence, id => Assert.True(alert.By != "user" || records[id].UserName == alert.Subject));
        }
    }

    internal static AlertBook Run(SyntheticMonth month)
    {
        var (alerts, counters) = (new AlertBook(), new CounterBook());
        var finder = new FactFinder(month.Clinic, new ProfileBook()) { Places = PlaceTable.Parse(SyntheticMonth.PlacesCsv, []) };
        var detector = new Detector(() => RuleBook.Shipped, counters, alerts, _ => 1);
        var sequence = 0L;
        foreach (var record in month.Records)
            detector.Take(new Observation(++sequence, record, finder.Find(record)));
        return alerts;
    }
}
