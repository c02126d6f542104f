using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Laboratory.Catalogue;

namespace Carewright.Laboratory.Tests;

/// <summary>Tests as FHIR, and back.</summary>
public sealed class TestDefinitionTests
{
    private static readonly LabNames s_names = new("north-lab");

    private static readonly LabTest s_full = new("GLU/1", "Glucose")
    {
        Loinc = "2345-7",
        LoincName = "Glucose in serum",
        Section = "CH",
        SpecimenType = "SER",
        Container = "Gold tube",
        Volume = "1 mL",
        Preparation = "Fast.",
        Members = ["A b", "C/D"],
        IsRetired = true,
        Questions = [new LabQuestion("SRC", "Where?", QuestionKind.Choice, [new LabChoice("MID", "Midstream")], true), new LabQuestion("NOTE", "What else?", QuestionKind.String, [], false)],
    };

    public static TheoryData<string> Kinds => ["full", "bare"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_written_reads_back_the_same(string kind)
    {
        var test = kind == "full" ? s_full : new LabTest("X", "Nothing more");
        Assert.Equal(test.Fingerprint, Read(test)!.Test.Fingerprint);
    }

    [Fact]
    public void An_order_can_carry_the_code_as_it_stands()
    {
        var known = Read(s_full)!;
        Assert.Equal("north-lab", known.Laboratory);
        var codings = known.Code.GetProperty("coding").EnumerateArray().Select(coding => (coding.GetProperty("system").GetString(), coding.GetProperty("code").GetString()));
        Assert.Equal([(s_names.Tests, "GLU/1"), ("http://loinc.org", "2345-7")], codings);
        Assert.Equal(s_names.QuestionsUrl("GLU/1"), known.QuestionnaireUrl);
    }

    [Fact]
    public void Questions_that_a_test_has_lost_are_retired_and_its_ids_stay()
    {
        var known = Read(s_full)!;
        var entries = new TestWriter(s_names).Entries(s_full with { Questions = [], IsRetired = false }, known with { Id = "other", QuestionnaireId = "asked" }).ToList();
        var questionnaire = entries.Single(entry => (string?)entry["resource"]!["resourceType"] == "Questionnaire")["resource"]!;
        Assert.Equal(("retired", "asked"), ((string?)questionnaire["status"], (string?)questionnaire["id"]));
        Assert.Contains(entries, entry => (string?)entry["request"]!["url"] == "ActivityDefinition/other");
    }

    [Fact]
    public void A_definition_of_a_partners_master_file_is_a_test_of_no_laboratory_in_particular()
    {
        var known = TestReader.Read(Element(JsonNode.Parse("""{"resourceType":"ActivityDefinition","id":"m","status":"active","kind":"ServiceRequest","title":"Sodium","identifier":[{"system":"x","value":"NA"}]}""")!), Empty, Empty)!;
        Assert.Equal(("NA", "Sodium", null), (known.Test.Code, known.Test.Name, known.Laboratory));
        Assert.Null(TestReader.Read(Element(JsonNode.Parse("""{"resourceType":"ActivityDefinition","id":"m","kind":"MedicationRequest","title":"Sodium","identifier":[{"value":"NA"}]}""")!), Empty, Empty));
    }

    private static Dictionary<string, JsonElement> Empty => new(StringComparer.Ordinal);

    private static KnownTest? Read(LabTest test)
    {
        var (specimens, questionnaires, activity) = (Empty, Empty, default(JsonElement));
        foreach (var resource in new TestWriter(s_names).Entries(test, null).Select(entry => Element(entry["resource"]!)))
        {
            if (resource.GetProperty("resourceType").GetString() is "SpecimenDefinition")
                specimens[resource.GetProperty("id").GetString()!] = resource;
            else if (resource.TryGetProperty("item", out _))
                questionnaires[resource.GetProperty("url").GetString()!] = resource;
            else
                activity = resource;
        }
        return TestReader.Read(activity, specimens, questionnaires);
    }

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);
}
