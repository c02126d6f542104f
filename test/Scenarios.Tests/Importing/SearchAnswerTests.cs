using System.Globalization;
using System.Text.Json;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Importing;

/// <summary>Searches of the imported record, each against the answer that is computed straight from the files.</summary>
public sealed class SearchAnswerTests(ImportedClinic clinic)
{
    private const string Loinc = "http://loinc.org";
    private const string Height = Loinc + "|8302-2";

    private SyntheaRecord Record => clinic.Record;

    [Fact]
    public async Task Patients_by_name_date_identifier_gender_and_place()
    {
        await clinic.ReadyAsync();
        foreach (var family in Record.ByType["Patient"].Values.SelectMany(patient => SyntheaRecord.Texts(patient, "name", "family")).Distinct().Where(IsAscii).Take(8))
        {
            await SameAsync("Patient", $"family={family[..3]}", patient => Names(patient, "family").Any(name => Fold(name).StartsWith(Fold(family[..3]), StringComparison.Ordinal)));
            await SameAsync("Patient", $"family:exact={Uri.EscapeDataString(family)}", patient => Names(patient, "family").Contains(family));
            await SameAsync("Patient", $"family:exact={Uri.EscapeDataString(family.ToUpperInvariant())}", patient => Names(patient, "family").Contains(family.ToUpperInvariant()));
            await SameAsync("Patient", $"family={Uri.EscapeDataString(family.ToUpperInvariant())}", patient => Names(patient, "family").Any(name => Fold(name).StartsWith(Fold(family), StringComparison.Ordinal)));
        }
        await SameAsync("Patient", "name:contains=an", patient => AllNames(patient).Any(name => Fold(name).Contains("an", StringComparison.Ordinal)));
        await SameAsync("Patient", "name:contains=err", patient => AllNames(patient).Any(name => Fold(name).Contains("err", StringComparison.Ordinal)));
        await SameAsync("Patient", "name=a&name=b", patient => AllNames(patient).Any(name => Fold(name).StartsWith('a')) && AllNames(patient).Any(name => Fold(name).StartsWith('b')));
        await SameAsync("Patient", "given=a,b,c", patient => Names(patient, "given").Any(name => "abc".Contains(Fold(name)[0], StringComparison.Ordinal)));
        await SameAsync("Patient", "address-city=bos", patient => SyntheaRecord.Texts(patient, "address", "city").Any(city => Fold(city).StartsWith("bos", StringComparison.Ordinal)));
        await SameAsync("Patient", "address-state=ma", patient => SyntheaRecord.Texts(patient, "address", "state").Any(state => Fold(state).StartsWith("ma", StringComparison.Ordinal)));
        await SameAsync("Patient", "gender=female", patient => SyntheaRecord.Text(patient, "gender") == "female");
        await SameAsync("Patient", "gender:not=female", patient => SyntheaRecord.Text(patient, "gender") != "female");
        await SameAsync("Patient", "death-date:missing=false", patient => SyntheaRecord.Text(patient, "deceasedDateTime") is not null);
        await SameAsync("Patient", "death-date:missing=true", patient => SyntheaRecord.Text(patient, "deceasedDateTime") is null);
    }

    [Fact]
    public async Task Patients_by_birth_date()
    {
        await clinic.ReadyAsync();
        var dates = Record.ByType["Patient"].Values.Select(patient => SyntheaRecord.Text(patient, "birthDate")!).ToList();
        foreach (var date in dates.Take(6))
        {
            await SameAsync("Patient", $"birthdate={date}", patient => SyntheaRecord.Text(patient, "birthDate") == date);
            await SameAsync("Patient", $"birthdate={date[..4]}", patient => SyntheaRecord.Text(patient, "birthDate")!.StartsWith(date[..4], StringComparison.Ordinal));
            await SameAsync("Patient", $"birthdate={date[..7]}", patient => SyntheaRecord.Text(patient, "birthDate")!.StartsWith(date[..7], StringComparison.Ordinal));
        }
        await SameAsync("Patient", "birthdate=ge1980-01-01&birthdate=lt1990-01-01", patient => string.CompareOrdinal(SyntheaRecord.Text(patient, "birthDate"), "1980") > 0 && string.CompareOrdinal(SyntheaRecord.Text(patient, "birthDate"), "1990") < 0);
        await SameAsync("Patient", $"birthdate=le{dates[0]}", patient => string.CompareOrdinal(SyntheaRecord.Text(patient, "birthDate"), dates[0]) <= 0);
        await SameAsync("Patient", $"birthdate=gt{dates[0]}", patient => string.CompareOrdinal(SyntheaRecord.Text(patient, "birthDate"), dates[0]) > 0);
        await SameAsync("Patient", $"birthdate=ne{dates[0]}", patient => SyntheaRecord.Text(patient, "birthDate") != dates[0]);
    }

    [Fact]
    public async Task Resources_of_a_patient_by_every_form_of_the_reference()
    {
        await clinic.ReadyAsync();
        foreach (var patient in Record.ByType["Patient"].Keys.Take(5))
        {
            var id = patient.Split('/')[1];
            foreach (var form in new[] { $"patient={id}", $"patient={patient}", $"subject={patient}", $"subject:Patient={id}", $"subject={Uri.EscapeDataString($"{clinic.Running.Address}fhir/{patient}")}" })
                await SameAsync("Observation", form, observation => Record.Targets(observation, "subject").Contains(patient));
            foreach (var type in new[] { "Condition", "Encounter", "Procedure", "MedicationRequest" })
                await SameAsync(type, $"patient={id}", resource => Record.Targets(resource, "subject").Contains(patient));
            await SameAsync("Claim", $"patient={id}", claim => Record.Targets(claim, "patient").Contains(patient));
            await SameAsync("Immunization", $"patient={id}", immunization => Record.Targets(immunization, "patient").Contains(patient));
        }
    }

    [Fact]
    public async Task Tokens_with_and_without_a_system_alternatives_and_negation()
    {
        await clinic.ReadyAsync();
        await SameAsync("Observation", $"code={Height}", observation => HasCode(observation, Loinc, "8302-2"));
        await SameAsync("Observation", "code=8302-2", observation => HasCode(observation, null, "8302-2"));
        await SameAsync("Observation", "code=http://example.org|8302-2", _ => false);
        await SameAsync("Observation", "code=|8302-2", _ => false);
        await SameAsync("Observation", $"code={Height},{Loinc}|29463-7", observation => HasCode(observation, Loinc, "8302-2") || HasCode(observation, Loinc, "29463-7"));
        await SameAsync("MedicationRequest", "status=active", request => SyntheaRecord.Text(request, "status") == "active");
        await SameAsync("MedicationRequest", "status:not=active", request => SyntheaRecord.Text(request, "status") != "active");
        await SameAsync("Condition", "clinical-status=active", condition => SyntheaRecord.Texts(condition, "clinicalStatus", "coding", "code").Contains("active"));
        await SameAsync("Condition", "abatement-date:missing=true", condition => !condition.EnumerateObject().Any(member => member.Name.StartsWith("abatement", StringComparison.Ordinal)));
        await SameAsync("Condition", "abatement-date:missing=false", condition => condition.EnumerateObject().Any(member => member.Name.StartsWith("abatement", StringComparison.Ordinal)));
        await SameAsync("Encounter", "class=AMB", encounter => SyntheaRecord.Text(encounter.GetProperty("class"), "code") == "AMB");
        foreach (var identifier in Record.ByType["Patient"].Values.Take(4).SelectMany(patient => patient.GetProperty("identifier").EnumerateArray()))
        {
            var (system, value) = (SyntheaRecord.Text(identifier, "system"), SyntheaRecord.Text(identifier, "value")!);
            await SameAsync("Patient", $"identifier={system}|{value}", patient => HasIdentifier(patient, system, value));
            await SameAsync("Patient", $"identifier={value}", patient => HasIdentifier(patient, null, value));
        }
    }

    [Fact]
    public async Task Dates_of_instants_and_periods()
    {
        await clinic.ReadyAsync();
        foreach (var year in new[] { 2012, 2016, 2019 })
        {
            var (low, high) = (Start(year), Start(year + 1));
            await SameAsync("Observation", $"date=ge{year}-01-01&date=lt{year + 1}-01-01&code={Height}", observation => HasCode(observation, Loinc, "8302-2") && Effective(observation) is { } at && at >= low && at < high);
            await SameAsync("Observation", $"date={year}&code={Height}", observation => HasCode(observation, Loinc, "8302-2") && Effective(observation) is { } at && at >= low && at < high);
            // Periods across the turn of a year are where readings of the specification differ.
            var straddling = Record.ByType["Encounter"].Values.Count(encounter => Period(encounter) is var (start, end) && start < low && end >= low);
            if (straddling == 0)
                await SameAsync("Encounter", $"date=lt{year}-01-01", encounter => Period(encounter).Start < low);
            await SameAsync("Encounter", $"date={year}", encounter => Period(encounter) is var (start, end) && start >= low && end < high);
        }
        var one = Record.ByType["Observation"].Values.First(observation => Effective(observation) is not null);
        var text = SyntheaRecord.Text(one, "effectiveDateTime")!;
        await SameAsync("Observation", $"date={Uri.EscapeDataString(text)}", observation => Effective(observation) == Effective(one));
        await SameAsync("Observation", $"date=gt{Uri.EscapeDataString(text)}&code={Height}", observation => HasCode(observation, Loinc, "8302-2") && Effective(observation) > Effective(one));
    }

    [Fact]
    public async Task Quantities_with_and_without_a_unit()
    {
        await clinic.ReadyAsync();
        await SameAsync("Observation", $"code={Height}&value-quantity=gt150|http://unitsofmeasure.org|cm", observation => HasCode(observation, Loinc, "8302-2") && Quantity(observation) > 150);
        await SameAsync("Observation", $"code={Height}&value-quantity=lt150||cm", observation => HasCode(observation, Loinc, "8302-2") && Quantity(observation) < 150);
        await SameAsync("Observation", $"code={Height}&value-quantity=ge150", observation => HasCode(observation, Loinc, "8302-2") && Quantity(observation) >= 150);
        await SameAsync("Observation", $"code={Height}&value-quantity=gt150|http://unitsofmeasure.org|kg", _ => false);
    }

    [Fact]
    public async Task Chains_and_reverse_chains()
    {
        await clinic.ReadyAsync();
        var women = Record.Where("Patient", patient => SyntheaRecord.Text(patient, "gender") == "female");
        var old = Record.Where("Patient", patient => string.CompareOrdinal(SyntheaRecord.Text(patient, "birthDate"), "1960") < 0);
        var family = SyntheaRecord.Texts(Record.ByType["Patient"].Values.First(), "name", "family").First();
        await SameAsync("Condition", "patient.gender=female", condition => Record.Targets(condition, "subject").Any(women.Contains));
        await SameAsync("Procedure", "subject:Patient.birthdate=lt1960-01-01", procedure => Record.Targets(procedure, "subject").Any(old.Contains));
        await SameAsync("Observation", $"code={Height}&patient.family={Uri.EscapeDataString(family)}", observation =>
            HasCode(observation, Loinc, "8302-2") && Record.Targets(observation, "subject").Any(patient => Names(Record.All[patient], "family").Any(name => Fold(name).StartsWith(Fold(family), StringComparison.Ordinal))));
        foreach (var code in Record.ByType["Condition"].Values.SelectMany(condition => SyntheaRecord.Texts(condition, "code", "coding", "code")).CountBy(code => code).OrderByDescending(pair => pair.Value).Take(4).Select(pair => pair.Key))
        {
            var having = Record.ByType["Condition"].Values.Where(condition => HasCode(condition, null, code)).SelectMany(condition => Record.Targets(condition, "subject")).ToHashSet(StringComparer.Ordinal);
            await SameReferencesAsync("Patient", $"_has:Condition:patient:code={code}", having);
            having.IntersectWith(women);
            await SameReferencesAsync("Patient", $"_has:Condition:patient:code={code}&gender=female", having);
        }
    }

    [Fact]
    public async Task Includes_and_reverse_includes()
    {
        await clinic.ReadyAsync();
        foreach (var patient in Record.ByType["Patient"].Keys.Where(patient => Record.Where("MedicationRequest", request => Record.Targets(request, "subject").Contains(patient)).Count is > 0 and < 20).Take(4))
        {
            var id = patient.Split('/')[1];
            var requests = Record.Where("MedicationRequest", request => Record.Targets(request, "subject").Contains(patient));
            var included = requests.SelectMany(request => Record.Targets(Record.All[request], "encounter").Concat(Record.Targets(Record.All[request], "subject"))).ToHashSet(StringComparer.Ordinal);
            await SameRowsAsync($"MedicationRequest?patient={id}&_include=MedicationRequest:encounter&_include=MedicationRequest:subject&_count=500", requests, included);
            var encounters = Record.Where("Encounter", encounter => Record.Targets(encounter, "subject").Contains(patient));
            var conditions = Record.Where("Condition", condition => Record.Targets(condition, "encounter").Any(encounters.Contains));
            await SameRowsAsync($"Encounter?patient={id}&_revinclude=Condition:encounter&_count=500", encounters, conditions);
            await SameRowsAsync($"Patient?_id={id}&_revinclude=MedicationRequest:patient", [patient], requests);
        }
    }

    [Theory]
    [InlineData("date", 17)]
    [InlineData("-date", 17)]
    [InlineData("-date", 100)]
    public async Task Sorted_pages_give_every_row_once_and_in_order(string sort, int count)
    {
        await clinic.ReadyAsync();
        foreach (var patient in Record.ByType["Patient"].Keys.Take(3))
        {
            var expected = Record.ByType["Observation"].Where(pair => Record.Targets(pair.Value, "subject").Contains(patient)).ToDictionary(pair => pair.Key, pair => Effective(pair.Value)!.Value, StringComparer.Ordinal);
            var rows = await clinic.Door.AllAsync($"fhir/Observation?patient={patient.Split('/')[1]}&_sort={sort}&_count={count}");
            Assert.Equal(expected.Count, rows.Count);
            Assert.Equal(expected.Count, rows.Distinct().Count());
            var times = rows.Select(row => expected[row]).ToList();
            Assert.Equal(sort[0] == '-' ? times.OrderDescending() : times.Order(), times);
        }
    }

    [Fact]
    public async Task Pages_without_an_order_give_every_row_once()
    {
        await clinic.ReadyAsync();
        var rows = await clinic.Door.AllAsync("fhir/Encounter?_count=93");
        Assert.Equal(Record.ByType["Encounter"].Keys.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        Assert.Equal(rows.Count, (await clinic.Door.GetAsync("fhir/Encounter?_count=1&_total=accurate")).Total);
    }

    private Task SameAsync(string type, string query, Func<JsonElement, bool> condition) => SameReferencesAsync(type, query, Record.Where(type, condition));

    private async Task SameReferencesAsync(string type, string query, HashSet<string> expected)
    {
        var pages = await clinic.Door.PagesAsync($"fhir/{type}?{query}&_count=400&_total=accurate");
        var found = pages.SelectMany(page => page.References).ToList();
        Assert.True(found.Count == found.Distinct().Count(), $"{type}?{query}: a row came twice");
        Assert.True(expected.SetEquals(found), $"{type}?{query}: {expected.Count} were expected, {found.Count} came; missing {string.Join(' ', expected.Except(found).Take(3))}; too many {string.Join(' ', found.Except(expected).Take(3))}");
        Assert.True(pages[0].Total == expected.Count, $"{type}?{query}: the total is {pages[0].Total} for {expected.Count}");
    }

    private async Task SameRowsAsync(string query, HashSet<string> matches, HashSet<string> included)
    {
        var reply = (await clinic.Door.GetAsync("fhir/" + query)).Expect(200);
        foreach (var (mode, expected) in new[] { ("match", matches), ("include", included) })
        {
            var found = reply.Entries.Where(entry => (string?)entry["search"]!["mode"] == mode).Select(entry => Reply.Reference(entry["resource"]!.AsObject())).ToList();
            Assert.True(found.Count == expected.Count && expected.SetEquals(found), $"{query}: {mode}: {expected.Count} were expected, {found.Count} came");
        }
    }

    private static bool HasCode(JsonElement resource, string? system, string code) =>
        SyntheaRecord.At(resource, "code", "coding").Any(coding => SyntheaRecord.Text(coding, "code") == code && (system is null || SyntheaRecord.Text(coding, "system") == system));

    private static bool HasIdentifier(JsonElement resource, string? system, string value) =>
        SyntheaRecord.At(resource, "identifier").Any(identifier => SyntheaRecord.Text(identifier, "value") == value && (system is null || SyntheaRecord.Text(identifier, "system") == system));

    private static IEnumerable<string> Names(JsonElement patient, string part) => SyntheaRecord.Texts(patient, "name", part);

    private static IEnumerable<string> AllNames(JsonElement patient) => new[] { "family", "given", "prefix", "suffix", "text" }.SelectMany(part => Names(patient, part));

    private static decimal? Quantity(JsonElement observation) => observation.TryGetProperty("valueQuantity", out var quantity) ? quantity.GetProperty("value").GetDecimal() : null;

    private static DateTimeOffset? Effective(JsonElement observation) => SyntheaRecord.Text(observation, "effectiveDateTime") is { } text ? Time(text) : null;

    private static (DateTimeOffset Start, DateTimeOffset End) Period(JsonElement encounter) =>
        (Time(SyntheaRecord.Text(encounter.GetProperty("period"), "start")!), Time(SyntheaRecord.Text(encounter.GetProperty("period"), "end")!));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static DateTimeOffset Start(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static bool IsAscii(string text) => text.All(char.IsAscii);

    private static string Fold(string text) => string.Concat(text.ToLowerInvariant().Select(letter => "áàâäã".Contains(letter, StringComparison.Ordinal) ? 'a' : "éèêë".Contains(letter, StringComparison.Ordinal) ? 'e'
        : "íìîï".Contains(letter, StringComparison.Ordinal) ? 'i' : "óòôöõ".Contains(letter, StringComparison.Ordinal) ? 'o' : "úùûü".Contains(letter, StringComparison.Ordinal) ? 'u' : letter == 'ñ' ? 'n' : letter));
}
