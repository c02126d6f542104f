using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Profiles;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>One answer against its question: type, length, and the options there are (FHIR R4 questionnaire-definitions.html#Questionnaire.item.type).</summary>
internal static class AnswerRules
{
    private const string Spec = "FHIR R4 questionnaire-definitions.html#Questionnaire.item.type";
    private static readonly ElementName s_value = FhirModel.R4.ResolveName("value");

    public static void Check(Element answer, Element question, string type, ValidationRun run)
    {
        var value = answer.Child(s_value);
        if (value.Type is not { } valueType)
            return;
        if (!IsAllowed(valueType.Name, type, question))
        {
            run.Report(value, IssueTypes.Value, "VAL-RESPONSE-TYPE", $"A question of type {type} is not answered by {valueType.Name}.", Spec);
            return;
        }
        if (question.Child("maxLength").TryGetInt64(out var most) && value.GetString() is { } text && text.EnumerateRunes().Count() > most)
            run.Report(value, IssueTypes.TooLong, "VAL-RESPONSE-LENGTH", $"The answer may have at most {most} characters.", Spec);
        if (type is "choice" or "open-choice")
            Options(value, question, type, run);
    }

    private static bool IsAllowed(string given, string type, Element question) => type switch
    {
        "boolean" or "decimal" or "integer" or "date" or "dateTime" or "time" => given == type,
        "string" or "text" => given == "string",
        "url" => given == "uri",
        "attachment" => given == "Attachment",
        "reference" => given == "Reference",
        "quantity" => given == "Quantity",
        "choice" => given == "Coding" || IsOptionType(given, question),
        "open-choice" => given is "Coding" or "string" || IsOptionType(given, question),
        // "question" is a type that only groups other types.
        _ => true,
    };

    private static bool IsOptionType(string given, Element question)
    {
        foreach (var option in question.Children("answerOption"))
            if (option.Child(s_value).Type?.Name == given)
                return true;
        return false;
    }

    private static void Options(Element value, Element question, string type, ValidationRun run)
    {
        var options = question.Children("answerOption").ToArray();
        if (options.Length > 0)
        {
            if (!(type == "open-choice" && value.Type!.Name == "string") && !options.Any(option => IsSame(value, option.Child(s_value))))
                run.Report(value, IssueTypes.CodeInvalid, "VAL-RESPONSE-OPTION", "The answer is none of the options of its question.", Spec);
        }
        else if (question.Child("answerValueSet").GetString() is { Length: > 0 } valueSet && valueSet[0] != '#' && value.Type!.Name == "Coding" && CodeRules.IsMember(value, valueSet, run) == false)
            run.Report(value, IssueTypes.CodeInvalid, "VAL-RESPONSE-OPTION", $"The answer is not in the value set {valueSet} of its question.", Spec);
    }

    /// <summary>Codings are the same by system and code, whatever they display.</summary>
    internal static bool IsSame(Element given, Element option)
    {
        if (given.Type?.Name != "Coding" || option.Type?.Name != "Coding")
            return ElementMatch.IsEqual(given, option);
        return given.Child("code").GetString() == option.Child("code").GetString() && given.Child("system").GetString() == option.Child("system").GetString();
    }
}
