using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Carewright.Synthesis.Tests;

/// <summary>Reads the few elements that the tests ask for.</summary>
internal static class Read
{
    public static string Text(this JsonElement element, params string[] path)
    {
        foreach (var name in path) element = element.GetProperty(name);
        return element.GetString()!;
    }

    public static string Reference(this JsonElement element, string name) => element.Text(name, "reference");

    public static string Patient(JsonElement resource) =>
        resource.TryGetProperty("subject", out var subject) ? subject.Text("reference")
        : resource.TryGetProperty("patient", out var patient) ? patient.Text("reference")
        : resource.TryGetProperty("beneficiary", out var beneficiary) ? beneficiary.Text("reference")
        : resource.TryGetProperty("participant", out var participants) ? participants[0].Text("actor", "reference")
        : "";

    /// <summary>The code of the first coding of a CodeableConcept.</summary>
    public static string Code(this JsonElement resource, string name = "code") => resource.GetProperty(name).GetProperty("coding")[0].Text("code");

    /// <summary>The same of the first of a list of CodeableConcepts.</summary>
    public static string Code(this JsonElement resource, string name, bool first) => (first ? resource.GetProperty(name)[0] : resource.GetProperty(name)).GetProperty("coding")[0].Text("code");

    public static DateOnly Day(this JsonElement resource, string name) => ParseDay(resource.Text(name));

    public static DateOnly ParseDay(string text) => DateOnly.ParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Note(JsonElement document) => Encoding.UTF8.GetString(document.GetProperty("content")[0].GetProperty("attachment").GetProperty("data").GetBytesFromBase64());

    public static int AgeOn(this JsonElement patient, DateOnly day)
    {
        var born = patient.Day("birthDate");
        var years = day.Year - born.Year;
        return born.AddYears(years) > day ? years - 1 : years;
    }

    /// <summary>Every string value below an element with the dotted path of names that leads to it.</summary>
    public static IEnumerable<(string Path, string Value)> Strings(JsonElement element, string path = "")
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return element.EnumerateObject().SelectMany(property => Strings(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}"));
            case JsonValueKind.Array:
                return element.EnumerateArray().SelectMany(item => Strings(item, path));
            case JsonValueKind.String:
                return [(path, element.GetString()!)];
            default:
                return [];
        }
    }

    public static bool IsDate(string value) =>
        value.Length >= 10 && DateOnly.TryParseExact(value[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && (value.Length == 10 || value[10] == 'T');
}
