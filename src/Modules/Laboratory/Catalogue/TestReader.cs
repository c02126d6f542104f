using System.Text.Json;
using static Carewright.Laboratory.JsonParts;

namespace Carewright.Laboratory.Catalogue;

/// <summary>A test of the record.</summary>
/// <param name="Id">Logical id of its ActivityDefinition.</param>
/// <param name="Laboratory">Logical id of the laboratory's Organization; null: the definition names none, as those of partners' master files.</param>
/// <param name="Url">Its canonical address, or null.</param>
/// <param name="Code">Its <c>code</c>, as an order carries it.</param>
/// <param name="QuestionnaireUrl">Canonical address of its questions, or null.</param>
/// <param name="Test">The test.</param>
internal sealed record KnownTest(string Id, string? Laboratory, string? Url, JsonElement Code, string? QuestionnaireUrl, LabTest Test)
{
    /// <summary>Logical id of what says which specimen, or null.</summary>
    public string? SpecimenId { get; init; }

    /// <summary>Logical id of its Questionnaire, or null.</summary>
    public string? QuestionnaireId { get; init; }
}

/// <summary>Reads tests back from FHIR. What is not as <see cref="TestWriter"/> writes it is read as far as it goes: partners write such definitions, too.</summary>
internal static class TestReader
{
    /// <summary>The test of an ActivityDefinition; null when it is no order of a service, or has neither code nor name.</summary>
    /// <param name="activity">The ActivityDefinition.</param>
    /// <param name="specimens">SpecimenDefinitions by logical id.</param>
    /// <param name="questionnaires">Questionnaires by canonical address.</param>
    internal static KnownTest? Read(JsonElement activity, IReadOnlyDictionary<string, JsonElement> specimens, IReadOnlyDictionary<string, JsonElement> questionnaires)
    {
        var (id, name) = (Text(activity, "id"), Text(activity, "title"));
        var code = Items(activity, "identifier").Select(identifier => Text(identifier, "value")).FirstOrDefault();
        if (Text(activity, "kind") != "ServiceRequest" || id is null || code is null || (name ?? Text(Member(activity, "code"), "text")) is not { } title)
            return null;
        var specimenId = Items(activity, "specimenRequirement").Select(one => Text(one, "reference")?.Split('/')[^1]).FirstOrDefault();
        var questionsUrl = Artifacts(activity, "depends-on").FirstOrDefault();
        var asked = questionsUrl is null ? default : questionnaires.GetValueOrDefault(questionsUrl);
        var test = new LabTest(code, title)
        {
            Loinc = Coding(Member(activity, "code"), LabNames.Loinc, "code"),
            LoincName = Coding(Member(activity, "code"), LabNames.Loinc, "display"),
            Section = Items(activity, "topic").Select(topic => Coding(topic, LabNames.Sections, "code")).FirstOrDefault(),
            Members = [.. Artifacts(activity, "composed-of").Select(url => Uri.UnescapeDataString(url.Split('/')[^1]))],
            Questions = [.. Items(asked, "item").Select(QuestionOf).OfType<LabQuestion>()],
            IsRetired = Text(activity, "status") == "retired",
        };
        var specimen = specimenId is null ? default : specimens.GetValueOrDefault(specimenId);
        return new KnownTest(id, LaboratoryOf(activity), Text(activity, "url"), CodeOf(activity, test), questionsUrl, WithSpecimen(test, specimen))
        {
            SpecimenId = specimen.ValueKind == JsonValueKind.Object ? specimenId : null,
            QuestionnaireId = Text(asked, "id"),
        };
    }

    private static LabTest WithSpecimen(LabTest test, JsonElement specimen)
    {
        var container = Member(Items(specimen, "typeTested").FirstOrDefault(), "container");
        return test with
        {
            SpecimenType = Coding(Member(specimen, "typeCollected"), LabNames.Specimens, "code"),
            Container = Text(Member(container, "type"), "text"),
            Volume = Text(container, "minimumVolumeString"),
            Preparation = Items(specimen, "patientPreparation").Select(one => Text(one, "text")).FirstOrDefault(),
        };
    }

    private static LabQuestion? QuestionOf(JsonElement item)
    {
        if (Text(item, "linkId") is not { } code || !Enum.TryParse<QuestionKind>(Text(item, "type"), ignoreCase: true, out var kind))
            return null;
        var choices = Items(item, "answerOption").Select(option => Member(option, "valueCoding")).Select(coding => new LabChoice(Text(coding, "code") ?? "", Text(coding, "display") ?? Text(coding, "code") ?? ""));
        return new LabQuestion(code, Text(item, "text") ?? code, kind, [.. choices], Member(item, "required").ValueKind == JsonValueKind.True);
    }

    private static string? LaboratoryOf(JsonElement activity) => Items(activity, "extension")
        .Where(extension => Text(extension, "url") == LabNames.PerformerExtension)
        .Select(extension => Text(Member(extension, "valueReference"), "reference")?.Split('/')[^1]).FirstOrDefault();

    private static JsonElement CodeOf(JsonElement activity, LabTest test) =>
        Member(activity, "code") is { ValueKind: JsonValueKind.Object } code ? code.Clone() : JsonSerializer.SerializeToElement(new System.Text.Json.Nodes.JsonObject { ["text"] = test.Name }, LabJson.Default.JsonObject);

    private static IEnumerable<string> Artifacts(JsonElement activity, string type) => Items(activity, "relatedArtifact").Where(one => Text(one, "type") == type).Select(one => Text(one, "resource")).OfType<string>();

    private static string? Coding(JsonElement concept, string system, string member) => Items(concept, "coding").Where(coding => Text(coding, "system") == system).Select(coding => Text(coding, member)).FirstOrDefault();
}
