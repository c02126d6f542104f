using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Profiles;

namespace Carewright.Fhir.Validation;

/// <summary>Whether an item of a Questionnaire is asked, by the answers given (FHIR R4 questionnaire-definitions.html#Questionnaire.item.enableWhen).</summary>
internal sealed class EnableConditions
{
    private static readonly ElementName s_item = FhirModel.R4.ResolveName("item");
    private static readonly ElementName s_answer = FhirModel.R4.ResolveName("answer");
    private static readonly ElementName s_value = FhirModel.R4.ResolveName("value");
    private static readonly ElementName s_linkId = FhirModel.R4.ResolveName("linkId");
    private static readonly ElementName s_enableWhen = FhirModel.R4.ResolveName("enableWhen");

    private readonly Dictionary<string, List<Element>> _items = new(StringComparer.Ordinal);

    public EnableConditions(Element response) => Collect(response);

    /// <param name="question">The item of the Questionnaire.</param>
    /// <param name="holder">Where its answers stand: among repeated groups, the nearest item of a linkId counts.</param>
    public bool AreMet(Element question, Element holder)
    {
        var conditions = question.Children(s_enableWhen).ToArray();
        if (conditions.Length == 0)
            return true;
        return question.Child("enableBehavior").ValueEquals("all"u8)
            ? conditions.All(condition => IsMet(condition, holder))
            : conditions.Any(condition => IsMet(condition, holder));
    }

    private void Collect(Element holder)
    {
        foreach (var item in holder.Children(s_item))
        {
            if (item.Child(s_linkId).GetString() is { } linkId)
            {
                if (!_items.TryGetValue(linkId, out var items))
                    _items.Add(linkId, items = []);
                items.Add(item);
            }
            Collect(item);
            foreach (var answer in item.Children(s_answer))
                Collect(answer);
        }
    }

    private bool IsMet(Element condition, Element holder)
    {
        var answers = Nearest(condition.Child("question").GetString() ?? "", holder).SelectMany(item => item.Children(s_answer)).Select(answer => answer.Child(s_value)).Where(value => value.Exists).ToArray();
        var wanted = condition.Child(s_answer);
        return condition.Child("operator").GetString() switch
        {
            "exists" => answers.Length > 0 == (!wanted.TryGetBoolean(out var exists) || exists),
            "=" => answers.Any(answer => AnswerRules.IsSame(answer, wanted)),
            "!=" => answers.Any(answer => !AnswerRules.IsSame(answer, wanted)),
            ">" => answers.Any(answer => ValueRange.Compare(answer, wanted) > 0),
            "<" => answers.Any(answer => ValueRange.Compare(answer, wanted) < 0),
            ">=" => answers.Any(answer => ValueRange.Compare(answer, wanted) > 0 || ElementMatch.IsEqual(answer, wanted)),
            "<=" => answers.Any(answer => ValueRange.Compare(answer, wanted) < 0 || ElementMatch.IsEqual(answer, wanted)),
            _ => true,
        };
    }

    private IEnumerable<Element> Nearest(string linkId, Element holder)
    {
        if (!_items.TryGetValue(linkId, out var items))
            return [];
        for (var at = holder; at.Exists && items.Count > 1; at = at.Parent)
            if (items.Where(item => IsWithin(item, at)).ToArray() is { Length: > 0 } near)
                return near;
        return items;
    }

    private static bool IsWithin(Element inner, Element outer)
    {
        for (var at = inner; at.Exists; at = at.Parent)
            if (at == outer)
                return true;
        return false;
    }
}
