using Carewright.Audit;
using Carewright.Detection.People;
using Carewright.Detection.Profiles;

namespace Carewright.Detection.Observing;

/// <summary>Finds the facts of an event, and lets the user's profile learn from it. Used by one task, in the order of the log.</summary>
/// <param name="people">What the record says.</param>
/// <param name="profiles">How users work.</param>
internal sealed class FactFinder(IPeople people, ProfileBook profiles)
{
    private const string Treatment = "TREAT";

    /// <summary>Opening hours, and how long an account sleeps; the clinic may change them.</summary>
    public DetectionSettings Settings { get; set; } = new();

    /// <summary>The place table; the clinic may put another one in.</summary>
    public PlaceTable Places { get; set; } = PlaceTable.Empty;

    /// <summary>The facts of an event.</summary>
    public HashSet<string> Find(AuditRecord record)
    {
        var facts = new HashSet<string>(StringComparer.Ordinal);
        if (record.Interaction == "integrity-failure")
            facts.Add(Facts.SealBroken);
        if (record.UserName is "anonymous" || record.Role is "system")
            return facts;
        if (people.IsDisabled(record.UserName))
            facts.Add(Facts.Disabled);
        if (record.Outcome != AuditOutcome.Success)
            return facts;
        foreach (var patient in record.Patients.Count <= Settings.MostPatientsCompared ? record.Patients : [])
            AboutPatient(record, patient, facts);
        AboutHabits(record, facts);
        return facts;
    }

    private void AboutPatient(AuditRecord record, string reference, HashSet<string> facts)
    {
        if (people.Patient(reference) is not { } patient)
            return;
        if (patient.IsHoney)
            facts.Add(Facts.Honey);
        if (patient.IsVip)
            facts.Add(Facts.Vip);
        if (people.User(record.UserName) is { } user)
            Compare(user, patient, facts);
        if (people.IsColleague(record.UserName, patient))
            facts.Add(Facts.Colleague);
        if (record.Purpose == Treatment && people.IsPractitioner(record.UserName) && !people.HasRelationship(record.UserName, reference, record.At))
            facts.Add(Facts.NoRelationship);
    }

    private static void Compare(PersonFacets user, PersonFacets patient, HashSet<string> facts)
    {
        if (user.IsSameAs(patient))
            facts.Add(Facts.Self);
        if (user.Family.Overlaps(patient.Family))
            facts.Add(Facts.SameSurname);
        if (user.Homes.Overlaps(patient.Homes))
            facts.Add(Facts.SameAddress);
        if (user.Streets.Overlaps(patient.Streets))
            facts.Add(Facts.Neighbour);
    }

    private void AboutHabits(AuditRecord record, HashSet<string> facts)
    {
        var profile = profiles.Of(record.UserName);
        var local = people.ZoneOf(record.Site) is { } zone ? TimeZoneInfo.ConvertTime(record.At, zone) : record.At;
        if (profile.Events > 0 && record.At - profile.LastSeen > Settings.DormantAfter)
            facts.Add(Facts.Dormant);
        if (Settings.IsClosed(local))
            facts.Add(Facts.AfterHours);
        if (Habits.IsUnusualHour(profile, local))
            facts.Add(Facts.UnusualHour);
        if (Habits.IsNewNetwork(profile, record))
            facts.Add(Facts.NewPlace);
        if (Travelled(profile, record))
            facts.Add(Facts.ImpossibleTravel);
        DeviceHabits.Arrive(profile, record, facts);
        DeviceHabits.Find(profile, record, facts);
        if (Habits.CountPatients(profile, profiles.OfRole(record.Role), record))
            facts.Add(Facts.Burst);
        Habits.Learn(profile, record, local);
    }

    private bool Travelled(UserProfile profile, AuditRecord record)
    {
        if (Places.Find(record.Address) is not var (latitude, longitude))
            return false;
        var (before, here) = (profile.Last, new Whereabouts(latitude, longitude, record.At));
        profile.Last = here;
        return before is not null && Travel.IsImpossible(before, here);
    }
}
