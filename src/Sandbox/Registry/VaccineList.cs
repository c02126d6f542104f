using System.Globalization;

namespace Carewright.Sandbox.Registry;

/// <summary>A vaccine: its CVX code, that of the group that is forecast, and the ages of its doses in months.</summary>
internal sealed record Vaccine(string Cvx, string Group, IReadOnlyList<int> Months, string Name);

/// <summary>What the registry knows of vaccines: <c>Catalogue/vaccines.txt</c>.</summary>
internal static class VaccineList
{
    /// <summary>All, in the order of the file.</summary>
    public static IReadOnlyList<Vaccine> All { get; } = Read();

    /// <summary>A vaccine by its CVX code; null when it is not in the list.</summary>
    public static Vaccine? Find(string cvx) => All.FirstOrDefault(vaccine => vaccine.Cvx == cvx);

    private static List<Vaccine> Read()
    {
        using var reader = new StreamReader(typeof(VaccineList).Assembly.GetManifestResourceStream("catalogue/vaccines.txt")!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 4)).Select(words => new Vaccine(words[0], words[1], [.. words[2].Split(',').Select(Month)], words[3].TrimEnd()))];
    }

    private static int Month(string word) => int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
}
