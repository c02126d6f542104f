using Carewright.Terminology.Operations;
using Carewright.Terminology.Tests.Running;
using Carewright.Terminology.ValueSets;

namespace Carewright.Terminology.Tests.ValueSets;

public sealed class ComposeTests
{
    private const string A = "\"system\": \"http://example.org/animals\"";

    [Theory]
    // Every filter operation of R4.
    [InlineData("concept", "is-a", "dog", "dog poodle hound")]
    [InlineData("concept", "descendent-of", "dog", "poodle hound")]
    [InlineData("concept", "is-not-a", "mammal", "flyer eagle dodo")]
    [InlineData("concept", "generalizes", "fruitbat", "mammal bat flyer fruitbat")]
    [InlineData("concept", "in", "dog, whale,nothing", "dog whale")]
    [InlineData("concept", "not-in", "dog,poodle,hound,mammal,whale,flyer,eagle,dodo", "bat fruitbat")]
    [InlineData("concept", "=", "dog", "dog")]
    [InlineData("legs", "=", "2", "eagle dodo")]
    [InlineData("home", "in", "sea,house", "dog whale")]
    [InlineData("home", "exists", "true", "dog whale")]
    [InlineData("legs", "exists", "false", "mammal whale bat flyer fruitbat")]
    [InlineData("code", "regex", ".*bat", "bat fruitbat")]
    [InlineData("code", "regex", "bat", "bat")]
    [InlineData("display", "regex", "[BF].*", "hound bat flyer fruitbat")]
    [InlineData("parent", "=", "mammal", "dog whale bat")]
    [InlineData("child", "=", "fruitbat", "bat flyer")]
    [InlineData("inactive", "=", "true", "dodo")]
    [InlineData("notSelectable", "=", "true", "mammal")]
    public void Filters(string property, string operation, string value, string expected) =>
        Assert.Equal(expected, Codes($$"""{"include": [{ {{A}}, "filter": [{"property": "{{property}}", "op": "{{operation}}", "value": "{{value}}"}]}]}"""));

    [Theory]
    [InlineData("concept", "is-a", "cat", "TERM-UNKNOWN-CODE")]
    [InlineData("colour", "=", "red", "TERM-FILTER")]
    [InlineData("legs", "is-a", "dog", "TERM-FILTER")]
    [InlineData("legs", "exists", "maybe", "TERM-FILTER")]
    [InlineData("code", "regex", "(a", "TERM-FILTER")]
    [InlineData("code", "regex", "(a)\\\\1", "TERM-FILTER")]
    public void A_filter_that_cannot_be_worked_out_is_refused_and_not_dropped(string property, string operation, string value, string code)
    {
        var answer = Expand($$"""{"include": [{ {{A}}, "filter": [{"property": "{{property}}", "op": "{{operation}}", "value": "{{value}}"}]}]}""");
        Assert.Null(answer.Value);
        var issue = Assert.Single(answer.Issues);
        Assert.Equal(code, issue.Code);
        Assert.Contains("compose.include[0].filter[0]", issue.Location, StringComparison.Ordinal);
    }

    [Fact]
    public void All_filters_of_an_include_must_pass() => Assert.Equal("poodle hound",
        Codes($$"""{"include": [{ {{A}}, "filter": [{"property": "concept", "op": "descendent-of", "value": "mammal"}, {"property": "legs", "op": "=", "value": "4"}, {"property": "concept", "op": "not-in", "value": "dog"}]}]}"""));

    [Fact]
    public void Listed_concepts_keep_their_order_and_includes_are_united_without_repeats() => Assert.Equal("whale dog poodle hound",
        Codes($$"""{"include": [{ {{A}}, "concept": [{"code": "whale"}, {"code": "dog"}, {"code": "whale"}]}, { {{A}}, "filter": [{"property": "concept", "op": "is-a", "value": "dog"}]}]}"""));

    [Fact]
    public void Excludes_are_taken_out() => Assert.Equal("mammal whale bat fruitbat",
        Codes($$"""{"include": [{ {{A}}, "filter": [{"property": "concept", "op": "is-a", "value": "mammal"}]}], "exclude": [{ {{A}}, "filter": [{"property": "concept", "op": "is-a", "value": "dog"}]}]}"""));

    [Fact]
    public void A_system_met_with_a_value_set_gives_what_is_in_both() => Assert.Equal("bat fruitbat",
        Codes($$"""{"include": [{ {{A}}, "filter": [{"property": "concept", "op": "is-a", "value": "bat"}], "valueSet": ["http://example.org/vs/mammals"]}]}"""));

    [Fact]
    public void Several_value_sets_of_one_include_are_intersected() => Assert.Equal("fruitbat",
        Codes("""{"include": [{"valueSet": ["http://example.org/vs/mammals", "http://example.org/vs/flyers"]}]}"""));

    [Fact]
    public void Value_sets_of_several_includes_are_united() => Assert.Equal("mammal dog poodle hound whale bat fruitbat flyer eagle dodo",
        Codes("""{"include": [{"valueSet": ["http://example.org/vs/mammals"]}, {"valueSet": ["http://example.org/vs/flyers|1"]}]}"""));

    [Fact]
    public void A_value_set_made_from_itself_is_refused()
    {
        var service = Definitions.Service(Animals.System,
            Animals.Set("a", """{"include": [{"valueSet": ["http://example.org/vs/b"]}]}"""),
            Animals.Set("b", """{"include": [{"valueSet": ["http://example.org/vs/a"]}]}"""));
        Assert.Equal("TERM-CYCLE", Assert.Single(service.Expand(new ExpandRequest { Url = Animals.Name("a") }).Issues).Code);
    }

    [Fact]
    public void Too_many_nested_value_sets_are_refused()
    {
        var sets = Enumerable.Range(0, 30).Select(i => Animals.Set($"n{i}", $$"""{"include": [{"valueSet": ["http://example.org/vs/n{{i + 1}}"]}]}""")).Append(Animals.Set("n30", $$"""{"include": [{ {{A}} }]}"""));
        var service = Definitions.Service(null, TerminologyLimits.Default with { ValueSets = 20 }, [Animals.System, .. sets]);
        Assert.Equal("TERM-TOO-COSTLY", Assert.Single(service.Expand(new ExpandRequest { Url = Animals.Name("n0") }).Issues).Code);
        Assert.Equal(10, service.Expand(new ExpandRequest { Url = Animals.Name("n15") }).Value!.Total);
    }

    [Fact]
    public void A_value_set_of_a_thousand_parts_is_united_and_one_of_more_is_refused()
    {
        string Parts(int count) => $$"""{"include": [{{string.Join(',', Enumerable.Range(0, count).Select(_ => $$"""{ {{A}}, "filter": [{"property": "concept", "op": "is-a", "value": "mammal"}]}"""))}}]}""";
        Assert.Equal(7, Expand(Parts(1_000)).Value!.Total);
        Assert.Equal("TERM-TOO-COSTLY", Assert.Single(Expand(Parts(1_001)).Issues).Code);
    }

    [Fact]
    public void Patterns_share_one_clock()
    {
        var system = $$"""{"resourceType": "CodeSystem", "url": "http://example.org/many", "status": "active", "content": "complete", "concept": [{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""{"code": "{{i}}{{new string('a', 60)}}"}"""))}}]}""";
        var filters = string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""{"system": "http://example.org/many", "filter": [{"property": "code", "op": "regex", "value": "(a|{{i}}|[0-9])*b"}]}"""));
        var service = Definitions.Service(null, TerminologyLimits.Default with { RegexTime = TimeSpan.FromMilliseconds(200) }, system, Animals.Set("patterns", $$"""{"include": [{{filters}}]}"""));
        Assert.Contains(service.Expand(new ExpandRequest { Url = Animals.Name("patterns"), Count = 1 }).Issues, issue => issue.Code == "TERM-TOO-COSTLY");
    }

    [Fact]
    public void Inactive_concepts_are_left_out_when_the_definition_says_so()
    {
        Assert.Equal("flyer eagle fruitbat", Codes($$"""{"inactive": false, "include": [{ {{A}}, "filter": [{"property": "concept", "op": "is-a", "value": "flyer"}]}]}"""));
        Assert.Contains("dodo", Codes($$"""{"include": [{ {{A}}, "filter": [{"property": "concept", "op": "is-a", "value": "flyer"}]}]}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Listed_codes_of_a_system_that_is_not_here_are_still_listed()
    {
        var answer = Expand("""{"include": [{"system": "http://example.org/nowhere", "concept": [{"code": "x", "display": "An X"}]}]}""");
        Assert.Equal("An X", Assert.Single(answer.Value!.Contains).Display);
    }

    [Fact]
    public void A_listed_code_that_a_whole_system_does_not_have_is_dropped_with_a_warning()
    {
        var answer = Expand($$"""{"include": [{ {{A}}, "concept": [{"code": "dog"}, {"code": "cat"}]}]}""");
        Assert.Equal(["dog"], answer.Value!.Contains.Select(one => one.Code));
        Assert.Equal("TERM-LISTED-CODE", Assert.Single(answer.Issues).Code);
    }

    [Fact]
    public void Versions_of_a_system_stand_side_by_side()
    {
        var service = Definitions.Service(Animals.System, Animals.Older,
            Animals.Set("new", $$"""{"include": [{ {{A}} }]}"""), Animals.Set("old", $$"""{"include": [{ {{A}}, "version": "1"}]}"""));
        Assert.Equal(10, Count("new", VersionRules.None));
        Assert.Equal(2, Count("old", VersionRules.None));
        Assert.Equal(2, Count("new", VersionRules.Of([Animals.Url + "|1"], [], [])));
        Assert.Equal(2, Count("old", VersionRules.Of([Animals.Url + "|2"], [], [])));
        Assert.Equal(10, Count("old", VersionRules.Of([], [], [Animals.Url + "|2"])));
        Assert.Equal("TERM-VERSION-CHECK", Assert.Single(service.Expand(new ExpandRequest { Url = Animals.Name("old"), Versions = VersionRules.Of([], [Animals.Url + "|2"], []) }).Issues).Code);
        Assert.Equal("TERM-UNKNOWN-SYSTEM", Assert.Single(service.Expand(new ExpandRequest { Url = Animals.Name("new"), Versions = VersionRules.Of([], [], [Animals.Url + "|9"]) }).Issues).Code);

        int Count(string name, VersionRules rules) => service.Expand(new ExpandRequest { Url = Animals.Name(name), Versions = rules }).Value!.Total;
    }

    [Fact]
    public void The_value_set_of_all_codes_is_implied_by_the_system()
    {
        var service = Definitions.Service(Animals.System);
        Assert.Equal(10, service.Expand(new ExpandRequest { Url = Animals.Url + "/vs" }).Value!.Total);
        Assert.Equal(3, service.Expand(new ExpandRequest { Url = Animals.Url + "?fhir_vs=isa/dog" }).Value!.Total);
        Assert.Null(service.Expand(new ExpandRequest { Url = "http://example.org/other/vs" }).Value);
    }

    [Fact]
    public void Grammars_are_met_with_lists()
    {
        var service = Definitions.Service(
            Animals.Set("listed", """{"include": [{"system": "http://unitsofmeasure.org", "concept": [{"code": "mg", "display": "milligram"}, {"code": "min"}, {"code": "nonsense"}]}]}"""),
            Animals.Set("times", """{"include": [{"system": "http://unitsofmeasure.org", "filter": [{"property": "canonical", "op": "=", "value": "s"}], "valueSet": ["http://example.org/vs/listed"]}]}"""),
            Animals.Set("not", """{"include": [{"system": "http://unitsofmeasure.org"}], "exclude": [{"valueSet": ["http://example.org/vs/listed"]}]}"""));
        Assert.Equal(["mg", "min"], Expanded(service, "listed"));
        Assert.Equal(["min"], Expanded(service, "times"));
        Assert.True(IsIn("not", "kg"));
        Assert.False(IsIn("not", "mg"));
        Assert.False(IsIn("not", "nonsense"));
        Assert.True(service.Expand(new ExpandRequest { Url = Animals.Name("not"), Count = 5 }).Value!.IsUnclosed);

        bool IsIn(string set, string code) => service.ValidateCode(new ValidateCodeRequest([new SentCoding("http://unitsofmeasure.org", null, code, null)]) { Url = Animals.Name(set) }).Value!.IsValid;
    }

    private static string Codes(string compose)
    {
        var answer = Expand(compose);
        Assert.True(answer.Value is not null, string.Join("; ", answer.Issues.Select(issue => issue.Message)));
        return string.Join(' ', answer.Value.Contains.Select(one => one.Code));
    }

    private static IEnumerable<string> Expanded(TerminologyService service, string set) => service.Expand(new ExpandRequest { Url = Animals.Name(set) }).Value!.Contains.Select(one => one.Code);

    private static TermAnswer<Expansion> Expand(string compose) => Definitions.Service(Animals.System,
        Animals.Set("mammals", $$"""{"include": [{ {{A}}, "filter": [{"property": "concept", "op": "is-a", "value": "mammal"}]}]}"""),
        Animals.Set("flyers", $$"""{"include": [{ {{A}}, "filter": [{"property": "concept", "op": "is-a", "value": "flyer"}]}]}"""),
        Animals.Set("it", compose)).Expand(new ExpandRequest { Url = Animals.Name("it") });
}
