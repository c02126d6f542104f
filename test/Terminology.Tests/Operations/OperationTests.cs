using Carewright.Fhir.Path;
using Carewright.Fhir.Validation;
using Carewright.Terminology.Maps;
using Carewright.Terminology.Operations;
using Carewright.Terminology.Tests.Running;

namespace Carewright.Terminology.Tests.Operations;

public sealed class OperationTests
{
    private const string Map = """
        {"resourceType": "ConceptMap", "url": "http://example.org/cm/sounds", "status": "active", "sourceUri": "http://example.org/vs/all", "targetUri": "http://example.org/vs/sounds", "group": [{
          "source": "http://example.org/animals", "target": "http://example.org/sounds",
          "element": [
            {"code": "dog", "target": [{"code": "bark", "display": "Bark", "equivalence": "wider"}, {"code": "howl", "equivalence": "inexact", "dependsOn": [{"property": "http://example.org/moon", "value": "full"}]}]},
            {"code": "whale", "target": [{"equivalence": "unmatched"}]}],
          "unmapped": {"mode": "MODE"}}]}
        """;

    private static readonly TerminologyService s_service = Definitions.Service(Animals.System, Animals.Older,
        Animals.Set("all", """{"include": [{"system": "http://example.org/animals"}]}"""),
        Animals.Set("pets", """{"include": [{"system": "http://example.org/animals", "concept": [{"code": "dog", "display": "Good dog"}]}]}"""),
        Animals.Set("partly", """{"include": [{"system": "http://example.org/animals", "concept": [{"code": "dog"}]}, {"system": "http://example.org/unknown"}]}"""),
        """{"resourceType": "CodeSystem", "url": "http://example.org/more", "status": "active", "content": "supplement", "supplements": "http://example.org/animals", "concept": [{"code": "dog", "designation": [{"language": "fr", "value": "Chien"}], "property": [{"code": "sound", "valueString": "bark"}]}]}""",
        Map.Replace("\"mode\": \"MODE\"", "\"mode\": \"fixed\", \"code\": \"silence\"", StringComparison.Ordinal));

    [Fact]
    public void Lookup_tells_all_that_is_known()
    {
        var dog = s_service.Lookup(new LookupRequest(Animals.Url, "dog")).Value!;
        Assert.Equal(("Animals", "2", "Dog", "Canis familiaris."), (dog.System.Name, dog.System.Version, dog.Display, dog.Definition));
        Assert.Equal(["Perro", "Hund"], dog.Designations.Select(one => one.Value));
        Assert.Equal(["parent=mammal", "child=poodle", "child=hound", "legs=4", "home=house"], dog.Properties.Select(one => $"{one.Code}={one.Value}"));
        Assert.Contains(s_service.Lookup(new LookupRequest(Animals.Url, "dodo")).Value!.Properties, one => one is { Code: "inactive", Value: "true" });
    }

    [Fact]
    public void Lookup_gives_the_properties_and_the_language_asked_for()
    {
        var dog = s_service.Lookup(new LookupRequest(Animals.Url, "dog") { Properties = ["legs", "lang.es"], DisplayLanguage = "fr, es-MX;q=0.5" }).Value!;
        Assert.Equal("Perro", dog.Display);
        Assert.Equal(["legs"], dog.Properties.Select(one => one.Code));
        Assert.Equal(["Perro"], dog.Designations.Select(one => one.Value));
        Assert.Null(dog.Definition);
    }

    [Fact]
    public void Lookup_uses_supplements_and_versions()
    {
        var dog = s_service.Lookup(new LookupRequest(Animals.Url, "dog") { Supplements = ["http://example.org/more"], DisplayLanguage = "fr" }).Value!;
        Assert.Equal("Chien", dog.Display);
        Assert.Contains(dog.Properties, one => one is { Code: "sound", Value: "bark" });
        Assert.Equal("Domestic dog", s_service.Lookup(new LookupRequest(Animals.Url, "dog") { Version = "1" }).Value!.Display);
        Assert.Equal("TERM-UNKNOWN-SUPPLEMENT", Assert.Single(s_service.Lookup(new LookupRequest(Animals.Url, "dog") { Supplements = ["http://example.org/none"] }).Issues).Code);
    }

    [Theory]
    [InlineData(null, "dog", "TERM-REQUIRED")]
    [InlineData(Animals.Url, null, "TERM-REQUIRED")]
    [InlineData(Animals.Url, "DOG", "TERM-UNKNOWN-CODE")]
    [InlineData("http://example.org/unknown", "x", "TERM-UNKNOWN-SYSTEM")]
    [InlineData("http://unitsofmeasure.org", "milligram", "TERM-GRAMMAR")]
    public void Lookup_refuses_what_it_does_not_know(string? system, string? code, string issue) => Assert.Equal(issue, Assert.Single(s_service.Lookup(new LookupRequest(system, code)).Issues).Code);

    [Theory]
    [InlineData("dog", "dog", "equivalent")]
    [InlineData("mammal", "poodle", "subsumes")]
    [InlineData("fruitbat", "mammal", "subsumed-by")]
    [InlineData("dog", "eagle", "not-subsumed")]
    public void Subsumes_compares(string a, string b, string outcome) => Assert.Equal(outcome, s_service.Subsumes(new SubsumesRequest(Animals.Url, null, a, b)).Value!.Outcome);

    [Fact]
    public void Subsumes_names_every_unknown_code() => Assert.Equal(["codeA", "codeB"], s_service.Subsumes(new SubsumesRequest(Animals.Url, null, "cat", "cow")).Issues.Select(issue => issue.Location));

    [Theory]
    [InlineData(Animals.Url, "dog", null, true)]
    [InlineData(Animals.Url, "dog", "good  DOG", true)] // the value set's own display
    [InlineData(Animals.Url, "dog", "Dog", true)] // the system's
    [InlineData(Animals.Url, "dog", "Perro", true)] // a designation
    [InlineData(Animals.Url, "dog", "Cat", false)]
    [InlineData(Animals.Url, "whale", null, false)]
    [InlineData(null, "dog", null, true)]
    [InlineData("http://example.org/other", "dog", null, false)]
    public void A_code_is_validated_against_a_value_set(string? system, string code, string? display, bool isValid)
    {
        var result = s_service.ValidateCode(new ValidateCodeRequest([new SentCoding(system, null, code, display)]) { Url = Animals.Name("pets") }).Value!;
        Assert.Equal(isValid, result.IsValid);
        Assert.Equal(isValid, result.Message is null);
        Assert.Equal(display == "Cat", result.DisplayIsWrong);
        if (isValid)
            Assert.Equal(("Good dog", Animals.Url, "2"), (result.Display, result.System, result.Version));
    }

    [Fact]
    public void One_valid_coding_of_a_concept_suffices()
    {
        var codings = new[] { new SentCoding(Animals.Url, null, "whale", null), new SentCoding(Animals.Url, null, "dog", null) };
        Assert.True(s_service.ValidateCode(new ValidateCodeRequest(codings) { Url = Animals.Name("pets") }).Value!.IsValid);
        Assert.False(s_service.ValidateCode(new ValidateCodeRequest(codings[..1]) { Url = Animals.Name("pets") }).Value!.IsValid);
    }

    [Fact]
    public void Groupers_inactive_and_unknown_codes_are_told_apart()
    {
        var all = Animals.Name("all");
        Assert.Contains("grouper", Validate("mammal", false).Message, StringComparison.Ordinal);
        Assert.True(Validate("mammal", true).IsValid);
        Assert.Contains("no longer in use", Validate("dodo", false).Message, StringComparison.Ordinal);
        Assert.True(Validate("dodo", false).IsValid);
        Assert.Contains("not in the code system", Validate("cat", false).Message, StringComparison.Ordinal);

        ValidateCodeResult Validate(string code, bool allowsAbstract) =>
            s_service.ValidateCode(new ValidateCodeRequest([new SentCoding(Animals.Url, null, code, null)]) { Url = all, AllowsAbstract = allowsAbstract }).Value!;
    }

    [Fact]
    public void What_cannot_be_known_is_not_said_to_be_invalid()
    {
        var partly = Animals.Name("partly");
        ICodeValidation validation = s_service;
        Assert.Equal(CodeVerdict.Valid, validation.IsMember(partly, Animals.Url, null, "dog", null));
        Assert.Equal(CodeVerdict.Unknown, validation.IsMember(partly, "http://example.org/unknown", null, "x", null));
        Assert.False(validation.IsMember(partly, Animals.Url, null, "whale", null) is { Known: true, IsValid: true });
        Assert.Equal(CodeVerdict.Unknown, validation.IsMember("http://example.org/vs/none", Animals.Url, null, "dog", null));
        Assert.Equal(CodeVerdict.Unknown, validation.Exists("http://example.org/unknown", null, "x", null));
        Assert.True(validation.Exists(Animals.Url, null, "dog", "Hund").IsValid);
        Assert.True(validation.IsMember(Animals.Name("pets"), Animals.Url, null, "dog", "Cat") is { IsValid: true, DisplayIsWrong: true });
    }

    [Fact]
    public void A_coding_that_names_a_version_is_looked_up_in_it()
    {
        Assert.True(s_service.ValidateCode(new ValidateCodeRequest([new SentCoding(Animals.Url, "1", "unicorn", null)]) { Url = Animals.Name("all") }).Value!.IsValid);
        Assert.False(s_service.ValidateCode(new ValidateCodeRequest([new SentCoding(Animals.Url, "2", "unicorn", null)]) { Url = Animals.Name("all") }).Value!.IsValid);
        Assert.True(s_service.ValidateCode(new ValidateCodeRequest([new SentCoding(Animals.Url, "1", "unicorn", null)])).Value!.IsValid);
    }

    [Fact]
    public void FHIRPath_asks_the_same_service()
    {
        IFhirPathTerminology terminology = s_service;
        Assert.True(terminology.IsMember(Animals.Name("pets"), null, "dog"));
        Assert.False(terminology.IsMember(Animals.Name("pets"), Animals.Url, "whale"));
        Assert.Null(terminology.IsMember("http://example.org/vs/none", null, "dog"));
        Assert.True(terminology.Subsumes(Animals.Url, "mammal", "poodle"));
        Assert.Null(terminology.Subsumes(Animals.Url, "mammal", "cat"));
    }

    [Fact]
    public void Search_modifiers_get_their_codes_or_nothing()
    {
        Assert.Equal([(Animals.Url, "dog")], s_service.Enumerate(Animals.Name("pets"), 10)!);
        Assert.Null(s_service.Enumerate(Animals.Name("all"), 9));
        Assert.Equal(10, s_service.Enumerate(Animals.Name("all"), 10)!.Count);
        Assert.Null(s_service.Enumerate(Animals.Name("partly"), 10));
        Assert.Equal(["dog", "poodle", "hound"], s_service.SelfAndDescendants(Animals.Url, "dog", 3)!);
        Assert.Null(s_service.SelfAndDescendants(Animals.Url, "dog", 2));
        Assert.Equal(["mammal", "bat", "flyer", "fruitbat"], s_service.SelfAndAncestors(Animals.Url, "fruitbat", 10)!);
        Assert.Null(s_service.SelfAndAncestors(Animals.Url, "cat", 10));
    }

    [Fact]
    public void Translate_goes_forward_back_and_says_what_is_unmapped()
    {
        var forward = Translate("dog");
        Assert.Equal(("wider", "bark", "Bark", "http://example.org/sounds"), (forward.Matches[0].Equivalence, forward.Matches[0].Code, forward.Matches[0].Display, forward.Matches[0].System));
        Assert.Single(forward.Matches);
        Assert.Equal(2, Translate("dog", request => request with { Dependencies = [new MapDependency("http://example.org/moon", null, "full", null)] }).Matches.Count);
        Assert.False(Translate("whale").IsFound);
        Assert.Equal(["silence"], Translate("eagle").Matches.Select(match => match.Code));
        var back = s_service.Translate(new TranslateRequest([new SentCoding("http://example.org/sounds", null, "bark", null)]) { Url = "http://example.org/cm/sounds", IsReverse = true }).Value!;
        Assert.Equal(("narrower", "dog", "Dog"), (back.Matches[0].Equivalence, back.Matches[0].Code, back.Matches[0].Display));
    }

    [Fact]
    public void Translate_finds_a_map_by_what_is_wanted()
    {
        Assert.True(s_service.Translate(new TranslateRequest([new SentCoding(Animals.Url, null, "dog", null)]) { TargetSystem = "http://example.org/sounds" }).Value!.IsFound);
        Assert.True(s_service.Translate(new TranslateRequest([new SentCoding(Animals.Url, null, "dog", null)]) { Source = Animals.Name("all"), Target = "http://example.org/vs/sounds" }).Value!.IsFound);
        Assert.False(s_service.Translate(new TranslateRequest([new SentCoding(Animals.Url, null, "dog", null)]) { TargetSystem = "http://example.org/smells" }).Value!.IsFound);
        Assert.Equal("TERM-REQUIRED", Assert.Single(s_service.Translate(new TranslateRequest([new SentCoding(Animals.Url, null, "dog", null)])).Issues).Code);
        Assert.Equal("TERM-UNKNOWN-MAP", Assert.Single(s_service.Translate(new TranslateRequest([new SentCoding(Animals.Url, null, "dog", null)]) { Url = "http://example.org/cm/none" }).Issues).Code);
    }

    [Theory]
    [InlineData("\"mode\": \"provided\"", "eagle")]
    [InlineData("\"mode\": \"other-map\", \"url\": \"http://example.org/cm/other\"", "screech")]
    [InlineData("\"mode\": \"other-map\", \"url\": \"http://example.org/cm/sounds\"", null)] // itself: ends
    public void Unmapped_modes(string mode, string? expected)
    {
        var service = Definitions.Service(Animals.System, Map.Replace("\"mode\": \"MODE\"", mode, StringComparison.Ordinal), """
            {"resourceType": "ConceptMap", "url": "http://example.org/cm/other", "status": "active", "group": [{"source": "http://example.org/animals", "target": "http://example.org/sounds",
              "element": [{"code": "eagle", "target": [{"code": "screech", "equivalence": "equivalent"}]}]}]}
            """);
        var result = service.Translate(new TranslateRequest([new SentCoding(Animals.Url, null, "eagle", null)]) { Url = "http://example.org/cm/sounds" }).Value!;
        Assert.Equal(expected is null ? [] : [expected], result.Matches.Select(match => match.Code));
    }

    private static TranslateResult Translate(string code, Func<TranslateRequest, TranslateRequest>? change = null) =>
        s_service.Translate((change ?? (request => request))(new TranslateRequest([new SentCoding(Animals.Url, null, code, null)]) { Url = "http://example.org/cm/sounds" })).Value!;
}
