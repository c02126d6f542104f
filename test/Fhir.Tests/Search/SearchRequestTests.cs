using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Kernel;

namespace Carewright.Fhir.Tests.Search;

public sealed class SearchRequestTests
{
    internal static SearchRequestOutcome Parse(string? type, SearchHandling handling, params (string Name, string Value)[] query) =>
        SearchRequest.Parse(type, query.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)), FhirModel.R4, handling);

    internal static SearchRequest Accept(string? type, params (string Name, string Value)[] query)
    {
        var outcome = Parse(type, SearchHandling.Strict, query);
        Assert.Empty(outcome.Issues);
        return outcome.Request!;
    }

    internal static SearchCriterion Criterion(string type, string name, string value) => Assert.Single(Accept(type, (name, value)).Criteria);

    private static Issue Refuse(string? type, string name, string value)
    {
        var outcome = Parse(type, SearchHandling.Strict, (name, value));
        Assert.Null(outcome.Request);
        var issue = Assert.Single(outcome.Issues);
        Assert.Equal(type + "?" + name, issue.Location);
        return issue;
    }

    [Theory]
    [InlineData("male", null, "male")]
    [InlineData("http://s|male", "http://s", "male")]
    [InlineData("|male", "", "male")]
    [InlineData("http://s|", "http://s", null)]
    [InlineData(@"a\|b", null, "a|b")]
    [InlineData(@"a\,b", null, "a,b")]
    [InlineData(@"a\\b\$", null, @"a\b$")]
    public void A_token_has_a_system_and_a_code(string text, string? system, string? code)
    {
        var value = Assert.Single(Criterion("Patient", "gender", text).Alternatives).Value;
        Assert.Equal((SearchKind.Token, system, code), (value.Kind, value.System, value.Text));
    }

    [Fact]
    public void Commas_are_alternatives_and_repeats_are_conditions()
    {
        var request = Accept("Observation", ("status", "final,amended"), ("status", "final"), ("code", "http://loinc.org|8302-2"));
        Assert.Equal([2, 1, 1], request.Criteria.Select(criterion => criterion.Alternatives.Count));
    }

    [Fact]
    public void A_bare_id_stands_for_every_type_that_can_be_meant()
    {
        Assert.Equal(["Device/1", "Group/1", "Location/1", "Patient/1"], Criterion("Observation", "subject", "1").Alternatives.Select(operand => operand.Value.Text));
        Assert.Equal(["Patient/1"], Criterion("Observation", "subject:Patient", "1").Alternatives.Select(operand => operand.Value.Text));
        Assert.Equal(["Patient/1"], Criterion("Observation", "subject", "Patient/1/_history/4").Alternatives.Select(operand => operand.Value.Text));
        Assert.Equal(["https://example.org/fhir/Patient/1"], Criterion("Observation", "subject", "https://example.org/fhir/Patient/1").Alternatives.Select(operand => operand.Value.Text));
    }

    [Theory]
    [InlineData("gt2013-01-14", SearchPrefix.GreaterThan)]
    [InlineData("2013", SearchPrefix.Equal)]
    [InlineData("ne2013", SearchPrefix.NotEqual)]
    [InlineData("sa2013-01-14T10:00:00 05:00", SearchPrefix.StartsAfter)]
    public void A_date_has_a_prefix(string text, SearchPrefix prefix) => Assert.Equal(prefix, Assert.Single(Criterion("Patient", "birthdate", text).Alternatives).Prefix);

    [Fact]
    public void Approximate_dates_widen_with_their_distance_from_now()
    {
        var clock = new FixedClock(new DateTimeOffset(2020, 1, 11, 0, 0, 0, TimeSpan.Zero));
        var outcome = SearchRequest.Parse("Patient", [KeyValuePair.Create("birthdate", "ap2020-01-01")], FhirModel.R4, SearchHandling.Strict, clock);
        var value = outcome.Request!.Criteria[0].Alternatives[0].Value;
        const long Day = 86_400_000_000;
        Assert.Equal(3 * Day - 1, value.High - value.Low);
    }

    [Fact]
    public void Quantities_and_numbers_keep_their_precision()
    {
        var plain = Assert.Single(Criterion("Observation", "value-quantity", "5.4|http://unitsofmeasure.org|mg").Alternatives).Value;
        Assert.Equal(("http://unitsofmeasure.org", "mg", 5.35m, 5.45m), (plain.System, plain.Text, plain.NumberLow, plain.NumberHigh));
        var unit = Assert.Single(Criterion("Observation", "value-quantity", "gt5.4||mg").Alternatives).Value;
        Assert.Equal((null, "mg", 5.4m, 5.4m), (unit.System, unit.Text, unit.NumberLow, unit.NumberHigh));
        Assert.Equal(0.5m, Assert.Single(Criterion("RiskAssessment", "probability", "gt0.5").Alternatives).Value.NumberLow);
    }

    [Fact]
    public void A_composite_has_one_operand_per_component()
    {
        var operand = Assert.Single(Criterion("Observation", "code-value-quantity", "http://loinc.org|8302-2$gt150||cm").Alternatives);
        Assert.Equal([(SearchKind.Token, 1), (SearchKind.Quantity, 2)], operand.Components!.Select(part => (part.Value.Kind, part.Value.Component)));
        Assert.Equal(SearchPrefix.GreaterThan, operand.Components![1].Prefix);
        Assert.Equal("code-value-quantity", operand.Components[0].Value.Parameter.Code);
        Assert.Equal("SEARCH-VALUE", Refuse("Observation", "code-value-quantity", "http://loinc.org|8302-2").Code);
    }

    [Fact]
    public void Chains_name_the_types_at_their_other_end()
    {
        var named = Criterion("Observation", "subject:Patient.name", "x").Chain!;
        Assert.Equal(("Patient", "name", 1), (named.Targets[0].ResourceType, named.Targets[0].Criterion.Parameter.Code, named.Depth));
        Assert.Equal(["Location", "Patient"], Criterion("Observation", "subject.name", "x").Chain!.Targets.Select(target => target.ResourceType));
        Assert.Equal(2, Criterion("Observation", "patient.organization.name:exact", "x").Chain!.Depth);
        var reverse = Criterion("Patient", "_has:Observation:patient:code", "1234-5");
        Assert.True(reverse.Chain!.IsReverse);
        Assert.Equal(("Observation", "code"), (reverse.Chain.Targets[0].ResourceType, reverse.Chain.Targets[0].Criterion.Parameter.Code));
        Assert.Equal(2, Criterion("Patient", "_has:Observation:patient:_has:AuditEvent:entity:agent", "Practitioner/1").Chain!.Depth);
        Assert.True(Criterion("Encounter", "patient._has:Group:member:_id", "102").Chain!.Targets[0].Criterion.Chain!.IsReverse);
    }

    [Fact]
    public void Result_parameters_are_read()
    {
        var request = Accept("Observation",
            ("_sort", "-date,status"), ("_count", "20"), ("_total", "accurate"), ("_summary", "data"), ("_elements", "status,code"), ("_cursor", "abc"), ("_format", "json"), ("_pretty", "true"),
            ("_include", "Observation:patient"), ("_include:iterate", "Patient:organization:Organization"), ("_include", "*"), ("_revinclude", "Provenance:target"));
        Assert.Equal([("date", true), ("status", false)], request.Sorts.Select(sort => (sort.Parameter.Code, sort.Descending)));
        Assert.Equal((20, SearchTotal.Accurate, SearchSummary.Data, "abc"), (request.Count, request.Total, request.Summary, request.Cursor));
        Assert.Equal(["status", "code"], request.Elements);
        Assert.Equal(4, request.Includes.Count);
        Assert.Equal(("Patient", "organization", "Organization", true, false),
            (request.Includes[1].SourceType, request.Includes[1].Parameter!.Code, request.Includes[1].TargetType, request.Includes[1].Iterate, request.Includes[1].IsReverse));
        Assert.Null(request.Includes[2].Parameter);
        Assert.True(request.Includes[3].IsReverse);
        Assert.Equal(["Patient", "Observation"], Accept(null, ("_type", "Patient,Observation"), ("_lastUpdated", "gt2020")).Types);
    }

    [Theory]
    [InlineData("Observation", "foo", "1", "SEARCH-UNKNOWN-PARAMETER")]
    [InlineData("Observation", "code:bogus", "1", "SEARCH-MODIFIER")]
    [InlineData("Observation", "status:in", "", "SEARCH-VALUE")]
    [InlineData("Observation", "date:in", "http://vs", "SEARCH-MODIFIER")]
    [InlineData("Observation", "code:below", "x", "SEARCH-VALUE")]
    [InlineData("Observation", "code:above", "|x", "SEARCH-VALUE")]
    [InlineData("Observation", "patient:below", "Patient/1", "SEARCH-MODIFIER")]
    [InlineData("Observation", "date:exact", "2013", "SEARCH-MODIFIER")]
    [InlineData("Observation", "patient:Device", "1", "SEARCH-MODIFIER")]
    [InlineData("Observation", "date", "xx2013", "SEARCH-PREFIX")]
    [InlineData("Observation", "date", "2013-02-30", "SEARCH-VALUE")]
    [InlineData("Observation", "date", "gt", "SEARCH-VALUE")]
    [InlineData("Observation", "code", "", "SEARCH-VALUE")]
    [InlineData("Observation", "code", "a,,b", "SEARCH-VALUE")]
    [InlineData("Observation", "code", "a|b|c", "SEARCH-VALUE")]
    [InlineData("Observation", "code", "|", "SEARCH-VALUE")]
    [InlineData("Observation", "code", @"a\b", "SEARCH-VALUE")]
    [InlineData("Observation", "code:missing", "maybe", "SEARCH-VALUE")]
    [InlineData("Observation", "value-quantity", "5|mg", "SEARCH-VALUE")]
    [InlineData("Observation", "value-quantity", "five", "SEARCH-PREFIX")]
    [InlineData("Observation", "patient", "a b", "SEARCH-VALUE")]
    [InlineData("Observation", "patient", "Nothing/1", "SEARCH-VALUE")]
    [InlineData("Patient", "name", "...", "SEARCH-VALUE")]
    [InlineData("Patient", "_text", "...", "SEARCH-VALUE")]
    [InlineData("Patient", "_text:exact", "x", "SEARCH-MODIFIER")]
    [InlineData("Patient", "_contained", "perhaps", "SEARCH-VALUE")]
    [InlineData("", "_contained", "true", "SEARCH-UNSUPPORTED")]
    [InlineData("Patient", "_list", "$current-problems", "SEARCH-UNSUPPORTED")]
    [InlineData("Patient", "_filter", "x", "SEARCH-VALUE")]
    [InlineData("Patient", "_filter", "name is x", "SEARCH-VALUE")]
    [InlineData("Patient", "_filter", "nonsense eq x", "SEARCH-UNKNOWN-PARAMETER")]
    [InlineData("Patient", "_filter", "name eq \"x", "SEARCH-VALUE")]
    [InlineData("Patient", "_filter", "(name eq x", "SEARCH-VALUE")]
    [InlineData("Patient", "_filter", "name eq x)", "SEARCH-VALUE")]
    [InlineData("Patient", "_filter", "name eq x and", "SEARCH-VALUE")]
    [InlineData("Patient", "_filter", "not name eq x", "SEARCH-VALUE")]
    [InlineData("Patient", "_filter", "birthdate sw 19", "SEARCH-VALUE")]
    [InlineData("Patient", "_filter", "name po 2020", "SEARCH-VALUE")]
    [InlineData("Patient", "_filter", "name pr maybe", "SEARCH-VALUE")]
    [InlineData("Patient", "_filter", "name[use eq official] eq x", "SEARCH-VALUE")]
    [InlineData("Patient", "_count", "-1", "SEARCH-VALUE")]
    [InlineData("Patient", "_total", "ACCURATE", "SEARCH-VALUE")]
    [InlineData("Patient", "_summary", "1", "SEARCH-VALUE")]
    [InlineData("Patient", "_sort", "bogus", "SEARCH-UNKNOWN-PARAMETER")]
    [InlineData("Patient", "_elements", "bogus", "SEARCH-VALUE")]
    [InlineData("Patient", "_type", "Patient", "SEARCH-UNSUPPORTED")]
    [InlineData("Patient", "_include", "Patient:bogus", "SEARCH-UNKNOWN-PARAMETER")]
    [InlineData("Patient", "_include", "Observation:patient", "SEARCH-VALUE")]
    [InlineData("Patient", "_revinclude", "Patient:organization", "SEARCH-VALUE")]
    [InlineData("Patient", "_include:bogus", "Patient:organization", "SEARCH-MODIFIER")]
    [InlineData("Patient", "birthdate.name", "x", "SEARCH-CHAIN")]
    [InlineData("Patient", "_has:Observation:patient", "x", "SEARCH-CHAIN")]
    [InlineData("Patient", "_has:Observation:encounter:code", "x", "SEARCH-CHAIN")]
    [InlineData("Observation", "subject.bogus", "x", "SEARCH-UNKNOWN-PARAMETER")]
    [InlineData("Observation", "subject:Patient.birthdate", "never", "SEARCH-VALUE")]
    [InlineData("Location", "near", "91|0", "SEARCH-VALUE")]
    public void What_cannot_be_honoured_is_refused_with_its_place(string type, string name, string value, string code) => Assert.Equal(code, Refuse(type, name, value).Code);

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var outcome = Parse("Patient", SearchHandling.Strict, ("foo", "1"), ("birthdate", "x"), ("name", "ok"), ("gender:bar", "x"));
        Assert.Null(outcome.Request);
        Assert.Equal(3, outcome.Issues.Count);
    }

    [Fact]
    public void Lenient_drops_and_reports()
    {
        var outcome = Parse("Patient", SearchHandling.Lenient, ("foo", "1"), ("birthdate", "x"), ("name", "ok"));
        Assert.Equal(["foo=1", "birthdate=x"], outcome.Ignored);
        Assert.All(outcome.Issues, issue => Assert.Equal(IssueSeverity.Warning, issue.Severity));
        Assert.Equal("name", Assert.Single(outcome.Request!.Criteria).Parameter.Code);
        Assert.Equal("name=ok", outcome.Request.ToQueryString());
    }

    [Fact]
    public void Unnamed_chains_that_branch_too_often_are_too_costly() =>
        Assert.Equal("SEARCH-TOO-COSTLY", Refuse("AuditEvent", "entity.entity.entity.entity.name", "x").Code);

    [Fact]
    public void A_request_renders_as_it_was_understood()
    {
        var request = Accept("Observation",
            ("_count", "5"), ("code", "http://loinc.org|8302-2"), ("subject:Patient.name", "Å b,c"), ("_format", "json"), ("_sort", "-date"), ("_cursor", "x"), ("_include:iterate", "Observation:patient"));
        Assert.Equal(
            "code=http://loinc.org%7C8302-2&subject:Patient.name=%C3%85%20b,c&_include:iterate=Observation:patient&_sort=-date&_count=5", request.ToQueryString());
        var again = request.ToQueryString().Split('&').Select(pair => pair.Split('=', 2)).Select(pair => (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1]))).ToArray();
        Assert.Equal(request.ToQueryString(), Accept("Observation", again).ToQueryString());
    }

    [Fact]
    public void Random_queries_neither_crash_nor_hang()
    {
        string[] seeds =
        [
            "code", "date", "subject:Patient.name", "_has:Observation:patient:code", "value-quantity", "code-value-quantity", "_sort", "_include", "_include:iterate", "_count", "near", "patient.organization.partof.name",
            "2013-01-14T10:00:00+05:00", "gt5.4|http://unitsofmeasure.org|mg", "http://loinc.org|8302-2$gt150", "Observation:patient:Patient", "-date,status", @"a\,b\|c\\", "12.5|-70.1|5|km", "\uD800", "\0", "..", "::", "%",
        ];
        var random = new Random(11);
        for (var round = 0; round < 30_000; round++)
        {
            var query = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Mutate(seeds, random), Mutate(seeds, random))).ToArray();
            var outcome = Parse(random.Next(3) switch { 0 => "Observation", 1 => "Location", _ => null }, (SearchHandling)random.Next(2), query);
            Assert.True(outcome.Request is not null || outcome.Issues.Any(issue => issue.IsError));
            if (outcome.Request is { } request)
                Assert.NotNull(request.ToQueryString());
        }
    }

    [Fact]
    public void Endless_names_and_values_are_bounded()
    {
        Parse("Patient", SearchHandling.Strict, (string.Concat(Enumerable.Repeat("general-practitioner.", 100_000)), "x"));
        Parse("Patient", SearchHandling.Strict, (string.Concat(Enumerable.Repeat("_has:Observation:patient:", 100_000)), "x"));
        Assert.Equal("SEARCH-TOO-COSTLY", Refuse("Provenance", "target", string.Join(',', Enumerable.Repeat("1", 100_000))).Code);
        Assert.Equal("SEARCH-VALUE", Refuse("Observation", "date", new string('1', 1_000_000)).Code);
    }

    private static string Mutate(string[] seeds, Random random)
    {
        var text = seeds[random.Next(seeds.Length)];
        for (var i = random.Next(4); i > 0 && text.Length > 0; i--)
        {
            var at = random.Next(text.Length);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, 1),
                1 => text.Insert(at, ":.|,$\\-_*é\0 "[random.Next(12)].ToString()),
                2 => text[..at] + seeds[random.Next(seeds.Length)],
                _ => text + "," + text,
            };
        }
        return text;
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
