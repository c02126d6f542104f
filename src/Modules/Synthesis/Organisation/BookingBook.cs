using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.People;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Organisation;

/// <summary>A patient's place in a provider's schedule, today or in the next two weeks.</summary>
internal sealed record Booking(Post Provider, Moment Start, int Number, string Status)
{
    /// <summary>A cancelled appointment gives its slot back.</summary>
    public bool HoldsSlot => Status != "cancelled";
}

/// <summary>
/// Who is booked where from today on. Computed once from the plan, before any patient, so that patients stay independent
/// of one another and still no slot is booked twice.
/// </summary>
internal sealed class BookingBook
{
    public const int SlotMinutes = 30;
    public const int HorizonDays = 14;

    private const ulong Stream = ulong.MaxValue;
    private readonly Dictionary<int, Booking> _byPatient = [];
    private readonly HashSet<(int Post, DateOnly Day, int Number)> _taken = [];
    private readonly ClinicLayout _clinic;

    public BookingBook(ClinicLayout clinic)
    {
        _clinic = clinic;
        var chance = new Chance(clinic.Plan.Seed, Stream);
        var people = Candidates();
        foreach (var site in clinic.Sites)
        {
            chance.Shuffle(people[site.Index]);
            BookSite(site, new Queue<Candidate>(people[site.Index]), chance);
        }
    }

    private readonly record struct Candidate(int Index, int Age);

    private readonly record struct Place(Post Provider, DateOnly Day, int Number);

    public Booking? Of(int patient) => _byPatient.GetValueOrDefault(patient);

    public bool IsTaken(Post provider, DateOnly day, int number) => _taken.Contains((provider.Index, day, number));

    /// <summary>The days from today to the horizon on which the provider sees patients.</summary>
    public IEnumerable<DateOnly> Days(Post provider)
    {
        for (var offset = 0; offset <= HorizonDays; offset++)
        {
            var day = _clinic.Plan.Today.AddDays(offset);
            if (offset == 0 || (_clinic.IsOpen(day) && day.DayOfWeek != provider.DayOff)) yield return day;
        }
    }

    /// <summary>Twelve slots a day: six from 9:00 and six from 13:00.</summary>
    public const int SlotsPerDay = 12;

    public static int StartMinute(int number) => (number < 6 ? 9 * 60 : 10 * 60) + (number * SlotMinutes);

    private List<Candidate>[] Candidates()
    {
        var people = _clinic.Sites.Select(_ => new List<Candidate>()).ToArray();
        for (var i = 0; i < _clinic.Plan.Patients; i++)
        {
            var person = Person.Draw(_clinic, i);
            if (person.Died is null) people[person.Site.Index].Add(new Candidate(i, person.AgeOn(_clinic.Plan.Today)));
        }

        return people;
    }

    private void BookSite(Site site, Queue<Candidate> people, Chance chance)
    {
        var places = Places(site);
        chance.Shuffle(places);
        var today = places.Where(place => place.Day == _clinic.Plan.Today).ToList();
        var later = places.Where(place => place.Day != _clinic.Plan.Today).ToList();
        var todayCount = Math.Min(today.Count * 3 / 4, Math.Max(8, people.Count / 4));
        var laterCount = Math.Min(later.Count * 2 / 5, people.Count / 3);
        var seated = Seat(today.Take(todayCount), people);
        seated.Sort((a, b) => a.Place.Number != b.Place.Number ? a.Place.Number - b.Place.Number : a.Place.Provider.Index - b.Place.Provider.Index);
        for (var rank = 0; rank < seated.Count; rank++) Book(seated[rank].Patient, seated[rank].Place, StatusToday(rank, seated.Count));
        foreach (var (patient, place) in Seat(later.Take(laterCount), people)) Book(patient, place, "booked");
    }

    private List<Place> Places(Site site) =>
    [
        .. from provider in _clinic.Posts
           where provider.Bookable && provider.Site == site
           from day in Days(provider)
           from number in Enumerable.Range(0, SlotsPerDay)
           select new Place(provider, day, number),
    ];

    private static List<(int Patient, Place Place)> Seat(IEnumerable<Place> places, Queue<Candidate> people)
    {
        var seated = new List<(int, Place)>();
        foreach (var place in places)
        {
            for (var tries = Math.Min(people.Count, 12); tries > 0; tries--)
            {
                var candidate = people.Dequeue();
                if (Suits(candidate.Age, place.Provider.Department))
                {
                    seated.Add((candidate.Index, place));
                    break;
                }

                people.Enqueue(candidate);
            }
        }

        return seated;
    }

    private static bool Suits(int age, Department department) => department.Index switch
    {
        0 => true,
        2 => age >= 10,
        _ => age >= 4,
    };

    /// <summary>The day is seen around its middle: the morning is done, some wait, the afternoon is still to come.</summary>
    private static string StatusToday(int rank, int count) => rank switch
    {
        1 => "noshow",
        3 when count > 6 => "cancelled",
        _ => (rank * 100 / count) switch
        {
            < 45 => "fulfilled",
            < 58 => "checked-in",
            < 72 => "arrived",
            _ => "booked",
        },
    };

    private void Book(int patient, Place place, string status)
    {
        var booking = new Booking(place.Provider, new Moment(place.Day, StartMinute(place.Number)), place.Number, status);
        _byPatient.Add(patient, booking);
        if (booking.HoldsSlot) _taken.Add((place.Provider.Index, place.Day, place.Number));
    }
}
