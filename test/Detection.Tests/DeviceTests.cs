using Carewright.Audit;
using Carewright.Detection.Observing;
using Carewright.Detection.Profiles;

namespace Carewright.Detection.Tests;

/// <summary>What is said of the browser that somebody signs in by.</summary>
public sealed class DeviceTests
{
    private const string Own = "Firefox on Windows";
    private const string Clinic = "10.1.1.7";
    private const string Afar = "203.0.113.9";
    private readonly ProfileBook _profiles = new();
    private readonly FactFinder _finder;
    private DateTimeOffset _now = new(2026, 4, 6, 13, 0, 0, TimeSpan.Zero);

    public DeviceTests() => _finder = new FactFinder(new SmallClinic(), _profiles) { Places = PlaceTable.Parse(SyntheticMonth.PlacesCsv, []) };

    [Fact]
    public void The_first_browser_of_a_user_is_not_new_and_a_second_kind_is()
    {
        Assert.DoesNotContain(Facts.NewDevice, Meet(Own, Clinic));
        Assert.Contains(Facts.NewDevice, Meet("Chrome on Android", Clinic));
        Assert.DoesNotContain(Facts.NewDevice, Meet("Chrome on Android", Clinic));
        // What one user has taught says nothing of another.
        Assert.DoesNotContain(Facts.NewDevice, Meet("Safari on macOS", Clinic, "other"));
        Assert.Contains(Facts.NewDevice, Meet("Chrome on Android", Clinic, "other"));
    }

    [Fact]
    public void A_browser_that_forgot_is_quiet_where_the_user_works_and_not_from_a_new_network()
    {
        Meet(Own, Clinic);
        Assert.DoesNotContain(Facts.NewDevice, Meet(Own, Clinic));
        _now = _now.AddDays(3);
        var facts = Meet(Own, "198.51.100.4");
        Assert.Contains(Facts.NewDevice, facts);
        Assert.Contains(Facts.NewPlace, facts);
        Assert.DoesNotContain(Facts.NewDevice, Meet(Own, "198.51.100.4"));
    }

    [Fact]
    public void A_journey_that_cannot_be_is_held_against_the_browser()
    {
        Meet(Own, Clinic);
        _now = _now.AddHours(1);
        var facts = Meet("Chrome on Linux", Afar);
        Assert.Superset(new HashSet<string> { Facts.NewDevice, Facts.ImpossibleTravel }, facts);
        // With a browser that is known there is no second record: the journey is told of the sign-in alone.
        _now = _now.AddHours(1);
        Assert.Contains(Facts.ImpossibleTravel, Find("sign-in", Clinic, "dr.one", null));
    }

    [Fact]
    public void What_was_found_of_another_sign_in_is_not_held_against_it()
    {
        Meet(Own, Clinic);
        _now = _now.AddHours(1);
        Find("sign-in", Afar, "dr.one", null);
        _now = _now.AddMinutes(2);
        Assert.DoesNotContain(Facts.ImpossibleTravel, Find(DeviceHabits.Interaction, Afar, "dr.one", Own));
    }

    [Fact]
    public void Only_so_many_kinds_are_kept()
    {
        for (var i = 0; i < 2 * UserProfile.MostDevices; i++)
            Meet($"Kind {i}", Clinic);
        Assert.Equal(UserProfile.MostDevices, _profiles.Of("dr.one").Devices.Count);
        Assert.Contains(Facts.NewDevice, Meet("Kind 0", Clinic));
    }

    // The two records of one sign-in, as the server writes them.
    private HashSet<string> Meet(string kind, string address, string user = "dr.one")
    {
        Find("sign-in", address, user, null);
        return Find(DeviceHabits.Interaction, address, user, kind);
    }

    private HashSet<string> Find(string interaction, string address, string user, string? kind)
    {
        _now = _now.AddSeconds(1);
        return _finder.Find(new AuditRecord(
            AuditTrail.NewId(_now), _now, user, user, "physician", null, null, "app", address, "TREAT", "execute", interaction, AuditOutcome.Success, 200, null, kind is null ? null : "agent=" + kind, null, [], []));
    }
}
