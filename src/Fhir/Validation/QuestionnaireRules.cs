using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>Conditions of a Questionnaire's items name items of it that are asked outside of them (FHIR R4 questionnaire-definitions.html#Questionnaire.item.enableWhen).</summary>
internal static class QuestionnaireRules
{
    private const string Spec = "FHIR R4 questionnaire-definitions.html#Questionnaire.item.enableWhen";
    private static readonly ElementName s_item = FhirModel.R4.ResolveName("item");
    private static readonly ElementName s_linkId = FhirModel.R4.ResolveName("linkId");
    private static readonly ElementName s_enableWhen = FhirModel.R4.ResolveName("enableWhen");
    private static readonly ElementName s_question = FhirModel.R4.ResolveName("question");

    public static void Check(Element questionnaire, ValidationRun run)
    {
        var items = new Dictionary<string, Element>(StringComparer.Ordinal);
        Collect(questionnaire, items);
        foreach (var item in items.Values)
            foreach (var condition in item.Children(s_enableWhen))
                if (condition.Child(s_question).GetString() is { } question)
                    Condition(item, condition, question, items, run);
    }

    private static void Collect(Element holder, Dictionary<string, Element> items)
    {
        foreach (var item in holder.Children(s_item))
        {
            if (item.Child(s_linkId).GetString() is { } linkId)
                items.TryAdd(linkId, item);
            Collect(item, items);
        }
    }

    private static void Condition(Element item, Element condition, string question, Dictionary<string, Element> items, ValidationRun run)
    {
        if (!items.TryGetValue(question, out var asked))
            run.Report(condition, IssueTypes.NotFound, "VAL-ENABLE-WHEN", "The condition names a question that the Questionnaire does not have.", Spec);
        else if (IsWithin(asked, item))
            run.Report(condition, IssueTypes.BusinessRule, "VAL-ENABLE-WHEN-INNER", "The condition names the item itself or a question within it.", Spec);
    }

    private static bool IsWithin(Element inner, Element outer)
    {
        for (var at = inner; at.Exists; at = at.Parent)
            if (at == outer)
                return true;
        return false;
    }
}
