using Carewright.Audit;
using Carewright.Detection.Alerts;
using Carewright.Detection.Rules;
using Carewright.Security;
using Carewright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Detection.Features;

/// <summary><c>GET /alerts</c>, <c>GET /alerts/{id}</c> with the evidence, and <c>POST /alerts/{id}/verdict</c>, which teaches the rule.</summary>
internal sealed class ViewAlerts(DetectionDoor door, AlertBook alerts, RuleBook rules, Tuning tuning, AuditTrail trail, IRecordStore store, TimeProvider time)
{
    private const int MostListed = 500;
    private const int MostShown = 50;
    private const int MostNote = 2000;
    private static readonly string[] s_verdicts = ["confirmed", "false-positive"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/alerts", (Delegate)ListAsync);
        routes.MapGet("/alerts/{id}", (Delegate)ShowAsync);
        routes.MapPost("/alerts/{id}/verdict", (Delegate)JudgeAsync);
    }

    private async Task<IResult> ListAsync(HttpContext http)
    {
        var status = http.Request.Query["status"].ToString();
        if (status is not ("" or "open" or "confirmed" or "false-positive"))
            return Problems.Of(400, "invalid", "The status is open, confirmed or false-positive");
        if (await door.RefuseAsync(http, "alerts-view", status.Length == 0 ? null : $"status={status}") is { } refusal)
            return refusal;
        var all = alerts.All.Where(alert => status.Length == 0 || alert.Status == status).Take(MostListed).Select(alert => AlertAnswer.Of(alert, rules.Find(alert.Rule), [])).ToArray();
        return DetectionDoor.Json(new AlertsAnswer(all), FeatureJson.Default.AlertsAnswer);
    }

    private async Task<IResult> ShowAsync(HttpContext http, string id)
    {
        if (await door.RefuseAsync(http, "alerts-view", alerts.Find(id) is null ? null : $"alert={id}") is { } refusal)
            return refusal;
        return alerts.Find(id) is { } alert ? DetectionDoor.Json(Full(alert, http.RequestAborted), FeatureJson.Default.AlertAnswer) : Problems.NotFound();
    }

    private async Task<IResult> JudgeAsync(HttpContext http, string id)
    {
        var verdict = await DetectionDoor.ReadAsync(http, FeatureJson.Default.VerdictRequest);
        if (verdict is null || !s_verdicts.Contains(verdict.Verdict, StringComparer.Ordinal) || verdict.Note?.Length > MostNote)
            return Problems.Malformed();
        if (await door.RefuseAsync(http, "alert-verdict", alerts.Find(id) is null ? null : $"alert={id}&verdict={verdict.Verdict}") is { } refusal)
            return refusal;
        if (alerts.Find(id) is not { } alert)
            return Problems.NotFound();
        if (alert.Status != "open")
            return Problems.Of(409, "judged", "Somebody has judged this alert already");
        await KeepAsync(alert, verdict, http.GetActor().Actor!.UserName, http.RequestAborted);
        return DetectionDoor.Json(Full(alerts.Find(id)!, http.RequestAborted), FeatureJson.Default.AlertAnswer);
    }

    private async Task KeepAsync(Alert alert, VerdictRequest verdict, string userName, CancellationToken cancellationToken)
    {
        var key = Detector.KeyOf(alert.Rule, alert.Subject);
        var before = tuning.Of(key);
        var after = verdict.Verdict == "false-positive" ? await tuning.RaiseAsync(key, cancellationToken) : await tuning.ResetAsync(key, cancellationToken);
        var now = time.GetUtcNow();
        alerts.Change(alert.Id, current =>
        {
            var judged = current! with { Status = verdict.Verdict };
            judged = judged.With(new AlertStep(now, userName, "verdict", string.IsNullOrWhiteSpace(verdict.Note) ? verdict.Verdict : $"{verdict.Verdict}: {verdict.Note.Trim()}"));
            var base10 = rules.Find(alert.Rule)?.Threshold ?? alert.Threshold;
            return Math.Abs(before - after) < 0.001
                ? judged
                : judged.With(new AlertStep(now, "detection", "tuned", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"threshold {(int)Math.Ceiling(base10 * before)} -> {(int)Math.Ceiling(base10 * after)} for {(alert.Subject.Length == 0 ? "all" : alert.Subject)}")));
        });
        await alerts.KeepAsync(store.Private, cancellationToken);
    }

    private AlertAnswer Full(Alert alert, CancellationToken cancellationToken) =>
        AlertAnswer.Of(alert, rules.Find(alert.Rule), [.. alert.Evidence.Take(MostShown).Select(id => trail.Find(id, cancellationToken)).OfType<AuditRecord>().Select(EvidenceAnswer.Of)]);
}

/// <summary>A verdict: <c>confirmed</c> or <c>false-positive</c>.</summary>
internal sealed record VerdictRequest(string Verdict, string? Note = null);

/// <summary>The alerts.</summary>
internal sealed record AlertsAnswer(IReadOnlyList<AlertAnswer> Alerts);

/// <summary>An alert as the app shows it.</summary>
internal sealed record AlertAnswer(
    string Id, string Rule, string Title, string? Explanation, string Severity, string By, string Subject, int Threshold, int? WindowMinutes, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Count,
    IReadOnlyList<string> Patients, IReadOnlyList<string> EvidenceIds, IReadOnlyList<EvidenceAnswer> Evidence, string Status, IReadOnlyList<AlertStep> History)
{
    public static AlertAnswer Of(Alert alert, DetectionRule? rule, IReadOnlyList<EvidenceAnswer> evidence) => new(
        alert.Id, alert.Rule, alert.Title, rule?.Explanation, alert.Severity, alert.By, alert.Subject, alert.Threshold, rule?.WindowMinutes, alert.FirstAt, alert.LastAt, alert.Count,
        alert.Patients, alert.Evidence, evidence, alert.Status, alert.History);
}

/// <summary>An audit record as evidence.</summary>
internal sealed record EvidenceAnswer(
    string Id, DateTimeOffset At, string UserName, string Display, string Role, string Address, string Interaction, string Outcome, string? ResourceType, string? Query, IReadOnlyList<string> Patients)
{
    public static EvidenceAnswer Of(AuditRecord record) => new(
        record.Id, record.At, record.UserName, record.Display, record.Role, record.Address, record.Interaction, AuditRecordJson.OutcomeName(record.Outcome), record.ResourceType, record.Query, record.Patients);
}
