using System.Globalization;
using Carewright.Audit;
using Carewright.Detection.Alerts;
using Carewright.Detection.Counting;
using Carewright.Detection.Observing;
using Carewright.Detection.Rules;

namespace Carewright.Detection;

/// <summary>An alert that was raised or added to, and whether it is new.</summary>
internal sealed record Raised(Alert Alert, DetectionRule Rule, bool IsNew);

/// <summary>
/// Counts what rules count, event by event in the order of the log, and raises alerts. It has no clock and no storage of its own: the same events give the same alerts. Used by one task.
/// </summary>
/// <param name="rules">The rules in force, asked for each event.</param>
/// <param name="counters">The counts.</param>
/// <param name="alerts">The alerts.</param>
/// <param name="tuning">What false positives have taught: a factor on a rule's threshold for one user or address.</param>
internal sealed class Detector(Func<IReadOnlyList<DetectionRule>> rules, CounterBook counters, AlertBook alerts, Func<string, double> tuning)
{
    /// <summary>What an event raises.</summary>
    public IReadOnlyList<Raised> Take(Observation observation)
    {
        List<Raised>? raised = null;
        foreach (var rule in rules())
        {
            if (rule.Enabled && observation.Matches(rule.When) && Count(rule, observation) is { } one)
                (raised ??= []).Add(one);
        }
        return raised ?? [];
    }

    /// <summary>The key of a rule's counter for a user or address.</summary>
    public static string KeyOf(string rule, string subject) => $"{rule}|{subject}";

    private Raised? Count(DetectionRule rule, Observation observation)
    {
        var record = observation.Record;
        var subject = rule.By switch { "user" => record.UserName, "address" => record.Address, _ => "" };
        var key = KeyOf(rule.Id, subject);
        var counter = counters.Of(key);
        if (counter.Continues(record.At, rule.Window) && alerts.Find(counter.Alert!) is { Status: "open" } open)
        {
            counter.AlertAt = record.At;
            return new Raised(alerts.Put(open.With(record.At, record.Id, record.Patients)), rule, IsNew: false);
        }
        var threshold = (int)Math.Ceiling(rule.Threshold * tuning(key));
        var evidence = ThingsOf(rule, record).Select(thing => counter.Take(new Counted(record.At, record.Id, thing), rule.Window, threshold)).FirstOrDefault(found => found is not null);
        if (evidence is null)
            return null;
        var alert = alerts.Put(Of(rule, subject, threshold, observation, evidence));
        (counter.Alert, counter.AlertAt) = (alert.Id, record.At);
        return new Raised(alert, rule, IsNew: true);
    }

    private static IEnumerable<string> ThingsOf(DetectionRule rule, AuditRecord record) => rule.Count switch
    {
        "users" => [record.UserName],
        "addresses" => [record.Address],
        "patients" => record.Patients,
        _ => [record.Id],
    };

    private static Alert Of(DetectionRule rule, string subject, int threshold, Observation observation, IReadOnlyList<Counted> evidence)
    {
        var at = observation.Record.At;
        IEnumerable<string> patients = rule.Count == "patients" ? evidence.Select(counted => counted.Thing) : observation.Record.Patients;
        // The record's id is unique, and so is one rule's alert about it: a replay after a crash gives the same id.
        var id = string.Create(CultureInfo.InvariantCulture, $"{observation.Sequence}-{rule.Id}");
        return new Alert(
            id, rule.Id, rule.Title, rule.Severity, rule.By, subject, threshold, evidence.Min(counted => counted.At), at, evidence.Count,
            [.. evidence.Select(counted => counted.Id).Distinct(StringComparer.Ordinal).Take(Alert.MostEvidence)], [.. patients.Distinct(StringComparer.Ordinal).Take(Alert.MostEvidence)], "open",
            [new AlertStep(at, "detection", "raised", null)]);
    }
}
