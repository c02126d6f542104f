namespace Carewright.Security;

/// <summary>Days and hours of a week on the site's clock. A window whose end is not after its start ends on the following day.</summary>
/// <param name="Name">Name in the policy.</param>
/// <param name="Days">Days on which it begins.</param>
/// <param name="From">First minute.</param>
/// <param name="To">First minute after it.</param>
public sealed record TimeWindow(string Name, IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    /// <summary>Whether it is open.</summary>
    /// <param name="local">The time on the site's clock.</param>
    public bool IsOpen(DateTime local)
    {
        var time = TimeOnly.FromDateTime(local);
        if (From < To)
            return Days.Contains(local.DayOfWeek) && time >= From && time < To;
        return (Days.Contains(local.DayOfWeek) && time >= From) || (Days.Contains(local.AddDays(-1).DayOfWeek) && time < To);
    }
}
