using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>
/// A QuestionnaireResponse against its Questionnaire (FHIR R4 questionnaireresponse.html): known items in their places and order, answers of the right type
/// and number, nothing required left out, nothing answered that is not asked.
/// </summary>
internal sealed class ResponseRules
{
    private const string Spec = "FHIR R4 questionnaireresponse.html#link";
    private static readonly ElementName s_item = FhirModel.R4.ResolveName("item");
    private static readonly ElementName s_answer = FhirModel.R4.ResolveName("answer");
    private static readonly ElementName s_linkId = FhirModel.R4.ResolveName("linkId");

    private readonly ValidationRun _run;
    private readonly EnableConditions _conditions;
    private readonly bool _isFinished;

    private ResponseRules(Element response, ValidationRun run)
    {
        _run = run;
        _conditions = new EnableConditions(response);
        // What is still being filled in may lack answers.
        _isFinished = response.Child("status").GetString() is "completed" or "amended";
    }

    public static void Check(Element response, ValidationRun run)
    {
        if (response.Child("questionnaire").GetString() is not { Length: > 0 } canonical)
            return;
        if (Find(response, canonical, run) is { Exists: true } questionnaire)
            new ResponseRules(response, run).Items(response, questionnaire);
        else if (run.Options.UnknownExtensions is not null)
            run.Report(response, IssueTypes.NotFound, "VAL-RESPONSE-QUESTIONNAIRE", "The Questionnaire is not at hand; the answers are not held against it.", Spec, IssueSeverity.Information);
    }

    private static Element Find(Element response, string canonical, ValidationRun run)
    {
        if (canonical[0] == '#')
            return NativeInvariants.Contained(response, System.Text.Encoding.UTF8.GetBytes(canonical[1..])) is { Type.Name: "Questionnaire" } contained ? contained : default;
        var parts = canonical.Split('|');
        if (run.Options.Definitions?.Definitions is not { } definitions)
            return default;
        var version = parts.Length > 1 ? parts[1] : null;
        if ((definitions.Find("Questionnaire", parts[0], version) ?? run.Options.Questionnaires?.Find("Questionnaire", parts[0], version)) is { } found)
            return found.Root;
        return run.Options.Resolve?.Invoke(canonical) is { Type.Name: "Questionnaire" } resolved ? resolved : default;
    }

    /// <summary>The items of a response, of one of its items, or of an answer, against those that are asked there.</summary>
    private void Items(Element given, Element asked)
    {
        var questions = asked.Children(s_item).ToArray();
        var groups = new Dictionary<string, List<Element>>(StringComparer.Ordinal);
        var last = -1;
        foreach (var item in given.Children(s_item))
        {
            if (item.Child(s_linkId).GetString() is not { } linkId)
                continue;
            var at = Array.FindIndex(questions, question => question.Child(s_linkId).GetString() == linkId);
            if (at < 0)
            {
                _run.Report(item, IssueTypes.Structure, "VAL-RESPONSE-LINK", "The Questionnaire has no item of that linkId here.", Spec);
                continue;
            }
            if (at < last)
                _run.Report(item, IssueTypes.Structure, "VAL-RESPONSE-ORDER", "The item comes after items that follow it in the Questionnaire.", Spec);
            last = Math.Max(last, at);
            if (!groups.TryGetValue(linkId, out var items))
                groups.Add(linkId, items = []);
            items.Add(item);
        }
        foreach (var question in questions)
            Question(question, groups.GetValueOrDefault(question.Child(s_linkId).GetString() ?? "") ?? [], given);
    }

    private void Question(Element question, List<Element> items, Element holder)
    {
        var type = question.Child("type").GetString() ?? "";
        if (!_conditions.AreMet(question, holder))
        {
            foreach (var item in items.Where(item => item.Children(s_answer).Any() || item.Children(s_item).Any()))
                _run.Report(item, IssueTypes.BusinessRule, "VAL-RESPONSE-DISABLED", "The item is answered although its conditions are not met.", Spec);
            return;
        }
        if (_isFinished && type != "display" && IsTrue(question, "required") && !items.Any(IsFilled))
            _run.Report(holder, IssueTypes.Required, "VAL-RESPONSE-REQUIRED", $"The required item '{question.Child(s_linkId).GetString()}' is not answered.", Spec);
        var repeats = IsTrue(question, "repeats");
        if (items.Count > 1 && !(repeats && type == "group"))
            _run.Report(items[1], IssueTypes.Structure, "VAL-RESPONSE-REPEATS", "The item occurs several times; only groups that repeat do.", Spec);
        foreach (var item in items)
            Item(item, question, type, repeats);
    }

    private void Item(Element item, Element question, string type, bool repeats)
    {
        var answers = item.Children(s_answer).ToArray();
        if (type is "group" or "display")
        {
            if (answers.Length > 0)
                _run.Report(item, IssueTypes.Structure, "VAL-RESPONSE-ANSWER", $"An item of type {type} has no answers.", Spec);
            if (type == "group")
                Items(item, question);
            return;
        }
        if (item.Child(s_item).Exists)
            _run.Report(item, IssueTypes.Structure, "VAL-RESPONSE-NESTING", "Items within a question stand within its answer.", Spec);
        if (answers.Length > 1 && !repeats)
            _run.Report(item, IssueTypes.Structure, "VAL-RESPONSE-REPEATS", "The question takes one answer.", Spec);
        foreach (var answer in answers)
        {
            AnswerRules.Check(answer, question, type, _run);
            Items(answer, question);
        }
    }

    private static bool IsFilled(Element item) => item.Child(s_answer).Exists || item.Child(s_item).Exists;

    private static bool IsTrue(Element question, string name) => question.Child(name).TryGetBoolean(out var value) && value;
}
