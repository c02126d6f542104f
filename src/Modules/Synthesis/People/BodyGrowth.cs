namespace Carewright.Synthesis.People;

/// <summary>Typical height and body mass index by age, good enough for plausible charts; not a growth reference.</summary>
internal static class BodyGrowth
{
    // Centimetres at each birthday from 0 to 18.
    private static readonly int[] Girls = [50, 74, 86, 95, 101, 108, 115, 121, 127, 133, 138, 144, 151, 157, 160, 162, 163, 163, 163];
    private static readonly int[] Boys = [50, 76, 88, 96, 103, 110, 116, 122, 128, 133, 138, 143, 149, 156, 164, 170, 173, 175, 176];

    // Tenths of kg/m2 at each birthday from 0 to 18.
    private static readonly int[] Mass = [134, 170, 164, 159, 156, 154, 154, 155, 158, 162, 167, 173, 179, 186, 193, 200, 206, 211, 216];

    /// <summary>The height in millimetres; <paramref name="share"/> is the person's own size in thousandths of the typical.</summary>
    public static int HeightMillimetres(bool female, int months, int share) => At(female ? Girls : Boys, months) * share / 1000;

    /// <summary>The body mass index in tenths; <paramref name="adult"/> is what the person grows towards.</summary>
    public static int MassIndexTenths(int months, int adult)
    {
        if (months >= 18 * 12) return adult;
        var typical = At(Mass, months) / 10;
        var offset = (adult - 250) / 3 * months / (18 * 12);
        return Math.Clamp(typical + offset, 125, 320);
    }

    /// <summary>Tenths of a table's value between two birthdays.</summary>
    private static int At(int[] table, int months)
    {
        var year = Math.Min(months / 12, 18);
        if (year == 18) return table[18] * 10;
        return (table[year] * 10) + ((table[year + 1] - table[year]) * 10 * (months % 12) / 12);
    }
}
