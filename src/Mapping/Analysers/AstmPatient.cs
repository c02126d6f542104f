using System.Globalization;
using System.Text.Json.Nodes;
using Carewright.Astm.Records;

namespace Carewright.Mapping.Analysers;

/// <summary>What a message says of a patient (LIS2-A2 7).</summary>
internal static class AstmPatient
{
    internal static (JsonObject Json, List<Origin> Origins) Of(PatientRecord patient)
    {
        var (json, origins) = (new JsonObject(), new List<Origin>());
        var place = $"P[{patient.Record[2].Text.Trim(' ')}]";
        void Add(string element, JsonNode? value, string field)
        {
            if (value is null)
                return;
            json[element] = value;
            origins.Add(new Origin(element, $"{place}-{field}"));
        }
        Add("identifier", Numbers(patient), "3");
        Add("name", Name(patient), "6");
        Add("birthDate", patient.Birthdate is { Local.Year: >= 1900, Date: { } day } ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null, "8");
        Add("gender", patient.Sex.ToUpperInvariant() switch { "M" => "male", "F" => "female", _ => null }, "9");
        return (json, origins);
    }

    // Whose numbers they are is not said: they only help to find somebody who may be meant.
    private static JsonArray? Numbers(PatientRecord patient)
    {
        var numbers = new[] { patient.PracticeId, patient.LaboratoryId }.Where(number => number.Length > 0).Distinct(StringComparer.Ordinal).Select(number => new JsonObject { ["value"] = number }).ToArray();
        return numbers.Length == 0 ? null : AstmJson.List(numbers);
    }

    private static JsonArray? Name(PatientRecord patient)
    {
        if (patient.LastName.Length == 0)
            return null;
        var name = new JsonObject { ["family"] = patient.LastName };
        var given = new[] { patient.FirstName, patient.Name.Component(3).Text.Trim(' ') }.Where(one => one.Length > 0).Select(one => (JsonNode)one!).ToArray();
        if (given.Length > 0)
            name["given"] = new JsonArray(given);
        return AstmJson.List(name);
    }
}
