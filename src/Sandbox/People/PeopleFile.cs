using System.Globalization;
using System.Text.Json;

namespace Carewright.Sandbox.People;

/// <summary>People whom a partner shares with the clinic: FHIR Patients as NDJSON, one a line, as <c>synth</c> writes them.</summary>
public static class PeopleFile
{
    private const int Most = 10_000;

    /// <summary>Reads the file's people.</summary>
    /// <param name="lines">Its lines; empty ones are passed over.</param>
    /// <param name="seed">Of the partner's own numbers.</param>
    /// <returns>The people, or what is wrong, in a sentence that names the line: no JSON, no Patient, no name, no full date of birth, nobody at all, more than 10,000.</returns>
    public static (IReadOnlyList<SyntheticPerson> People, string? Fault) Read(IEnumerable<string> lines, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var people = new List<SyntheticPerson>();
        foreach (var (number, line) in lines.Index().Where(each => !string.IsNullOrWhiteSpace(each.Item)))
        {
            if (people.Count == Most)
                return ([], string.Create(CultureInfo.InvariantCulture, $"More than {Most:N0} people."));
            if (PersonOf(line, seed, people.Count) is not { } person)
                return ([], string.Create(CultureInfo.InvariantCulture, $"Line {number + 1} is no Patient with a family name, a given name and a full birthDate."));
            people.Add(person);
        }
        return people.Count > 0 ? (people, null) : ([], "Nobody is in it.");
    }

    private static SyntheticPerson? PersonOf(string line, ulong seed, int index)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var patient = json.RootElement;
            var name = First(patient, "name");
            var address = First(patient, "address");
            if (Text(patient, "resourceType") != "Patient" || Text(name, "family") is not { Length: > 0 } family || Text(First(name, "given")) is not { Length: > 0 } given
                || !DateOnly.TryParseExact(Text(patient, "birthDate"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born))
                return null;
            var draw = new Draw(seed, "shared", index.ToString(CultureInfo.InvariantCulture));
            return new SyntheticPerson(draw.Digits(), family, given, Sex(Text(patient, "gender")), born, Text(First(address, "line")))
            {
                ClinicNumber = Text(First(patient, "identifier"), "value"),
                Town = Text(address, "city"),
                State = Text(address, "state"),
                PostalCode = Text(address, "postalCode"),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Sex(string gender) => gender switch { "female" => "F", "male" => "M", "other" => "O", _ => "U" };

    private static JsonElement First(JsonElement of, string member) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(member, out var array) && array.ValueKind == JsonValueKind.Array && array.GetArrayLength() > 0 ? array[0] : default;

    private static string Text(JsonElement of, string member) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(member, out var value) ? Text(value) : "";

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
