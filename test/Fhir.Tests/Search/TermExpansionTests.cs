using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Fhir.Tests.Search;

/// <summary><c>:in</c>, <c>:not-in</c>, <c>:above</c> and <c>:below</c>.</summary>
public sealed class TermExpansionTests
{
    private static readonly ResourceDocument s_condition = ResourceDocument.Parse("""
        {"resourceType":"Condition","meta":{"profile":["http://example.org/fhir/profiles/problem"]},"code":{"coding":[{"system":"urn:s","code":"E11.9"}]},"subject":{"reference":"Patient/1"}}
        """u8.ToArray()).Document!;

    [Theory]
    [InlineData("code:below", "urn:s|E11", true)]
    [InlineData("code:below", "urn:s|E11.9", true)]
    [InlineData("code:below", "urn:s|I10", false)]
    [InlineData("code:above", "urn:s|E11.91", true)]
    [InlineData("code:above", "urn:s|E11", false)]
    [InlineData("code:in", "urn:vs:diabetes", true)]
    [InlineData("code:not-in", "urn:vs:diabetes", false)]
    [InlineData("code:in", "urn:vs:empty", false)]
    [InlineData("code:not-in", "urn:vs:empty", true)]
    [InlineData("_filter", "code ss urn:s|E11 and subject re Patient/1", true)]
    [InlineData("_filter", "code in urn:vs:empty or code sb urn:s|E11.91", true)]
    public void A_hierarchy_or_a_value_set_comes_to_its_codes(string name, string value, bool expected)
    {
        var request = Request(name, value);
        Assert.True(TermExpansion.IsNeeded(request));
        var (expanded, issues) = TermExpansion.Expand(request, new Terms());
        Assert.Empty(issues);
        Assert.False(TermExpansion.IsNeeded(expanded));
        Assert.Equal(expected, expanded.Criteria.All(criterion => SearchMatcher.Matches(s_condition, criterion)) && expanded.Filters.All(Holds));
        Assert.Equal(request.ToQueryString(), expanded.ToQueryString());
    }

    [Theory]
    [InlineData("code:in", "urn:vs:unknown")]
    [InlineData("code:below", "urn:s|unknown")]
    [InlineData("subject:Patient._has:Condition:subject:code:in", "urn:vs:unknown")]
    public void What_is_not_known_is_told(string name, string value)
    {
        var (_, issues) = TermExpansion.Expand(Request(name, value), new Terms());
        Assert.Equal("SEARCH-TERMINOLOGY", Assert.Single(issues).Code);
    }

    [Theory]
    [InlineData("_profile:below", "http://example.org/fhir", true)]
    [InlineData("_profile:below", "http://example.org/fhir/profiles/problem", true)]
    [InlineData("_profile:below", "http://example.org/fh", false)]
    [InlineData("_profile:above", "http://example.org/fhir/profiles/problem/more", true)]
    [InlineData("_profile:above", "http://example.org/fhir", false)]
    public void A_uri_is_a_path(string name, string value, bool expected)
    {
        var request = Request(name, value);
        Assert.False(TermExpansion.IsNeeded(request));
        Assert.Equal(expected, SearchMatcher.Matches(s_condition, request.Criteria[0]));
    }

    private static bool Holds(FilterExpression filter) => filter switch
    {
        FilterAll all => all.Parts.All(Holds),
        FilterAny any => any.Parts.Any(Holds),
        FilterNot not => !Holds(not.Part),
        FilterCriterion leaf => SearchMatcher.Matches(s_condition, leaf.Criterion),
        _ => throw new InvalidOperationException(),
    };

    private static SearchRequest Request(string name, string value)
    {
        var outcome = SearchRequest.Parse("Condition", [new(name, value)], FhirModel.R4, SearchHandling.Strict);
        Assert.True(outcome.Request is not null, string.Join('\n', outcome.Issues.Select(issue => issue.Message)));
        return outcome.Request;
    }

    private sealed class Terms : ISearchTerminology
    {
        private static readonly string[] s_chain = ["E11", "E11.9", "E11.91"];

        public IReadOnlyCollection<(string? System, string Code)>? Enumerate(string valueSet, int cap) => valueSet switch
        {
            "urn:vs:diabetes" => [.. s_chain.Select(code => ((string?)"urn:s", code))],
            "urn:vs:empty" => [],
            _ => null,
        };

        public IReadOnlyCollection<string>? SelfAndDescendants(string system, string code, int cap) => code == "I10" ? ["I10"] : Array.IndexOf(s_chain, code) is var at and >= 0 ? s_chain[at..] : null;

        public IReadOnlyCollection<string>? SelfAndAncestors(string system, string code, int cap) => Array.IndexOf(s_chain, code) is var at and >= 0 ? s_chain[..(at + 1)] : null;
    }
}
