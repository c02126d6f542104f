using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Controls;

namespace Carewright.InHouse.Lots;

/// <summary>Why patients may not be tested with a lot.</summary>
internal static class LockReasons
{
    internal const string Retired = "retired";
    internal const string Expired = "expired";
    internal const string NoControl = "no-control";
    internal const string ControlDue = "control-due";
    internal const string Rejected = "rejected";
    internal const string AwaitingPass = "awaiting-pass";
}

/// <summary>Whether patients may be tested with a lot now. Pure.</summary>
internal static class LotStanding
{
    /// <summary>Why not; empty: they may.</summary>
    /// <param name="test">The test.</param>
    /// <param name="kit">The lot.</param>
    /// <param name="runs">Runs of controls with it, oldest first.</param>
    /// <param name="actions">Corrective actions about it, in any order.</param>
    /// <param name="now">The moment.</param>
    /// <param name="today">The clinic's day.</param>
    internal static IReadOnlyList<string> Of(InHouseTest test, Item kit, IReadOnlyList<ControlRun> runs, IReadOnlyList<CorrectiveAction> actions, DateTimeOffset now, DateOnly today)
    {
        var reasons = new List<string>();
        if (!kit.IsActive)
            reasons.Add(LockReasons.Retired);
        if (kit.IsExpired(today))
            reasons.Add(LockReasons.Expired);
        if (ControlReason(test, runs, actions, now) is { } reason)
            reasons.Add(reason);
        return reasons;
    }

    /// <summary>The rejected run that nothing has been written about yet; null: there is none.</summary>
    internal static ControlRun? OpenRejection(IReadOnlyList<ControlRun> runs, IReadOnlyList<CorrectiveAction> actions) =>
        runs.LastOrDefault(run => run.Outcome == RunOutcome.Rejected) is { } rejected && !actions.Any(action => action.At >= rejected.At) ? rejected : null;

    /// <summary>Runs since the process was last put right: what was wrong then is not counted against what follows.</summary>
    internal static IReadOnlyList<ControlRun> SinceAction(IReadOnlyList<ControlRun> runs, IReadOnlyList<CorrectiveAction> actions) =>
        actions.Count == 0 ? runs : [.. runs.Where(run => run.At > actions.Max(action => action.At))];

    private static string? ControlReason(InHouseTest test, IReadOnlyList<ControlRun> runs, IReadOnlyList<CorrectiveAction> actions, DateTimeOffset now)
    {
        if (OpenRejection(runs, actions) is not null)
            return LockReasons.Rejected;
        var wasRejected = runs.LastOrDefault(run => run.Outcome == RunOutcome.Rejected);
        var good = SinceAction(runs, wasRejected is null ? [] : actions).Where(run => run.Outcome != RunOutcome.Rejected && run.At > (wasRejected?.At ?? DateTimeOffset.MinValue)).ToList();
        // A level that was rejected is shown to be right again even where the test asks for no controls by itself.
        var levels = test.ControlLevels.Concat(wasRejected?.Values.Select(value => value.Level) ?? []).Distinct(StringComparer.Ordinal).ToList();
        var passed = levels.ConvertAll(level => good.LastOrDefault(run => run.Values.Any(value => value.Level == level))?.At);
        if (passed.Contains(null))
            return wasRejected is null ? LockReasons.NoControl : LockReasons.AwaitingPass;
        return test.ControlDays > 0 && passed.Exists(at => now - at > TimeSpan.FromDays(test.ControlDays)) ? LockReasons.ControlDue : null;
    }
}
