using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Http;

/// <summary>What is audited of an action of this module.</summary>
/// <param name="Action"><c>create read update delete execute</c>.</param>
/// <param name="Interaction">What was done: <c>sign-in</c>, <c>user-update</c>, <c>export</c>.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="Outcome">How it ended.</param>
internal sealed record AuditedAction(string Action, string Interaction, int Status, AuditOutcome Outcome = AuditOutcome.Success)
{
    /// <summary>What was asked: a query, or which account and which of its members; never a password.</summary>
    public string? Query { get; init; }

    /// <summary>The rule that refused, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>FHIR type asked for, or null.</summary>
    public string? ResourceType { get; init; }

    /// <summary>Patients whose log was looked at.</summary>
    public IReadOnlyList<string> Patients { get; init; } = [];
}

/// <summary>Writes audit records of this module; an answer waits for it.</summary>
internal sealed class Recorder(AuditTrail trail, TimeProvider time)
{
    private const int Attempts = 5;

    /// <summary>Durable when it completes; false when the store stayed busy: release nothing.</summary>
    public async Task<bool> RecordAsync(Actor actor, AuditedAction action)
    {
        var record = RecordOf(actor, action);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            // Not cancelled: what was done stays done when the client hangs up, and is recorded.
            if (await trail.RecordAsync(record, CancellationToken.None))
                return true;
            await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), time);
        }
        return false;
    }

    /// <summary>The record of an action, of this moment: for what is committed together with it.</summary>
    public AuditRecord RecordOf(Actor actor, AuditedAction action)
    {
        var at = time.GetUtcNow();
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
        return new AuditRecord(AuditTrail.NewId(at), at, actor.UserName, actor.Display, actor.Role, actor.Site, actor.Department, actor.Client, actor.Address, actor.Purpose,
            action.Action, action.Interaction, action.Outcome, action.Status, action.ResourceType, action.Query, action.Rule, [], action.Patients);
    }

    /// <summary>Who stands behind a request that has no actor: nobody, or the name that was tried.</summary>
    public static Actor Nobody(HttpContext context, string userName = "anonymous") =>
        new(userName, userName, "", null, null, null, "app", context.AddressText(), "", null);
}
