using Carewright.Audit;
using Carewright.Detection.Profiles;

namespace Carewright.Detection.Observing;

/// <summary>
/// What is said of the browser that somebody signs in by. The log has a record of a browser that was not known beside that of the sign-in (<c>new-device</c>, with its kind); what was found of the sign-in's place is held
/// against it. Learnt per user; the first of all is not new, since somebody's account begins there.
/// </summary>
internal static class DeviceHabits
{
    /// <summary>The record of a browser that was not known.</summary>
    public const string Interaction = "new-device";

    private const string Agent = "agent=";

    // The two records of one sign-in are written one after the other.
    private static readonly TimeSpan s_oneSignIn = TimeSpan.FromMinutes(1);

    /// <summary>Keeps what was found of a sign-in's place.</summary>
    public static void Arrive(UserProfile profile, AuditRecord record, IReadOnlySet<string> found)
    {
        if (record.Interaction != "sign-in")
            return;
        var (isNewPlace, isImpossible) = (found.Contains(Facts.NewPlace), found.Contains(Facts.ImpossibleTravel));
        profile.Arrival = isNewPlace || isImpossible ? new Arrival(record.Address, record.At, isNewPlace, isImpossible) : null;
    }

    /// <summary>Adds what a browser that was not known says, and learns its kind.</summary>
    public static void Find(UserProfile profile, AuditRecord record, HashSet<string> facts)
    {
        if (record.Interaction != Interaction)
            return;
        var kind = record.Query?.StartsWith(Agent, StringComparison.Ordinal) == true ? record.Query[Agent.Length..] : "unknown";
        var arrival = profile.Arrival is { } last && last.Address == record.Address && record.At - last.At < s_oneSignIn ? last : null;
        if (profile.Devices.Count > 0 && (arrival is not null || !profile.Devices.ContainsKey(kind)))
            facts.Add(Facts.NewDevice);
        if (arrival?.IsNewPlace == true)
            facts.Add(Facts.NewPlace);
        if (arrival?.IsImpossible == true)
            facts.Add(Facts.ImpossibleTravel);
        Learn(profile, kind, record.At);
    }

    private static void Learn(UserProfile profile, string kind, DateTimeOffset at)
    {
        profile.Devices[kind] = at;
        if (profile.Devices.Count > UserProfile.MostDevices)
            profile.Devices.Remove(profile.Devices.MinBy(device => device.Value).Key);
    }
}
