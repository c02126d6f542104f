using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.People;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Histories;

/// <summary>Draws the conditions of a person's life as far as the clinic will know them.</summary>
internal sealed class ProblemDraw(Person person, DateOnly lastDay, Chance chance, ResourceIds ids)
{
    public List<Problem> All()
    {
        var problems = new List<Problem>();
        foreach (var ailment in Ailments.All)
        {
            if (ailment.Kind == CourseKind.Acute) DrawAcute(ailment, problems);
            else if (DrawOnset(ailment) is { } onset) problems.Add(Make(ailment, onset));
        }

        return problems;
    }

    public Problem Make(Ailment ailment, DateOnly onset) => new(
        ailment, onset, chance.Permille(500), ids.Next(), ailment.Trends.Select(trend => chance.Between(trend.StartLow, trend.StartHigh)));

    /// <summary>
    /// The day a lasting condition begins; null when the person never gets it, is not old enough yet, or, for one that
    /// heals, had it before the clinic knew the person.
    /// </summary>
    private DateOnly? DrawOnset(Ailment ailment)
    {
        var share = person.Female ? ailment.Female : ailment.Male;
        if (ailment == FamilyMedicineAilments.Obesity) share = person.MassIndex >= 300 ? 900 : 0;
        if (ailment == FamilyMedicineAilments.Copd && person.Smoking == SmokingHistory.Never) share /= 5;
        var days = chance.Between(ailment.MinAge * 36525 / 100, ailment.MaxAge * 36525 / 100);
        if (!chance.Permille(share)) return null;
        var onset = person.Born.AddDays(days);
        if (onset > lastDay || person.AgeOn(person.Registered) >= ailment.OutgrownAt) return null;
        if (onset >= person.Registered) return onset;
        return ailment.Kind == CourseKind.Episode ? Reborn(ailment) : onset;
    }

    /// <summary>
    /// An injury long healed would never be seen, so those who had one may have it again within the clinic's time,
    /// at an age that fits.
    /// </summary>
    private DateOnly? Reborn(Ailment ailment)
    {
        var length = lastDay.DayNumber - person.Registered.DayNumber;
        if (length < 60 || !chance.Permille(350)) return null;
        var onset = person.Registered.AddDays(chance.Between(10, length - 30));
        return person.AgeOn(onset) <= ailment.MaxAge ? onset : null;
    }

    private void DrawAcute(Ailment ailment, List<Problem> problems)
    {
        var share = person.Female ? ailment.Female : ailment.Male;
        for (var year = person.Registered; year < lastDay; year = year.AddDays(365))
        {
            var day = year.AddDays(chance.Between(20, 364));
            if (!chance.Permille(share) || day >= lastDay) continue;
            var age = person.AgeOn(day);
            if (age >= ailment.MinAge && age <= ailment.MaxAge) problems.Add(Make(ailment, day));
        }
    }
}
