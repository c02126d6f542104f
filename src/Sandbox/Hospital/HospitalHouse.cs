using System.Globalization;
using Carewright.Sandbox.Conversation;
using Carewright.Sandbox.People;

namespace Carewright.Sandbox.Hospital;

/// <summary>
/// The patients of a hospital and what happens to them, one thing after the other: nobody leaves who has not come, nothing is taken back that has gone on, and no number is used after it was merged away. Used by one thread.
/// </summary>
/// <param name="seed">The same seed gives the same people and the same order of events.</param>
/// <param name="people">Its patients, whom the clinic has as well: nobody of them is registered twice. Empty: forty of its own.</param>
/// <param name="ids">Numbers of visits and of doubled records: new ones after each start.</param>
internal sealed class HospitalHouse(ulong seed, IReadOnlyList<SyntheticPerson> people, ControlIds ids)
{
    private const int Residents = 40;
    private const int MostDoubled = 4;
    private static readonly string[] s_wards = ["NORTH", "SOUTH", "EAST", "WEST"];
    private readonly List<Resident> _residents = [.. (people.Count > 0 ? people : Enumerable.Range(0, Residents).Select(index => SyntheticPerson.Of(seed, index))).Select(person => new Resident(person, person.Number))];

    /// <summary>What decides.</summary>
    public Draw Draw { get; } = new(seed, "house");

    /// <summary>Does one thing.</summary>
    /// <returns>What, and to which record.</returns>
    public (FeedAct Act, Resident About) Next(DateTimeOffset at)
    {
        var possible = FeedAct.All.Select(act => (Act: act, Who: _residents.FindAll(who => act.Can(this, who)))).Where(each => each.Who.Count > 0).ToList();
        var (act, who) = Draw.Weighted(possible, each => each.Act.Weight);
        var one = Draw.Pick(who);
        var about = act.Do(this, one, at) ?? one;
        about.IsKnown = true;
        return (act, about);
    }

    /// <summary>Begins a stay.</summary>
    public Resident? Admit(Resident who, string patientClass, DateTimeOffset at)
    {
        who.Stay = new Stay("V" + ids.Next(), patientClass, at) { Bed = patientClass == "I" ? NewBed() : new Bed(patientClass == "E" ? "EMERGENCY" : "CLINIC", "", "") };
        return who;
    }

    /// <summary>Whether somebody may be registered a second time: somebody known, who is not here, and not too many.</summary>
    public bool CanDouble(Resident who) =>
        people.Count == 0 && who is { IsKnown: true, IsIn: false, Doubles: null } && !_residents.Exists(other => other.Doubles == who) && _residents.Count(other => other.Doubles is not null) < MostDoubled;

    /// <summary>Makes a second record of the same person.</summary>
    public Resident Double(Resident who)
    {
        var second = new Resident(who.Person, "D" + ids.Next()) { Doubles = who };
        _residents.Add(second);
        return second;
    }

    /// <summary>Puts somebody into another bed.</summary>
    public Resident? Transfer(Resident who)
    {
        var stay = who.Stay!;
        (stay.Before, stay.HasEvents) = (stay.Bed, true);
        while (stay.Bed == stay.Before)
            stay.Bed = NewBed();
        return null;
    }

    /// <summary>Takes a doubled record away; its number is never used again.</summary>
    public Resident? Merge(Resident doubled)
    {
        _residents.Remove(doubled);
        return null;
    }

    /// <summary>Notes that something was told of a stay.</summary>
    public static Resident? Touch(Resident who)
    {
        who.Stay!.HasEvents = true;
        return null;
    }

    /// <summary>Ends a stay.</summary>
    public static Resident? Discharge(HospitalHouse house, Resident who, DateTimeOffset at)
    {
        (who.Stay!.Phase, who.Stay.Ended, who.Stay.HasEvents) = (StayPhase.Ended, at, true);
        return null;
    }

    /// <summary>Takes the beginning of a stay back.</summary>
    public static Resident? CancelAdmission(Resident who)
    {
        who.Stay!.Phase = StayPhase.Cancelled;
        return null;
    }

    /// <summary>Takes the end of a stay back.</summary>
    public static Resident? CancelDischarge(Resident who)
    {
        (who.Stay!.Phase, who.Stay.Ended) = (StayPhase.Open, null);
        return null;
    }

    /// <summary>Notes that the summary of a stay was written.</summary>
    public static Resident? Sum(Resident who)
    {
        who.Stay!.IsSummed = true;
        return null;
    }

    private Bed NewBed() => new(Draw.Pick(s_wards), Draw.Between(101, 120).ToString(CultureInfo.InvariantCulture), Draw.Permille(500) ? "A" : "B");
}
