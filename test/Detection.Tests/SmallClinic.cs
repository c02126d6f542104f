using Carewright.Detection.People;

namespace Carewright.Detection.Tests;

/// <summary>A clinic in memory: who works there, who is a patient, who has been there.</summary>
internal sealed class SmallClinic : IPeople
{
    public Dictionary<string, PersonFacets> Staff { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, PersonFacets> Patients { get; } = new(StringComparer.Ordinal);

    public HashSet<(string User, string Patient)> Relations { get; } = [];

    public HashSet<(string Patient, DateOnly Day)> Visits { get; } = [];

    public HashSet<string> Disabled { get; } = new(StringComparer.Ordinal);

    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    public PersonFacets? User(string userName) => Staff.GetValueOrDefault(userName);

    public PersonFacets? Patient(string reference) => Patients.GetValueOrDefault(reference);

    public bool IsColleague(string userName, PersonFacets patient) => Staff.Any(one => one.Key != userName && one.Value.IsSameAs(patient));

    public bool IsPractitioner(string userName) => Staff.ContainsKey(userName);

    public bool HasRelationship(string userName, string patient, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return Relations.Contains((userName, patient)) || Enumerable.Range(-14, 45).Any(days => Visits.Contains((patient, day.AddDays(-days))));
    }

    public bool IsDisabled(string userName) => Disabled.Contains(userName);

    public TimeZoneInfo? ZoneOf(string? site) => Zone;

    public static PersonFacets Person(string family, string given, string home, string street) => new(Set(family), Set(given), null, Set(home), Set(street));

    private static HashSet<string> Set(string text) => new([text], StringComparer.Ordinal);
}
