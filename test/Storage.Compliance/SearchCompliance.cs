using System.Text.Json.Nodes;
using Carewright.Storage.Search;
using Xunit;

namespace Carewright.Storage.Compliance;

/// <summary>Searching: every kind of criterion against plain looking, orders, pages, counts, includes, filters.</summary>
public abstract class SearchCompliance : StoreCompliance
{
    private static readonly string[] s_queries =
    [
        "Patient?", "Patient?_id={patientId}", "Patient?_id={patientId},{patientId}", "Patient?family={family}", "Patient?name={prefix}", "Patient?name={prefix},{prefix}", "Patient?family:exact={family}",
        "Patient?name:contains={middle}", "Patient?address:contains=pring", "Patient?address-city=spring", "Patient?given=él", "Patient?given=e", "Patient?gender=female", "Patient?gender:missing=true", "Patient?gender:missing=false",
        "Patient?gender:not=female", "Patient?active=true", "Patient?identifier=urn:test:record|R-{n}", "Patient?identifier=R-{n}", "Patient?identifier=|R-{n}", "Patient?identifier=urn:test:record|",
        "Patient?birthdate={prefix:date}{birth}", "Patient?birthdate={prefix:date}{birth}&family={family}", "Patient?_security=urn:label:a|x", "Patient?_security=urn:label:a|", "Patient?_security:not=urn:label:a|x",
        "Patient?_has:Observation:patient:code={code}", "Patient?_has:Condition:subject:code={condition}&gender=female", "Patient?address-postalcode=0{n}",
        "Observation?", "Observation?patient={patientId}", "Observation?subject=Patient/{patientId}", "Observation?subject:Patient={patientId}", "Observation?patient={patientId}&code={code}",
        "Observation?patient={patientId},{patientId}&code={code},{code}", "Observation?patient={patientId}&category=vital-signs&date={prefix:date}{date}", "Observation?patient={patientId}&date={prefix:date}{date}&date={prefix:date}{date}",
        "Observation?code=http://loinc.org|{code}", "Observation?code=http://loinc.org|", "Observation?code=|{code}", "Observation?code:not={code}", "Observation?combo-code={code}", "Observation?component-code={code}",
        "Observation?code={code}&status=final&category=laboratory", "Observation?date={prefix:date}{date}", "Observation?date:missing=true", "Observation?value-quantity={prefix:date}{value}",
        "Observation?value-quantity={prefix:date}{value}|http://unitsofmeasure.org|/min", "Observation?value-quantity={prefix:date}{value}||/min", "Observation?combo-value-quantity={prefix:date}{value}",
        "Observation?value-quantity={prefix:date}{value}|http://unitsofmeasure.org|/s", "Observation?value-quantity=lt300|http://unitsofmeasure.org|/h", "Observation?code-value-quantity={code}$lt300|http://unitsofmeasure.org|/h",
        "Observation?code-value-quantity={code}${prefix:date}{value}", "Observation?combo-code-value-quantity={code}${prefix:date}{value}", "Observation?component-code-value-quantity=http://loinc.org|{code}${prefix:date}{value}",
        "Observation?patient.family={family}", "Observation?patient.birthdate={prefix:date}{birth}&code={code}", "Observation?subject:Patient.gender=female", "Observation?encounter.patient.family={family}",
        "Observation?encounter:missing=false", "Observation?patient:missing=false", "Observation?encounter.date={prefix:date}{date}",
        "Condition?code={condition}", "Condition?code={condition},{condition}&patient={patientId}", "Condition?onset-date={prefix:date}{date}", "Condition?recorded-date:missing=true&patient={patientId}",
        "Encounter?date={prefix:date}{date}", "Encounter?patient={patientId}&date={prefix:date}{date}", "Encounter?class=AMB", "Encounter?_has:Observation:encounter:code={code}",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_kind_of_criterion_finds_what_plain_looking_finds(int seed)
    {
        var clinic = new RandomClinic(seed);
        var model = new SearchModel();
        await FillAsync(clinic, model, 250);
        Compare(clinic, model);
        await SettleAsync();
        Compare(clinic, model);
        await FillAsync(clinic, model, 120);
        Compare(clinic, model);
        await ReopenAsync();
        Compare(clinic, model);
    }

    [Fact]
    public async Task Pages_in_any_order_are_complete_and_sorted()
    {
        var clinic = new RandomClinic(4);
        var model = new SearchModel();
        await FillAsync(clinic, model, 300);
        foreach (var settled in new[] { false, true })
        {
            if (settled)
                await SettleAsync();
            foreach (var sort in new[] { "date", "-date", "_lastUpdated", "-_lastUpdated", "code", "-code", "value-quantity", "-value-quantity", "-status,date", "_id" })
                foreach (var filter in new[] { "", "patient=p1", "code=8867-4", "patient=p1&code=8867-4" })
                {
                    var query = filter.Length == 0 ? $"_sort={sort}" : $"{filter}&_sort={sort}";
                    var whole = Find("Observation", query);
                    Assert.Equal(model.Find(Parse("Observation", filter)), whole.Order(StringComparer.Ordinal));
                    Assert.Equal(whole, Find("Observation", query, 3));
                    AssertSorted(query, sort, whole);
                }
        }
    }

    [Theory]
    [InlineData("-value-quantity")]
    [InlineData("value-quantity")]
    public async Task A_page_may_end_with_the_last_row_that_has_a_value(string sort)
    {
        await WriteAsync([.. Enumerable.Range(0, 6).Select(i =>
        {
            var observation = Samples.Observation($"o{i}", "p1", value: i);
            if (i >= 3)
                observation.Remove("valueQuantity");
            return Drafts.Create(observation, Drafts.Start.AddSeconds(i));
        })]);
        Assert.Equal(Find("Observation", $"_sort={sort}"), Find("Observation", $"_sort={sort}", 3));
        Assert.Equal(6, Find("Observation", $"_sort={sort}&status=final", 1).Count);
    }

    [Theory]
    [InlineData("-identifier")]
    [InlineData("identifier")]
    [InlineData("-name")]
    [InlineData("name,-identifier")]
    public async Task Any_letter_can_stand_where_a_page_ends(string sort)
    {
        string[] records = ["O\u2019Brian", "O'Brien", "O\u2013B", "\u20ac5", "\U0001F600", "a", "\uffee", ""];
        await WriteAsync([.. records.Select((record, i) => Drafts.Create(Samples.Patient($"p{i}", record + "x", record: record.Length == 0 ? "z" : record)))]);
        var whole = Find("Patient", $"_sort={sort}");
        Assert.Equal(records.Length, whole.Count);
        Assert.Equal(whole, Find("Patient", $"_sort={sort}", 1));
    }

    [Fact]
    public async Task Paging_loses_nothing_while_others_write()
    {
        for (var i = 0; i < 40; i++)
            await WriteAsync([.. Enumerable.Range(0, 10).Select(j => Drafts.Create(Samples.Observation($"o{(i * 10) + j}", "p1", at: $"2024-01-{1 + (i % 28):00}T10:00:00Z")))]);
        var added = 0;
        foreach (var query in new[] { "", "patient=p1", "patient=p1&_sort=-date", "_sort=date", "date=ge2024-01-10" })
        {
            var before = Find("Observation", query).ToHashSet();
            var paged = new List<string>();
            var plan = Plan("Observation", query, 25);
            for (var (page, round) = (Store.Search(plan, Stop), 0); ; round++)
            {
                paged.AddRange(page.Rows.Select(row => row.Id));
                if (page.NextCursor is null)
                    break;
                await WriteAsync(Drafts.Create(Samples.Observation($"new{added++}", "p1", at: "2024-01-15T00:00:00Z")));
                if (round % 4 == 1)
                    await SettleAsync();
                page = Store.Search(plan with { Cursor = page.NextCursor }, Stop);
            }
            Assert.Equal(paged.Count, paged.Distinct().Count());
            Assert.Subset(paged.ToHashSet(), before);
        }
    }

    [Fact]
    public async Task A_page_token_tells_nothing_and_serves_its_own_search_only()
    {
        await WriteAsync([.. Enumerable.Range(0, 5).Select(i => Drafts.Create(Samples.Patient($"p{i}")))]);
        var plan = Plan("Patient", "family=Testperson", 2);
        var token = Store.Search(plan, Stop).NextCursor!;
        Assert.DoesNotContain("p", Convert.ToHexString(Convert.FromBase64String(Base64(token))), StringComparison.Ordinal);
        Assert.Throws<PageTokenException>(() => Store.Search(Plan("Patient", "family=Other", 2) with { Cursor = token }, Stop));
        Assert.Throws<PageTokenException>(() => Store.Search(plan with { Cursor = token[..^2] + "AA" }, Stop));
        Assert.Throws<PageTokenException>(() => Store.Search(plan with { Cursor = "not a token" }, Stop));
    }

    [Fact]
    public async Task Counts_agree_with_pages_and_stop_at_the_cap()
    {
        var clinic = new RandomClinic(5);
        await FillAsync(clinic, new SearchModel(), 200);
        foreach (var query in new[] { "", "patient=p1", "code=8867-4", "date=ge2023", "patient=p1&code=8867-4", "patient.family=smith" })
        {
            var all = Find("Observation", query).Count;
            Assert.Equal(new SearchCount(all, true), Store.Count(Plan("Observation", query), 100_000, Stop));
            if (all > 2)
                Assert.Equal(new SearchCount(2, false), Store.Count(Plan("Observation", query), 2, Stop));
        }
    }

    [Fact]
    public async Task References_are_followed_both_ways()
    {
        await WriteAsync(Drafts.Create(Samples.Patient("p1")), Drafts.Create(Samples.Patient("p2")), Drafts.Create(Samples.Observation("o1", "p1")), Drafts.Create(Samples.Observation("o2", "p1")),
            Drafts.Create(Samples.Observation("o3", "p2")), Drafts.Create(Samples.Condition("c1", "p1", "I10", "2024")));
        var observations = new[] { Store.Read("Observation", "o1")!, Store.Read("Observation", "o2")! };
        Assert.Equal(["p1"], Ids(Store.Include(observations, "Observation", "patient", null, 10)));
        Assert.Equal(["p1"], Ids(Store.Include(observations, "Observation", "subject", "Patient", 10)));
        Assert.Empty(Store.Include(observations, "Observation", "subject", "Group", 10));
        Assert.Equal(["o1", "o2"], Ids(Store.ReverseInclude([Store.Read("Patient", "p1")!], "Observation", "patient", 10)));
        Assert.Equal(["c1"], Ids(Store.ReverseInclude([Store.Read("Patient", "p1")!, Store.Read("Patient", "p2")!], "Condition", "subject", 10)));
        Assert.Single(Store.ReverseInclude([Store.Read("Patient", "p1")!], "Observation", "patient", 1));
        await WriteAsync(Drafts.Delete(Store.Read("Observation", "o1")!));
        Assert.Equal(["o2"], Ids(Store.ReverseInclude([Store.Read("Patient", "p1")!], "Observation", "patient", 10)));
    }

    [Fact]
    public async Task Filters_decide_rows_and_searches_alike()
    {
        var clinic = new RandomClinic(6);
        await FillAsync(clinic, new SearchModel(), 200);
        var compiled = Store.Compiler.CompilePredicate("Observation", Parse("Observation", "category=vital-signs&status=final").Criteria);
        Assert.Null(compiled.Verify);
        var plan = Plan("Observation", "") with { Where = compiled.Predicate! };
        var allowed = Store.Search(plan, Stop).Rows.Select(row => row.Id).ToHashSet();
        foreach (var row in Store.Search(Plan("Observation", ""), Stop).Rows)
        {
            Assert.Equal(allowed.Contains(row.Id), PredicateEvaluator.Holds(compiled.Predicate!, row.Entries));
            Assert.Equal(allowed.Contains(row.Id), Store.Matches(row, compiled.Predicate!));
        }
        Assert.NotEmpty(Store.Compiler.CompilePredicate("Observation", Parse("Observation", "patient.name=x").Criteria).Issues);
        Assert.NotEmpty(Store.Compiler.CompilePredicate("Observation", Parse("Observation", "_id=x").Criteria).Issues);
    }

    [Fact]
    public async Task Labels_and_compartments_are_predicates()
    {
        JsonObject Labelled(string id, params string[] codes)
        {
            var observation = Samples.Observation(id, id == "o4" ? "p2" : "p1");
            observation["meta"] = new JsonObject { ["security"] = new JsonArray([.. codes.Select(code => new JsonObject { ["system"] = "urn:dept", ["code"] = code })]) };
            return observation;
        }
        await WriteAsync(Drafts.Create(Samples.Observation("o1", "p1")), Drafts.Create(Labelled("o2", "psych")), Drafts.Create(Labelled("o3", "psych", "derm")), Drafts.Create(Labelled("o4", "derm")),
            Drafts.Create(Samples.Patient("p1")));
        Assert.Equal(["o2", "o3", "o4"], Where(Store.Compiler.HasSecurityLabel("Observation", "urn:dept", null)));
        Assert.Equal(["o2", "o3"], Where(Store.Compiler.HasSecurityLabel("Observation", "urn:dept", "psych")));
        Assert.Equal(["o3", "o4"], Where(Store.Compiler.HasOtherSecurityLabel("Observation", "urn:dept", ["psych"])));
        Assert.Equal(["o1", "o2"], Where(new Not(Store.Compiler.HasOtherSecurityLabel("Observation", "urn:dept", ["psych"])), "p1"));
        Assert.Equal(["o1", "o2", "o3"], Where(Store.Compiler.InPatientCompartment("Patient/p1")));
        await SettleAsync();
        Assert.Equal(["o4"], Where(Store.Compiler.InPatientCompartment("Patient/p2")));
        Assert.Equal(["p1"], Ids(Store.Search(Plan("Patient", "") with { Where = Store.Compiler.InPatientCompartment("Patient/p1") }, Stop).Rows));
    }

    [Fact]
    public async Task A_cancelled_search_stops()
    {
        await WriteAsync([.. Enumerable.Range(0, 300).Select(i => Drafts.Create(Samples.Observation($"o{i}", "p1")))]);
        Assert.Throws<OperationCanceledException>(() => Store.Search(Plan("Observation", "status:not=final"), new CancellationToken(true)));
    }

    private List<string> Where(Predicate predicate, string? patient = null) =>
        Ids(Store.Search(Plan("Observation", patient is null ? "" : $"patient={patient}") is var plan ? plan with { Where = new AllOf([plan.Where, predicate]) } : null!, Stop).Rows);

    private static List<string> Ids(IEnumerable<StoredVersion> rows) => [.. rows.Select(row => row.Id).Order(StringComparer.Ordinal)];

    private static string Base64(string url) => url.Replace('-', '+').Replace('_', '/').PadRight((url.Length + 3) / 4 * 4, '=');

    private async Task FillAsync(RandomClinic clinic, SearchModel model, int writes)
    {
        for (var i = 0; i < writes; i++)
        {
            var resource = clinic.Resource();
            var (type, id) = ((string)resource["resourceType"]!, (string)resource["id"]!);
            var current = Store.Read(type, id);
            var at = Drafts.Start.AddSeconds(clinic.Below(50));
            var draft = current is null ? Drafts.Create(resource, at) : !current.IsDeleted && clinic.Below(8) == 0 ? Drafts.Delete(current, at) : Drafts.Update(current, resource, at);
            await WriteAsync(draft);
            model.Apply(draft);
        }
    }

    private void Compare(RandomClinic clinic, SearchModel model)
    {
        foreach (var template in s_queries)
        {
            var query = Fill(clinic, template);
            var parts = query.Split('?', 2);
            Assert.True(model.Find(Parse(parts[0], parts[1])).SequenceEqual(Find(parts[0], parts[1], clinic.Below(2) == 0 ? 1000 : 7).Order(StringComparer.Ordinal)), query);
        }
    }

    private static string Fill(RandomClinic clinic, string template)
    {
        var query = template;
        foreach (var (name, make) in new (string, Func<string>)[]
        {
            ("{patientId}", () => $"p{clinic.Below(RandomClinic.Patients)}"), ("{family}", clinic.Family), ("{prefix}", () => clinic.Pick("s", "sm", "smi", "smith", "smiths", "smitherson v", "ab", "o'br", "munoz", "qq")),
            ("{middle}", () => clinic.Pick("mit", "erso", "bern", "be", "zzz")), ("{n}", () => $"{clinic.Below(20)}"), ("{prefix:date}", () => clinic.Pick("", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")),
            ("{birth}", () => clinic.Date(1930, 80)), ("{date}", () => clinic.Date(2021, 5)), ("{code}", clinic.Code), ("{condition}", clinic.ConditionCode), ("{value}", () => clinic.Pick("0", "2.5", "5", "5.0", "7.25", "9")),
        })
            for (var at = query.IndexOf(name, StringComparison.Ordinal); at >= 0; at = query.IndexOf(name, StringComparison.Ordinal))
                query = query[..at] + make() + query[(at + name.Length)..];
        return query;
    }

    private void AssertSorted(string query, string sort, List<string> ids)
    {
        var rows = ids.ConvertAll(id => JsonNode.Parse(Store.Read("Observation", id)!.Open().Span)!);
        Func<JsonNode, string?>? key = sort.TrimStart('-') switch
        {
            "date" => row => (string?)row["effectiveDateTime"],
            "code" => row => (string?)row["code"]!["coding"]![0]!["code"],
            "_id" => row => (string?)row["id"],
            _ => null,
        };
        if (key is null)
            return;
        var keys = rows.Select(key).ToList();
        var present = keys.TakeWhile(value => value is not null).ToList();
        Assert.All(keys.Skip(present.Count), Assert.Null);
        var expected = sort[0] == '-' ? present.OrderDescending(StringComparer.Ordinal) : present.Order(StringComparer.Ordinal);
        Assert.True(expected.SequenceEqual(present), query);
    }
}
