using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.People;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Histories;

/// <summary>Which vaccine doses a person has had, and which are due at a visit.</summary>
internal sealed class VaccinationPlan
{
    private readonly Person _person;
    private readonly Chance _chance;
    private readonly Dictionary<int, DateOnly> _given = [];
    private int _lastInfluenzaSeason;

    public VaccinationPlan(Person person, Chance chance)
    {
        _person = person;
        _chance = chance;
        _reluctant = chance.Permille(70);
        foreach (var dose in DosesBefore(person.Registered)) Elsewhere.Add(dose);
    }

    private readonly bool _reluctant;

    /// <summary>Doses that were given before the clinic knew the person.</summary>
    public List<Shot> Elsewhere { get; } = [];

    public IEnumerable<Shot> DueAt(DateOnly day)
    {
        if (_reluctant) yield break;
        var months = _person.MonthsOn(day);
        for (var i = 0; i < Vaccines.Routine.Count; i++)
        {
            var dose = Vaccines.Routine[i];
            if (_given.ContainsKey(i) || months < dose.DueMonths || months > dose.LastMonths || !SpacedFromLast(i, day)) continue;
            _given[i] = day;
            yield return Give(dose, day);
        }

        if (InfluenzaDue(day, months)) yield return new Shot(Vaccines.Influenza(day), "influenza", day, 1, 1, Vaccines.InfluenzaCents);
    }

    private IEnumerable<Shot> DosesBefore(DateOnly registered)
    {
        if (_reluctant || _person.MonthsOn(registered) > 26 * 12) yield break;
        for (var i = 0; i < Vaccines.Routine.Count; i++)
        {
            var dose = Vaccines.Routine[i];
            var day = _person.Born.AddDays((dose.DueMonths * 3044 / 100) + _chance.Between(1, 20));
            if (day >= registered) continue;
            _given[i] = day;
            yield return Give(dose, day);
        }
    }

    /// <summary>The dose before it in its series was at least four weeks ago.</summary>
    private bool SpacedFromLast(int index, DateOnly day) =>
        Vaccines.Routine[index].Dose == 1 || (_given.TryGetValue(index - 1, out var last) && last.AddDays(28) <= day);

    private bool InfluenzaDue(DateOnly day, int months)
    {
        if (months < 6 || day.Month is > 1 and < 9) return false;
        var season = day.Month == 1 ? day.Year - 1 : day.Year;
        if (season == _lastInfluenzaSeason || !_chance.Permille(months > 780 ? 750 : 520)) return false;
        _lastInfluenzaSeason = season;
        return true;
    }

    private static Shot Give(VaccineDose dose, DateOnly day) => new(dose.Code, dose.Short, day, dose.Dose, dose.Doses, dose.ChargeCents);
}
