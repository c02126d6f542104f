using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Tests.Profiles;
using Carewright.Fhir.Validation;

namespace Carewright.Fhir.Tests.Validation;

/// <summary>QuestionnaireResponses against their Questionnaire.</summary>
public sealed class ResponseRulesTests
{
    private const string Questionnaire = """
        {"resourceType":"Questionnaire","url":"http://test/q","status":"active","item":[
          {"linkId":"smokes","type":"boolean","required":true},
          {"linkId":"packs","type":"integer","enableWhen":[{"question":"smokes","operator":"=","answerBoolean":true}],"required":true},
          {"linkId":"colour","type":"choice","answerOption":[{"valueCoding":{"system":"http://s","code":"red"}},{"valueCoding":{"system":"http://s","code":"blue"}}],"repeats":true},
          {"linkId":"note","type":"string","maxLength":5},
          {"linkId":"group","type":"group","repeats":true,"item":[{"linkId":"inner","type":"date"}]},
          {"linkId":"open","type":"open-choice","answerOption":[{"valueCoding":{"system":"http://s","code":"red"}}],"item":[{"linkId":"why","type":"text"}]}]}
        """;

    private static string[] Told(string items, string status = "completed")
    {
        var json = $$"""{"resourceType":"QuestionnaireResponse","status":"{{status}}","questionnaire":"http://test/q","item":[{{items}}]}""";
        var outcome = ResourceDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Empty(outcome.Issues);
        return [.. ResourceValidator.Validate(outcome.Document!, ValidationOptions.Default with { Definitions = TestDefinitions.Set(Questionnaire) }).Select(issue => $"{issue.Code} {issue.Location}")];
    }

    private static string Item(string linkId, params string[] answers) => $$$"""{"linkId":"{{{linkId}}}","answer":[{{{string.Join(',', answers.Select(answer => "{" + answer + "}"))}}}]}""";

    [Fact]
    public void A_sound_response_has_no_issue() => Assert.Empty(Told(string.Join(',',
        Item("smokes", "\"valueBoolean\":true"), Item("packs", "\"valueInteger\":1"),
        Item("colour", "\"valueCoding\":{\"system\":\"http://s\",\"code\":\"red\",\"display\":\"Red\"}", "\"valueCoding\":{\"system\":\"http://s\",\"code\":\"blue\"}"), Item("note", "\"valueString\":\"short\""),
        """{"linkId":"group","item":[{"linkId":"inner","answer":[{"valueDate":"2020"}]}]},{"linkId":"group","item":[{"linkId":"inner","answer":[{"valueDate":"2021"}]}]}""",
        """{"linkId":"open","answer":[{"valueString":"green","item":[{"linkId":"why","answer":[{"valueString":"x"}]}]}]}""")));

    [Theory]
    [InlineData("""{"linkId":"note"}""", "VAL-RESPONSE-REQUIRED QuestionnaireResponse")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueBoolean":true}]}""", "VAL-RESPONSE-REQUIRED QuestionnaireResponse")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueString":"yes"}]}""", "VAL-RESPONSE-TYPE QuestionnaireResponse.item[0].answer[0].value")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueBoolean":false},{"valueBoolean":false}]}""", "VAL-RESPONSE-REPEATS QuestionnaireResponse.item[0]")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueBoolean":false}]},{"linkId":"packs","answer":[{"valueInteger":1}]}""", "VAL-RESPONSE-DISABLED QuestionnaireResponse.item[1]")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueBoolean":false}]},{"linkId":"bogus"}""", "VAL-RESPONSE-LINK QuestionnaireResponse.item[1]")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueBoolean":false}]},{"linkId":"inner","answer":[{"valueDate":"2020"}]}""", "VAL-RESPONSE-LINK QuestionnaireResponse.item[1]")]
    [InlineData("""{"linkId":"note","answer":[{"valueString":"x"}]},{"linkId":"smokes","answer":[{"valueBoolean":false}]}""", "VAL-RESPONSE-ORDER QuestionnaireResponse.item[1]")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueBoolean":false}]},{"linkId":"note","answer":[{"valueString":"too long"}]}""", "VAL-RESPONSE-LENGTH QuestionnaireResponse.item[1].answer[0].value")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueBoolean":false}]},{"linkId":"colour","answer":[{"valueCoding":{"system":"http://s","code":"green"}}]}""", "VAL-RESPONSE-OPTION QuestionnaireResponse.item[1].answer[0].value")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueBoolean":false}]},{"linkId":"colour","answer":[{"valueString":"red"}]}""", "VAL-RESPONSE-TYPE QuestionnaireResponse.item[1].answer[0].value")]
    [InlineData("""{"linkId":"smokes","answer":[{"valueBoolean":false}]},{"linkId":"group","answer":[{"valueString":"x"}]}""", "VAL-RESPONSE-ANSWER QuestionnaireResponse.item[1]")]
    public void Each_rule_is_told_where_it_breaks(string items, string expected) => Assert.Equal([expected], Told(items));

    [Fact]
    public void What_is_still_filled_in_may_lack_answers() => Assert.Empty(Told("""{"linkId":"note","answer":[{"valueString":"x"}]}""", "in-progress"));
}
