using System.Globalization;
using Carewright.Sandbox.Catalogue;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Laboratory;

/// <summary>Who is tested, as far as results depend on it.</summary>
/// <param name="Sex">PID-8: M, F or anything else.</param>
/// <param name="Age">In years; an adult's where it is not known.</param>
internal readonly record struct Tested(string Sex, int Age);

/// <summary>Draws results: mostly normal, the same for the same seed, order and revision each time.</summary>
/// <param name="catalogue">What can be done.</param>
/// <param name="seed">The run's.</param>
internal sealed class ResultDraw(TestCatalogue catalogue, ulong seed)
{
    private const int NormalPermille = 780;
    private const int ExtremePermille = 30;

    /// <summary>Everything that comes of a service, what follows from its results included.</summary>
    /// <param name="service">What was ordered.</param>
    /// <param name="order">The filler's number of the order.</param>
    /// <param name="tested">Who.</param>
    /// <param name="revision">0 for the first results, 1 for what corrects them.</param>
    public IReadOnlyList<Battery> Of(CatalogueEntry service, string order, Tested tested, int revision)
    {
        var draw = new Draw(seed, order, service.Code, revision.ToString(CultureInfo.InvariantCulture));
        if (service.Kind == EntryKind.Culture)
            return Culture(service, order, draw);
        var main = new Battery(service, Results(service, tested, draw)) { Filler = order };
        var tests = service.Kind == EntryKind.Panel ? service.Holds.ConvertAll(code => catalogue[code]) : [service];
        var reflexes = main.Results.Where(result => result.IsAbnormal).Join(tests.Where(test => test.Reflex is not null), result => result.Code.Text(4), test => test.Code, (result, test) =>
            new Battery(catalogue[test.Reflex!], Results(catalogue[test.Reflex!], tested, draw)) { Parent = result, Filler = order + "R" });
        return [main, .. reflexes];
    }

    /// <summary>A culture of which nothing is known yet.</summary>
    public static Battery Preliminary(CatalogueEntry culture, string order) =>
        new(culture, [new Observed(Observed.CodeOf(culture), "CWE", [new("[1].9.1", "In progress, no final result yet")]) { SubId = "1" }]) { Filler = order };

    private List<Observed> Results(CatalogueEntry service, Tested tested, Draw draw)
    {
        var tests = service.Kind == EntryKind.Panel ? service.Holds.ConvertAll(code => catalogue[code]) : [service];
        var numbers = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var test in tests.Where(test => test.Scale is not null).OrderBy(test => test.Sum is not null))
            numbers[test.Code] = Number(test, tested, numbers, draw);
        return tests.ConvertAll(test => test.Scale is { } scale ? Measured(test, scale, tested, numbers[test.Code]) : Chosen(test, draw.Weighted(test.Choices, choice => choice.Weight)));
    }

    private static decimal Number(CatalogueEntry test, Tested tested, Dictionary<string, decimal> others, Draw draw)
    {
        var scale = test.Scale!;
        // Ordered alone, what is calculated has nothing to be calculated from: it is drawn like the rest.
        var value = test.Sum is { } sum && sum.Terms.All(term => others.ContainsKey(term.Code))
            ? sum.Constant + sum.Terms.Sum(term => term.Factor * others[term.Code])
            : Drawn(scale, test.RangeFor(tested.Sex, tested.Age), draw);
        return Math.Round(Math.Clamp(value, scale.Low, scale.High), scale.Decimals);
    }

    private static decimal Drawn(NumberScale scale, NormalRange? range, Draw draw)
    {
        var low = range?.Low ?? Math.Max(scale.Low, (range?.High ?? scale.High) * 0.5m);
        var high = range?.High ?? Math.Min(scale.High, low * 1.8m);
        var roll = draw.Below(1000);
        if (roll < NormalPermille || range is null)
            return draw.Bell(low, high);
        var reach = roll >= 1000 - ExtremePermille ? 0.8m : 0.15m;
        var isHigh = range.High is not null && (range.Low is null || draw.Permille(600));
        return isHigh ? draw.Bell(high, high + ((scale.High - high) * reach)) : draw.Bell(low - ((low - scale.Low) * reach), low);
    }

    private static Observed Measured(CatalogueEntry test, NumberScale scale, Tested tested, decimal value)
    {
        var range = test.RangeFor(tested.Sex, tested.Age);
        return new Observed(Observed.CodeOf(test), "NM", [new("", Text(value, scale))])
        {
            Unit = scale.Unit,
            Range = (range?.Low, range?.High) switch
            {
                (null, null) => "",
                (null, { } high) => "<=" + Text(high, scale),
                ({ } low, null) => ">=" + Text(low, scale),
                ({ } low, { } high) => $"{Text(low, scale)}-{Text(high, scale)}",
            },
            Flag = value < test.Critical.Low ? "LL" : value > test.Critical.High ? "HH" : value < range?.Low ? "L" : value > range?.High ? "H" : "N",
        };
    }

    private static Observed Chosen(CatalogueEntry test, CodedChoice choice) =>
        new(Observed.CodeOf(test), choice.Snomed is null ? "ST" : "CWE", choice.Snomed is null ? [new("", choice.Text)] : Parts.Field(choice.Snomed, choice.Text, "SCT")) { Flag = choice.Flag };

    private IReadOnlyList<Battery> Culture(CatalogueEntry culture, string order, Draw draw)
    {
        var growth = draw.Weighted(culture.Choices, choice => choice.Weight);
        var grown = Chosen(culture, growth) with { SubId = "1" };
        var main = new Battery(culture, [grown]) { Filler = order };
        if (!grown.IsAbnormal)
            return [main];
        return [main, new Battery(catalogue["SUSC"], culture.Antibiotics.ConvertAll(each => Tried(each, draw))) { Parent = grown, Filler = order + "S" }];
    }

    private static Observed Tried(Antibiotic antibiotic, Draw draw)
    {
        var steps = draw.Between(-3, 3);
        var least = steps < 0 ? antibiotic.Susceptible / (1 << -steps) : antibiotic.Susceptible * (1 << steps);
        return new Observed(Parts.Field(antibiotic.Loinc, antibiotic.Name, "LN"), "NM", [new("", least.ToString("0.####", CultureInfo.InvariantCulture))])
        {
            Unit = "ug/mL",
            Flag = least <= antibiotic.Susceptible ? "S" : least >= antibiotic.Resistant ? "R" : "I",
        };
    }

    private static string Text(decimal value, NumberScale scale) => value.ToString("F" + scale.Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
