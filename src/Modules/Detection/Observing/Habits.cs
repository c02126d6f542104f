using Carewright.Audit;
using Carewright.Detection.Profiles;

namespace Carewright.Detection.Observing;

/// <summary>What is usual for a user, and what an event adds to it.</summary>
internal static class Habits
{
    // Before that nothing is known well enough to call anything unusual.
    private const int LearntHours = 40;
    private const double RareShare = 0.01;
    private const double Deviations = 4;

    // Fewer patients within an hour are never called a burst.
    private const double LeastBurst = 25;

    public static bool IsUnusualHour(UserProfile profile, DateTimeOffset local)
    {
        var all = profile.Hours.Sum();
        return all >= LearntHours && profile.Hours[PlaceOf(local)] < RareShare * all;
    }

    // The first network of all is not new: somebody's account begins there.
    public static bool IsNewNetwork(UserProfile profile, AuditRecord record) =>
        record.Interaction == "sign-in" && profile.Networks.Count > 0 && !profile.Networks.ContainsKey(PlaceTable.NetworkOf(record.Address));

    /// <summary>Counts the event's patients in the current hour; true when they are far more than this user and this role ever have.</summary>
    public static bool CountPatients(UserProfile profile, Baseline role, AuditRecord record)
    {
        var hour = new DateTimeOffset(record.At.UtcDateTime.Date.AddHours(record.At.UtcDateTime.Hour), TimeSpan.Zero);
        if (hour != profile.Hour)
            Close(profile, role, hour);
        if (record.Patients.Count == 0)
            return false;
        foreach (var patient in record.Patients)
            profile.Patients.Add(patient);
        var count = profile.Patients.Estimate();
        return profile.Hourly.Taken >= LearntHours && count > LeastBurst && count > profile.Hourly.Above(Deviations) && count > role.Above(Deviations);
    }

    public static void Learn(UserProfile profile, AuditRecord record, DateTimeOffset local)
    {
        if (profile.Events == 0 || record.At - profile.LastSeen > TimeSpan.FromMinutes(20) || profile.LastSeen.Hour != record.At.Hour)
            profile.Hours[PlaceOf(local)]++;
        profile.Events++;
        profile.LastSeen = record.At > profile.LastSeen ? record.At : profile.LastSeen;
        if (record.Interaction != "sign-in" && profile.Networks.Count > 0)
            return;
        profile.Networks[PlaceTable.NetworkOf(record.Address)] = record.At;
        if (profile.Networks.Count > UserProfile.MostNetworks)
            profile.Networks.Remove(profile.Networks.MinBy(network => network.Value).Key);
    }

    private static void Close(UserProfile profile, Baseline role, DateTimeOffset next)
    {
        var count = profile.Patients.Estimate();
        if (count > 0)
        {
            profile.Hourly.Take(count);
            role.Take(count);
        }
        profile.Patients.Clear();
        profile.Hour = next;
    }

    private static int PlaceOf(DateTimeOffset local) => local.Hour + (local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 24 : 0);
}
