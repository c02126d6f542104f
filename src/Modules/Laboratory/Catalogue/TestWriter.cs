using System.Text.Json.Nodes;

namespace Carewright.Laboratory.Catalogue;

/// <summary>A test in FHIR: an ActivityDefinition, and where there is something to say a SpecimenDefinition and a Questionnaire (docs/architecture/laboratory.md).</summary>
/// <param name="names">The laboratory's addresses.</param>
internal sealed class TestWriter(LabNames names)
{
    /// <summary>Transaction entries that make or replace what stands for the test.</summary>
    /// <param name="test">The test.</param>
    /// <param name="known">Where it is already; null: it is new.</param>
    internal IEnumerable<JsonObject> Entries(LabTest test, KnownTest? known)
    {
        var specimenId = known?.SpecimenId ?? LabNames.IdOf(names.TestUrl(test.Code) + "/specimen");
        if (test.HasSpecimen)
            yield return Put("SpecimenDefinition", specimenId, Specimen(test));
        if (test.Questions.Count > 0 || known?.QuestionnaireId is not null)
            yield return Put("Questionnaire", known?.QuestionnaireId ?? LabNames.IdOf(names.QuestionsUrl(test.Code)), Questionnaire(test));
        yield return Put("ActivityDefinition", known?.Id ?? LabNames.IdOf(names.TestUrl(test.Code)), Activity(test, specimenId));
    }

    private static JsonObject Put(string type, string id, JsonObject resource)
    {
        resource.Insert(0, "resourceType", type);
        resource.Insert(1, "id", id);
        return new JsonObject { ["resource"] = resource, ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = $"{type}/{id}" } };
    }

    private JsonObject Activity(LabTest test, string specimenId)
    {
        var activity = new JsonObject
        {
            ["extension"] = new JsonArray(new JsonObject { ["url"] = LabNames.PerformerExtension, ["valueReference"] = new JsonObject { ["reference"] = $"Organization/{names.OrganizationId}" } }),
            ["url"] = names.TestUrl(test.Code),
            ["identifier"] = new JsonArray(new JsonObject { ["system"] = names.Tests, ["value"] = test.Code }),
            ["title"] = test.Name,
            ["status"] = test.IsRetired ? "retired" : "active",
            ["kind"] = "ServiceRequest",
            ["code"] = CodeOf(test),
        };
        if (test.Section is { } section)
            activity["topic"] = new JsonArray(Concept(LabNames.Sections, section));
        if (Related(test) is { Count: > 0 } related)
            activity["relatedArtifact"] = related;
        if (test.HasSpecimen)
            activity["specimenRequirement"] = new JsonArray(new JsonObject { ["reference"] = $"SpecimenDefinition/{specimenId}" });
        return activity;
    }

    private JsonArray Related(LabTest test)
    {
        var related = new JsonArray();
        foreach (var member in test.Members)
            related.Add((JsonNode)new JsonObject { ["type"] = "composed-of", ["resource"] = names.TestUrl(member) });
        if (test.Questions.Count > 0)
            related.Add((JsonNode)new JsonObject { ["type"] = "depends-on", ["resource"] = names.QuestionsUrl(test.Code) });
        return related;
    }

    private JsonObject CodeOf(LabTest test)
    {
        var codings = new JsonArray(new JsonObject { ["system"] = names.Tests, ["code"] = test.Code, ["display"] = test.Name });
        if (test.Loinc is { } loinc)
            codings.Add((JsonNode)Coding(LabNames.Loinc, loinc, test.LoincName));
        return new JsonObject { ["coding"] = codings, ["text"] = test.Name };
    }

    private JsonObject Specimen(LabTest test)
    {
        var container = new JsonObject();
        if (test.Container is { } what)
            container["type"] = new JsonObject { ["text"] = what };
        if (test.Volume is { } volume)
            container["minimumVolumeString"] = volume;
        var tested = new JsonObject { ["preference"] = "preferred" };
        if (container.Count > 0)
            tested["container"] = container;
        var specimen = new JsonObject { ["identifier"] = new JsonObject { ["system"] = names.Tests, ["value"] = test.Code } };
        if (test.SpecimenType is { } type)
            specimen["typeCollected"] = Concept(LabNames.Specimens, type);
        if (test.Preparation is { } preparation)
            specimen["patientPreparation"] = new JsonArray(new JsonObject { ["text"] = preparation });
        specimen["typeTested"] = new JsonArray(tested);
        return specimen;
    }

    private JsonObject Questionnaire(LabTest test)
    {
        var questionnaire = new JsonObject
        {
            ["url"] = names.QuestionsUrl(test.Code),
            ["identifier"] = new JsonArray(new JsonObject { ["system"] = names.Tests, ["value"] = test.Code }),
            ["title"] = test.Name,
            ["status"] = test.IsRetired || test.Questions.Count == 0 ? "retired" : "active",
            ["subjectType"] = new JsonArray("Patient"),
        };
        if (test.Questions.Count > 0)
            questionnaire["item"] = new JsonArray([.. test.Questions.Select(Item)]);
        return questionnaire;
    }

    private JsonObject Item(LabQuestion question)
    {
        var item = new JsonObject
        {
            ["linkId"] = question.Code,
            ["code"] = new JsonArray(Coding(names.Questions, question.Code, null)),
            ["text"] = question.Text,
            ["type"] = question.Type.ToString().ToLowerInvariant(),
            ["required"] = question.IsRequired,
        };
        if (question.Choices.Count > 0)
            item["answerOption"] = new JsonArray([.. question.Choices.Select(choice => (JsonNode)new JsonObject { ["valueCoding"] = Coding(names.Questions, choice.Code, choice.Text) })]);
        return item;
    }

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(Coding(system, code, null)) };

    private static JsonObject Coding(string system, string code, string? display)
    {
        var coding = new JsonObject { ["system"] = system, ["code"] = code };
        if (display is not null)
            coding["display"] = display;
        return coding;
    }
}
