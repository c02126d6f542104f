using System.Globalization;
using System.Text.Json.Nodes;

namespace Carewright.Storage.Compliance;

/// <summary>Random small resources with many equal values, so that every search has hits, misses and ties. Deterministic for a seed.</summary>
public sealed class RandomClinic(int seed)
{
    private static readonly string[] s_families = ["Abel", "Abelard", "Abernathy", "Ng", "O'Brien", "Muñoz", "Smith", "Smithson", "Smitherson-Vale", "Zed"];
    private static readonly string[] s_givens = ["Ada", "Adam", "Bo", "Cleo", "Dot", "Élise", "Finn"];
    private static readonly string[] s_codes = ["8867-4", "8480-6", "8462-4", "718-7"];
    private static readonly string[] s_conditions = ["E11.9", "I10", "J45", "M54.5"];
    private readonly Random _random = new(seed);

    /// <summary>Patients that resources refer to.</summary>
    public const int Patients = 12;

    /// <summary>A random value below a bound.</summary>
    public int Below(int bound) => _random.Next(bound);

    /// <summary>One of several.</summary>
    public T Pick<T>(params IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>A family name, as it may be stored.</summary>
    public string Family() => Pick(s_families);

    /// <summary>A code of a measurement.</summary>
    public string Code() => Pick(s_codes);

    /// <summary>A code of a problem.</summary>
    public string ConditionCode() => Pick(s_conditions);

    /// <summary>A date with a precision of year, month or day.</summary>
    public string Date(int firstYear, int years)
    {
        var date = new DateOnly(firstYear + Below(years), 1 + Below(12), 1 + Below(28));
        return Pick("yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd") is var format ? date.ToString(format, CultureInfo.InvariantCulture) : "";
    }

    /// <summary>A moment in the years of the test.</summary>
    public DateTimeOffset Moment() => new DateTimeOffset(2022, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(Below(24 * 365 * 3));

    /// <summary>A resource of some kind with an id of a small range.</summary>
    public JsonObject Resource() => Below(10) switch
    {
        0 => Patient(Below(Patients)),
        1 or 2 => Condition(),
        3 => Encounter(),
        _ => Observation(),
    };

    /// <summary>The patient with a number.</summary>
    public JsonObject Patient(int number)
    {
        var patient = Samples.Patient(Number("p", number), Family(), Pick(s_givens), Date(1930, 80), Number("R-", Below(20)));
        if (Below(3) == 0)
            patient.Remove("gender");
        if (Below(4) == 0)
            patient["meta"] = new JsonObject { ["security"] = new JsonArray(new JsonObject { ["system"] = Pick("urn:label:a", "urn:label:b"), ["code"] = Pick("x", "y") }) };
        if (Below(3) == 0)
            patient["address"] = new JsonArray(new JsonObject { ["city"] = Pick("Springfield", "Spring Lake", "Lakeside"), ["postalCode"] = Number("0", Below(5)) });
        return patient;
    }

    private JsonObject Observation()
    {
        var observation = Samples.Observation(Number("o", Below(150)), Number("p", Below(Patients)), Code(), Time(Moment()), Below(40) / 4m);
        if (Below(5) == 0)
            observation.Remove("valueQuantity");
        if (Below(6) == 0)
            observation.Remove("effectiveDateTime");
        if (Below(4) == 0)
            observation["category"] = new JsonArray(Samples.Concept("http://terminology.hl7.org/CodeSystem/observation-category", Pick("laboratory", "exam")));
        if (Below(5) == 0)
            observation["component"] = new JsonArray(Component(), Component());
        if (Below(6) == 0)
            observation["encounter"] = new JsonObject { ["reference"] = "Encounter/" + Number("e", Below(30)) };
        return observation;
    }

    private JsonObject Component() => new()
    {
        ["code"] = Samples.Concept("http://loinc.org", Code()),
        ["valueQuantity"] = new JsonObject { ["value"] = Below(40) / 4m, ["system"] = "http://unitsofmeasure.org", ["code"] = Pick("/min", "mm[Hg]") },
    };

    private JsonObject Condition()
    {
        var condition = Samples.Condition(Number("c", Below(60)), Number("p", Below(Patients)), ConditionCode(), Date(2020, 5));
        if (Below(3) == 0)
            condition["recordedDate"] = Time(Moment());
        return condition;
    }

    private JsonObject Encounter()
    {
        var from = Moment();
        return Samples.Encounter(Number("e", Below(30)), Number("p", Below(Patients)), from, Below(5) == 0 ? null : from.AddMinutes(Below(100_000)));
    }

    private static string Number(string prefix, int number) => prefix + number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
