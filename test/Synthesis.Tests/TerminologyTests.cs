using System.Text.Json;
using Carewright.Synthesis.Catalog;
using Carewright.Testing;

namespace Carewright.Synthesis.Tests;

/// <summary>Holds the starter tables against the published code lists of the shared test data.</summary>
public sealed class TerminologyTests(ClinicFixture clinic)
{
    private static readonly List<Ailment> s_ailments = [.. Ailments.All, .. Department.All.Select(Ailments.Usual)];

    [Fact]
    public void Diagnoses_are_codes_of_ICD_10_CM_with_their_descriptions()
    {
        var published = Csv("terminology/icd_10_cm.csv");
        var used = s_ailments.SelectMany(ailment => new[] { ailment.Right, ailment.Left ?? ailment.Right }).Append(Ailments.AdultExamination).Append(Ailments.ChildExamination).ToList();
        Assert.All(used, code => Assert.Equal(published[code.Value.Replace(".", "", StringComparison.Ordinal)], code.Display));
        Assert.Empty(Codings("http://hl7.org/fhir/sid/icd-10-cm").Keys.Except(used.Select(code => code.Value)));
    }

    [Fact]
    public void Prescribed_drugs_are_clinical_drugs_of_RxNorm_with_their_names()
    {
        var published = Csv("terminology/rxcui_name.csv");
        var used = s_ailments.SelectMany(ailment => ailment.Ladder.Append(ailment.Alternative).Append(ailment.ChildDrug).Append(ailment.ChildAlternative)).OfType<Drug>().ToList();
        Assert.All(used, drug => Assert.Equal(published[drug.RxNorm], drug.Name));
        var written = clinic.Of("MedicationRequest").Select(request => request.GetProperty("medicationCodeableConcept").GetProperty("coding")[0].Text("code"));
        Assert.Empty(written.Except(used.Select(drug => drug.RxNorm)));
    }

    [Fact]
    public void Supplies_are_codes_of_HCPCS_with_their_descriptions()
    {
        var published = Csv("terminology/hcpcs_level_2.csv", descriptionColumn: 3);
        var used = Codings("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets");
        Assert.True(used.Count > 3);
        Assert.All(used, pair => Assert.Equal(published[pair.Key], pair.Value));
    }

    [Fact]
    public void Vaccines_are_codes_of_CVX_with_their_names()
    {
        using var system = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("terminology/CodeSystem-cvx.json")));
        var published = system.RootElement.GetProperty("concept").EnumerateArray().ToDictionaryOfLast(concept => concept.Text("code"), concept => concept.Text("display"));
        var used = Codings("http://hl7.org/fhir/sid/cvx");
        Assert.True(used.Count > 10);
        Assert.All(used, pair => Assert.Equal(published[pair.Key], pair.Value));
    }

    private Dictionary<string, string> Codings(string system) => clinic.All.SelectMany(item => Find(item.Root, system))
        .ToDictionaryOfLast(coding => coding.Text("code"), coding => coding.Text("display"));

    private static IEnumerable<JsonElement> Find(JsonElement element, string system) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty("system", out var named) && named.ValueEquals(system) && element.TryGetProperty("code", out _) => [element],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Find(property.Value, system)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Find(item, system)),
        _ => [],
    };

    private static Dictionary<string, string> Csv(string file, int descriptionColumn = 1) => File.ReadLines(SharedData.Require(file)).Skip(1)
        .Select(Columns).ToDictionaryOfLast(columns => columns[0], columns => columns[descriptionColumn]);

    private static List<string> Columns(string line)
    {
        var columns = new List<string>();
        var column = new System.Text.StringBuilder();
        var quoted = false;
        foreach (var letter in line)
        {
            if (letter == '"') quoted = !quoted;
            else if (letter == ',' && !quoted)
            {
                columns.Add(column.ToString());
                column.Clear();
            }
            else column.Append(letter);
        }

        columns.Add(column.ToString());
        return columns;
    }
}

internal static class Grouping
{
    /// <summary>A dictionary of possibly repeated keys; the last one counts.</summary>
    public static Dictionary<string, string> ToDictionaryOfLast<T>(this IEnumerable<T> items, Func<T, string> key, Func<T, string> value)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items) result[key(item)] = value(item);
        return result;
    }
}
