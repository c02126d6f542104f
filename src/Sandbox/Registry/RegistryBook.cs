using System.Globalization;
using Carewright.Hl7v2;
using Carewright.Sandbox.Conversation;
using Carewright.Sandbox.People;

namespace Carewright.Sandbox.Registry;

/// <summary>Whom a query may mean.</summary>
/// <param name="Exact">The one, when it is sure.</param>
/// <param name="Alike">Those who may be meant, when it is not.</param>
internal sealed record Matched(RegisteredPerson? Exact, IReadOnlyList<RegisteredPerson> Alike);

/// <summary>Whom the registry knows and what they were given, in memory. For one thread at a time.</summary>
internal sealed class RegistryBook
{
    /// <summary>The authority of the registry's own numbers.</summary>
    public const string Namespace = "SANDBOXIIS";

    private const int Seeded = 20;
    private readonly List<RegisteredPerson> _persons = [];
    private readonly DateOnly _today;

    /// <summary>A registry with the seed's people: children with some doses each, of which the last two are twins.</summary>
    /// <param name="seed">Of people and doses.</param>
    /// <param name="shared">People whom it knows besides, with some doses of their first year.</param>
    /// <param name="today">No dose is later.</param>
    public RegistryBook(ulong seed, IReadOnlyList<SyntheticPerson> shared, DateOnly today)
    {
        _today = today;
        foreach (var index in Enumerable.Range(0, Seeded))
            Seed(seed, SyntheticPerson.Of(seed, index) with { Born = new DateOnly(2020, 1, 1).AddDays(41 * index) });
        var twin = SyntheticPerson.Of(seed, Seeded);
        Seed(seed, twin);
        Seed(seed, twin with { Given = twin.OtherGiven(), Number = new Draw(seed, "twin").Digits() });
        foreach (var person in shared)
            Seed(seed, person);
    }

    /// <summary>Everybody.</summary>
    public IReadOnlyList<RegisteredPerson> Persons => _persons;

    /// <summary>Whom identifiers and demographics mean: who has one of the numbers, else who alone has the whole name and the date of birth; who has family name and date of birth is alike.</summary>
    /// <param name="numbers">PID-3 or QPD-3.</param>
    /// <param name="name">PID-5 or QPD-4.</param>
    /// <param name="born">PID-7 or QPD-6.</param>
    public Matched Find(Hl7Value numbers, Hl7Value name, Hl7Value born)
    {
        var asked = NumbersOf(numbers);
        var day = Stamps.Day(born.Text);
        var alike = _persons.FindAll(person => person.Born == day && Same(person.Family, name.Component(1).Subcomponent(1).Text));
        var named = alike.FindAll(person => Same(person.Given, name.Component(2).Text));
        var known = _persons.Find(person => person.Numbers.Overlaps(asked));
        return new Matched(known ?? (named.Count == 1 ? named[0] : null), named.Count > 1 ? named : alike);
    }

    /// <summary>Who a vaccination is of: somebody known, or made anew. The sender's numbers are kept.</summary>
    public RegisteredPerson Register(Hl7Segment patient)
    {
        var person = Find(patient[3], patient[5], patient[7]).Exact;
        if (person is null)
        {
            person = new RegisteredPerson(patient[5].Component(1).Subcomponent(1).Text, patient[5].Component(2).Text, Stamps.Day(patient[7].Text)!.Value, Parts.Of(patient, 3, 5, 7, 8, 11));
            _persons.Add(person);
        }
        person.Numbers.UnionWith(NumbersOf(patient[3]));
        return person;
    }

    /// <summary>Keeps, replaces (the same number again) or takes away (RXA-21 is D) a dose.</summary>
    public static void Keep(RegisteredPerson person, Dose dose, bool isDeleted)
    {
        person.Doses.RemoveAll(other => other.Key == dose.Key);
        if (!isDeleted)
            person.Doses.Add(dose);
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> NumbersOf(Hl7Value field) =>
        [.. field.Divide().Where(each => each.Value.Component(1).Text.Length > 0).Select(each => $"{each.Value.Component(1).Text}^{each.Value.Component(4).Subcomponent(1).Text}")];

    private void Seed(ulong seed, SyntheticPerson synthetic)
    {
        var person = new RegisteredPerson(synthetic.Family, synthetic.Given, synthetic.Born, [.. synthetic.Demographics(Namespace).Where(part => part.Place != "1").Select(part => part.Place == "3.5" ? part with { Text = "SR" } : part)]);
        person.Numbers.Add($"{synthetic.Number}^{Namespace}");
        if (synthetic.ClinicNumber.Length > 0)
            person.Numbers.Add($"{synthetic.ClinicNumber}^CLINIC");
        var draw = new Draw(seed, "doses", synthetic.Number);
        foreach (var vaccine in VaccineList.All.Where(vaccine => vaccine.Months[0] <= 12 && draw.Permille(800)))
            foreach (var month in vaccine.Months.Where(month => month <= 12 && synthetic.Born.AddMonths(month).AddDays(3) <= _today))
                person.Doses.Add(Given(vaccine, synthetic, month));
        _persons.Add(person);
    }

    private static Dose Given(Vaccine vaccine, SyntheticPerson synthetic, int month)
    {
        var day = synthetic.Born.AddMonths(month).AddDays(3);
        var order = Parts.Field(string.Create(CultureInfo.InvariantCulture, $"{synthetic.Number}-{vaccine.Cvx}-{month}"), Namespace);
        IReadOnlyList<Part> administration =
        [
            new("1", "0"), new("2", "1"), new("3", Stamps.Of(day)), .. Parts.Field(vaccine.Cvx, vaccine.Name, "CVX").At(5), new("6", "0.5"), .. Parts.Field("mL", "mL", "UCUM").At(7),
            .. Parts.Field("01", "Historical", "NIP001").At(9), new("20", "CP"), new("21", "A"),
        ];
        return new Dose($"{order.Text(1)}^{Namespace}", order, day, vaccine.Cvx, administration, []);
    }
}
