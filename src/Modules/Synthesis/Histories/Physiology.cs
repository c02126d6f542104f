using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.People;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Histories;

/// <summary>What a measurement of this person gives on a day: a stable baseline, moved by the conditions present.</summary>
internal sealed class Physiology(Person person, IReadOnlyList<Problem> problems, ulong seed, Chance chance)
{
    /// <summary>A value of the analyte in its scaled integer.</summary>
    public int Measure(Analyte analyte, DateOnly day)
    {
        foreach (var problem in problems)
        {
            if (!problem.ActiveOn(day)) continue;
            var trends = problem.Ailment.Trends;
            for (var i = 0; i < trends.Count; i++)
            {
                if (trends[i].Analyte == analyte) return Math.Max(Noisy(problem.ValueOf(i), Wobble(trends[i])), 0);
            }
        }

        var usual = analyte.UsualHigh - analyte.UsualLow;
        return Math.Clamp(Noisy(Baseline(analyte), usual / 10), analyte.UsualLow, analyte.UsualHigh);
    }

    /// <summary>The results of a panel; values that follow from others are computed from them.</summary>
    public int[] MeasurePanel(LabPanel panel, DateOnly day)
    {
        var values = panel.Analytes.Select(analyte => analyte.Positive is null ? Measure(analyte, day) : 1).ToArray();
        if (panel == Labs.Lipids) values[0] = values[3] + values[2] + (values[1] / 5);
        if (panel == Labs.BloodCount) values[2] = values[1] * 3;
        if (panel == Labs.BasicMetabolic && problems.Any(problem => problem.Ailment == FamilyMedicineAilments.Diabetes && problem.ActiveOn(day)))
            values[0] = (Measure(Labs.A1c, day) * 287 / 100) - 60;
        return values;
    }

    public VitalSigns TakeVitals(DateOnly day, bool full, bool fever, bool lungs)
    {
        var months = person.MonthsOn(day);
        var height = BodyGrowth.HeightMillimetres(person.Female, months, person.HeightShare);
        var mass = BodyGrowth.MassIndexTenths(months, person.MassIndex) + chance.Between(-4, 4);
        var weight = (int)((long)mass * height * height / 1_000_000);
        var withPressure = months >= 36;
        var systolic = months >= 216 ? Measure(Labs.Systolic, day) : 84 + (months / 7) + chance.Between(-5, 5);
        return new VitalSigns
        {
            Systolic = withPressure ? systolic : null,
            Diastolic = withPressure ? 30 + (systolic * 2 / 5) + chance.Between(-4, 4) : null,
            Pulse = (months < 24 ? 118 : months < 144 ? 92 : person.Pulse) + chance.Between(-5, 5) + (fever ? 12 : 0),
            Respirations = full || fever || lungs ? (months < 24 ? 28 : months < 144 ? 20 : 15) + chance.Between(-2, 2) : null,
            Temperature = fever ? chance.Between(379, 392) : full ? chance.Between(364, 370) : null,
            Height = full || months < 216 ? height : null,
            Weight = weight,
            MassIndex = full || months < 216 ? MassIndex(weight, height) : null,
            Oxygen = lungs ? chance.Between(93, 98) : null,
        };
    }

    /// <summary>Tenths of kg/m2 from tenths of a kilogram and millimetres, rounded.</summary>
    private static int MassIndex(int weight, int height)
    {
        var square = (long)height * height;
        return (int)(((weight * 1_000_000L) + (square / 2)) / square);
    }

    /// <summary>How far single measurements stray, small beside both the spread of the sick and the width of the goal.</summary>
    private static int Wobble(Trend trend) => Math.Min((trend.StartHigh - trend.StartLow) / 8, (trend.GoalHigh - trend.GoalLow + 2) / 3);

    private int Noisy(int value, int width) => width <= 0 ? value : value + chance.Between(-width, width);

    private int Baseline(Analyte analyte)
    {
        var hash = seed ^ ((ulong)person.Index * 0x9E3779B97F4A7C15UL);
        foreach (var letter in analyte.Name) hash = (hash ^ letter) * 0x100000001B3UL;
        var width = (ulong)(analyte.UsualHigh - analyte.UsualLow + 1);
        return analyte.UsualLow + (int)(Chance.Mix(hash) % width);
    }
}
