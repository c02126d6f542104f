using Carewright.Kernel;

namespace Carewright.InBasket.Settings;

/// <summary>What the clinic says of its in-basket.</summary>
/// <param name="RoutineHours">Hours until a review without anything abnormal is due.</param>
/// <param name="AbnormalHours">Hours until an abnormal one is due.</param>
/// <param name="CriticalMinutes">Minutes until a critical one that nobody has opened escalates.</param>
/// <param name="StepMinutes">Minutes between the steps of an escalation.</param>
internal sealed record InBasketSettings(int RoutineHours = 72, int AbnormalHours = 24, int CriticalMinutes = 30, int StepMinutes = 15)
{
    private const int MostHours = 24 * 60;
    private const int MostSteps = 10;

    // A member that the JSON leaves out comes as null.
    private static readonly IReadOnlyList<string> s_steps = ["cover", "role:physician", "everybody"];

    /// <summary>To whom a critical result goes, one after another: <c>cover</c>, <c>Practitioner/x</c>, <c>role:NAME</c>, <c>everybody</c>.</summary>
    public IReadOnlyList<string> Steps { get; init => field = value ?? s_steps; } = s_steps;

    /// <summary>Who stands in for whom.</summary>
    public IReadOnlyList<Cover> Covers { get; init => field = value ?? []; } = [];

    /// <summary>What is wrong with them.</summary>
    /// <param name="roles">The roles of the policy.</param>
    internal IReadOnlyList<Issue> Check(IEnumerable<string> roles)
    {
        var issues = new List<Issue>();
        void Range(int value, int most, string place)
        {
            if (value < 1 || value > most)
                issues.Add(Issue.Error(IssueTypes.Value, "INBASKET-TIME", $"A time is 1 to {most}.", place));
        }
        Range(RoutineHours, MostHours, "routineHours");
        Range(AbnormalHours, MostHours, "abnormalHours");
        Range(CriticalMinutes, MostHours, "criticalMinutes");
        Range(StepMinutes, MostHours, "stepMinutes");
        var known = roles.ToHashSet(StringComparer.Ordinal);
        if (Steps.Count > MostSteps || Steps.Any(step => !IsStep(step, known)))
            issues.Add(Issue.Error(IssueTypes.Value, "INBASKET-STEP", "A step is cover, Practitioner/ID, role:NAME or everybody; at most ten.", "steps"));
        foreach (var (cover, index) in Covers.Select((cover, index) => (cover, index)))
        {
            if (!IsPractitioner(cover.Practitioner) || !IsPractitioner(cover.By) || cover.Practitioner == cover.By || cover.To < cover.From)
                issues.Add(Issue.Error(IssueTypes.Value, "INBASKET-COVER", "Somebody stands in for somebody else: Practitioner/ID each, and an end after the beginning.", $"covers[{index}]"));
        }
        return issues;
    }

    /// <summary>Whether a text is <c>Practitioner/id</c>.</summary>
    internal static bool IsPractitioner(string? text) =>
        text?.Split('/') is ["Practitioner", { Length: > 0 and <= 64 } id] && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.');

    private static bool IsStep(string step, HashSet<string> roles) => step is "cover" or "everybody" || IsPractitioner(step) || (step.StartsWith("role:", StringComparison.Ordinal) && roles.Contains(step["role:".Length..]));
}

/// <summary>Who stands in for whom. With a beginning or an end it is an absence: new results go to the other at once. Without both it is the deputy, to whom critical results escalate.</summary>
/// <param name="Practitioner">For whom.</param>
/// <param name="By">Who.</param>
/// <param name="From">From when; null: since ever.</param>
/// <param name="To">Until when, not included; null: for good.</param>
internal sealed record Cover(string Practitioner, string By, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>Whether it is an absence that lasts at this moment.</summary>
    internal bool IsAbsence(DateTimeOffset now) => (From is not null || To is not null) && Holds(now);

    /// <summary>Whether it holds at this moment.</summary>
    internal bool Holds(DateTimeOffset now) => (From is null || From <= now) && (To is null || now < To);
}
