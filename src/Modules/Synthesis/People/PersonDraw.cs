using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Organisation;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.People;

/// <summary>Draws a <see cref="Person"/>.</summary>
internal static class PersonDraw
{
    private const int LongestHistoryDays = 1750;

    public static Person Draw(ClinicLayout clinic, Chance chance, int index)
    {
        var today = clinic.Plan.Today;
        var born = DrawBirth(chance, today);
        var age = today.Year - born.Year;
        var registered = DrawRegistration(chance, born, today);
        var female = chance.Permille(515);
        var given = chance.Pick(female ? Names.Female : Names.Male);
        var family = chance.Pick(Names.Family) + chance.Between(10, 999);
        return new Person
        {
            Index = index,
            Id = ResourceIds.Of(clinic.Plan.Seed, (ulong)index + 1, 0),
            Female = female,
            Gender = chance.Permille(5) ? "other" : female ? "female" : "male",
            Born = born,
            Registered = registered,
            Died = DrawDeath(chance, age, registered, today),
            Given = given,
            Middle = chance.Permille(400) ? chance.Pick(female ? Names.Female : Names.Male) : null,
            Family = family,
            Nickname = chance.Permille(700) ? Names.Nickname(given)?.Short : null,
            Site = clinic.Sites[index % clinic.Sites.Count],
            Background = Background.Draw(chance, age, index, family),
            HeightShare = chance.Bell(915, 1085),
            MassIndex = chance.Bell(190, 370),
            Pulse = chance.Bell(58, 88),
            Adherence = chance.Permille(120) ? 10 : chance.Between(60, 100),
            Smoking = (SmokingHistory)chance.Weighted([620, 240, 140]),
        };
    }

    private static DateOnly DrawBirth(Chance chance, DateOnly today)
    {
        var (low, high) = chance.Weighted([50, 140, 330, 275, 160, 45]) switch
        {
            0 => (0, 4),
            1 => (5, 17),
            2 => (18, 44),
            3 => (45, 64),
            4 => (65, 79),
            _ => (80, 94),
        };
        return today.AddDays(-(chance.Between(low, high) * 36525 / 100) - chance.Between(20, 364));
    }

    private static DateOnly DrawRegistration(Chance chance, DateOnly born, DateOnly today)
    {
        var registered = today.AddDays(-chance.Between(90, LongestHistoryDays));
        var firstDay = born.AddDays(chance.Between(3, 12));
        return registered < firstDay ? firstDay : registered;
    }

    /// <summary>Death some time after the first visit, seldom before old age; null for the living.</summary>
    private static DateOnly? DrawDeath(Chance chance, int age, DateOnly registered, DateOnly today)
    {
        var share = age < 18 ? 0 : age < 60 ? 3 : 20 + ((age - 60) * 5);
        var offset = chance.Between(400, 1000);
        if (!chance.Permille(share)) return null;
        var days = (today.DayNumber - registered.DayNumber) * offset / 1000;
        return registered.AddDays(Math.Max(days, 30)) is var died && died < today ? died : null;
    }
}
