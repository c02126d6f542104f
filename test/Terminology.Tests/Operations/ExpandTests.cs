using Carewright.Terminology.Operations;
using Carewright.Terminology.Tests.Running;

namespace Carewright.Terminology.Tests.Operations;

public sealed class ExpandTests
{
    private static readonly TerminologyService s_service = Definitions.Service(Animals.System,
        Animals.Set("all", """{"include": [{"system": "http://example.org/animals"}]}"""),
        Animals.Set("mixed", """{"include": [{"system": "http://example.org/animals", "filter": [{"property": "concept", "op": "is-a", "value": "dog"}]}, {"system": "http://example.org/other", "concept": [{"code": "dg", "display": "Dog rose"}, {"code": "rs", "display": "Rose", "designation": [{"language": "es", "value": "Rosa"}]}]}]}"""));

    [Fact]
    public void Pages_are_cut_from_one_order_and_told_the_whole_count()
    {
        var all = Expand("all", new());
        Assert.Equal(10, all.Total);
        var paged = new List<string>();
        for (var offset = 0; offset < 12; offset += 3)
        {
            var page = Expand("all", new() { Offset = offset, Count = 3 });
            Assert.Equal((10, offset), (page.Total, page.Offset));
            paged.AddRange(page.Contains.Select(one => one.Code));
        }
        Assert.Equal(all.Contains.Select(one => one.Code), paged);
        Assert.Empty(Expand("all", new() { Count = 0 }).Contains);
    }

    [Fact]
    public void Pages_go_across_systems()
    {
        Assert.Equal(["hound", "dg"], Codes(Expand("mixed", new() { Offset = 2, Count = 2 })));
        Assert.Equal(["rs"], Codes(Expand("mixed", new() { Offset = 4, Count = 2 })));
    }

    [Fact]
    public void A_filter_finds_across_systems_best_first()
    {
        Assert.Equal(["dog", "dg", "hound"], Codes(Expand("mixed", new() { Filter = "dog" })));
        Assert.Equal(["rs"], Codes(Expand("mixed", new() { Filter = "rosa" })));
        Assert.Equal(3, Expand("mixed", new() { Filter = "dog", Count = 1 }).Total);
        Assert.Equal(["dg"], Codes(Expand("mixed", new() { Filter = "dog", Count = 1, Offset = 1 })));
        Assert.Empty(Expand("mixed", new() { Filter = "zebra" }).Contains);
    }

    [Fact]
    public void What_is_not_wanted_is_left_out()
    {
        Assert.DoesNotContain("dodo", Codes(Expand("all", new() { ActiveOnly = true })));
        Assert.DoesNotContain("mammal", Codes(Expand("all", new() { ExcludeNotForUI = true })));
        Assert.Equal(["dg", "rs"], Codes(Expand("mixed", new() { ExcludeSystems = [Animals.Url] })));
        Assert.Equal(["dg", "rs"], Codes(Expand("mixed", new() { ExcludeSystems = [Animals.Url + "|2"] })));
        Assert.Equal(5, Expand("mixed", new() { ExcludeSystems = [Animals.Url + "|1"] }).Total);
    }

    [Fact]
    public void Displays_come_in_the_language_asked_for()
    {
        Assert.Equal(["Perro", "Standard poodle", "Basset hound dog", "Dog rose", "Rosa"], Expand("mixed", new() { DisplayLanguage = "es" }).Contains.Select(one => one.Display));
        Assert.Equal("Dog", Expand("mixed", new() { DisplayLanguage = "en-US" }).Contains[0].Display);
        var texts = Expand("mixed", new() { Designations = ["urn:ietf:bcp:47|de"] }).Contains[0].Designations;
        Assert.Equal(["Hund"], texts.Select(one => one.Value));
        Assert.Equal(2, Expand("mixed", new() { IncludeDesignations = true }).Contains[0].Designations.Count);
    }

    [Fact]
    public void The_hierarchy_is_given_when_asked_for()
    {
        var nested = Expand("all", new() { ExcludeNested = false });
        Assert.Equal(["mammal", "flyer"], Codes(nested));
        Assert.Equal(["dog", "whale", "bat"], nested.Contains[0].Contains.Select(one => one.Code));
        Assert.Equal(["poodle", "hound"], nested.Contains[0].Contains[0].Contains.Select(one => one.Code));
        Assert.Equal(10, Flat(nested.Contains).Count());
        Assert.Equal(10, Expand("all", new()).Contains.Count);
    }

    [Fact]
    public void What_is_too_much_is_refused_with_advice()
    {
        var service = Definitions.Service(null, TerminologyLimits.Default with { Expansion = 9, Page = 4 }, Animals.System);
        var refused = service.Expand(new ExpandRequest { Url = Animals.Url + "/vs" });
        Assert.Null(refused.Value);
        var issue = Assert.Single(refused.Issues);
        Assert.Equal("too-costly", issue.Type);
        Assert.Contains("'count'", issue.Message, StringComparison.Ordinal);
        Assert.Equal(4, service.Expand(new ExpandRequest { Url = Animals.Url + "/vs", Count = 1_000 }).Value!.Contains.Count);
    }

    [Fact]
    public void The_expansion_tells_what_it_was_made_with()
    {
        var parameters = Expand("all", new() { Filter = "dog", Count = 5, ActiveOnly = true }).Parameters.Select(one => $"{one.Key}={one.Value}");
        Assert.Equal(["filter=dog", "count=5", "activeOnly=True", "version=http://example.org/animals|2"], parameters);
    }

    [Fact]
    public void A_value_set_that_was_sent_expanded_is_taken_as_its_codes()
    {
        var sent = Definitions.Document("""
            {"resourceType": "ValueSet", "status": "active", "expansion": {"timestamp": "2026-01-01", "contains": [
              {"system": "http://example.org/animals", "abstract": true, "code": "mammal", "contains": [{"system": "http://example.org/animals", "code": "dog", "display": "Dog"}]}]}}
            """);
        var expansion = s_service.Expand(new ExpandRequest { ValueSet = TerminologyService.Read(sent) }).Value!;
        Assert.Equal(["dog"], Codes(expansion));
    }

    private static IEnumerable<ExpandedConcept> Flat(IEnumerable<ExpandedConcept> concepts) => concepts.SelectMany(one => Flat(one.Contains).Prepend(one));

    private static IEnumerable<string> Codes(Expansion expansion) => expansion.Contains.Select(one => one.Code);

    private static Expansion Expand(string set, ExpandRequest request)
    {
        var answer = s_service.Expand(request with { Url = Animals.Name(set) });
        Assert.True(answer.Value is not null, string.Join("; ", answer.Issues.Select(issue => issue.Message)));
        return answer.Value;
    }
}
