using System.Globalization;
using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Fhir.Search.Extraction;

namespace Carewright.Fhir.Tests.Search;

public sealed class SearchExtractorTests
{
    /// <summary>
    /// Where a published expression reaches a data type that the table of its parameter type does not name, so that nothing is extracted. Each is a flaw of the published definitions or plainly unsearchable.
    /// </summary>
    private static readonly string[] s_unconvertible =
    [
    ];

    internal static ResourceDocument Parse(string json)
    {
        var outcome = ResourceDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Empty(outcome.Issues);
        return outcome.Document!;
    }

    private static string[] Values(string json, string code)
    {
        var document = Parse(json);
        return [.. SearchExtractor.Extract(document).Where(value => value.Parameter.Code == code).Select(Show)];
    }

    internal static string Show(SearchValue value)
    {
        var parts = new List<string?> { value.System, value.Text, value.Display };
        if (value.Kind == SearchKind.Date)
            parts = [Date(value.Low), Date(value.High)];
        else if (value.Kind is SearchKind.Number or SearchKind.Quantity or SearchKind.Position)
            parts.AddRange([value.NumberLow.ToString(CultureInfo.InvariantCulture), value.NumberHigh.ToString(CultureInfo.InvariantCulture)]);
        var place = value.Component == 0 ? "" : $"{value.Group}.{value.Component} ";
        return place + value.Kind + " " + string.Join(" ", parts.Select(part => part ?? "-"));
    }

    private static string Date(long micros) => micros switch
    {
        long.MinValue => "start",
        long.MaxValue => "end",
        _ => DateTime.UnixEpoch.AddTicks(micros * 10).ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture),
    };

    [Fact]
    public void A_patient_is_found_by_what_identifies_it()
    {
        const string Json = """
            {"resourceType":"Patient","id":"p1","meta":{"versionId":"1","lastUpdated":"2020-01-02T03:04:05Z","source":"urn:src","profile":["http://p|1.0"],"tag":[{"system":"s","code":"t","display":"Tag"}]},
             "identifier":[{"type":{"coding":[{"system":"http://v2","code":"MR"}],"text":"Record"},"system":"urn:mrn","value":"12"}],
             "name":[{"use":"official","text":"Dr. A. Ångström","family":"Ångström","given":["A","B"],"prefix":["Dr."]}],
             "telecom":[{"system":"phone","value":"555"},{"system":"email","value":"a@b"}],"gender":"female","birthDate":"1970-02",
             "address":[{"use":"home","line":["1 Main St"],"city":"X","postalCode":"01234"}],"generalPractitioner":[{"reference":"Practitioner/9/_history/2"},{"identifier":{"system":"npi","value":"7"}}]}
            """;
        Assert.Equal(["Token - p1 -"], Values(Json, "_id"));
        Assert.Equal(["Date 2020-01-02T03:04:05.000000 2020-01-02T03:04:05.999999"], Values(Json, "_lastUpdated"));
        Assert.Equal(["Uri - urn:src -"], Values(Json, "_source"));
        Assert.Equal(["Uri - http://p|1.0 -", "Uri - http://p -"], Values(Json, "_profile"));
        Assert.Equal(["Token s t Tag"], Values(Json, "_tag"));
        Assert.Equal(["Token urn:mrn 12 Record", "0.-1 Token http://v2 12 MR"], Values(Json, "identifier"));
        Assert.Equal(["String - Dr. A. Ångström -", "String - Ångström -", "String - A -", "String - B -", "String - Dr. -"], Values(Json, "name"));
        Assert.Equal(["String - Ångström -"], Values(Json, "family"));
        Assert.Equal(["Token - 555 -"], Values(Json, "phone"));
        Assert.Equal(["Token - a@b -"], Values(Json, "email"));
        Assert.Equal(["Token http://hl7.org/fhir/administrative-gender female -"], Values(Json, "gender"));
        Assert.Equal(["Date 1970-02-01T00:00:00.000000 1970-02-28T23:59:59.999999"], Values(Json, "birthdate"));
        Assert.Equal(["String - 1 Main St -", "String - X -", "String - 01234 -"], Values(Json, "address"));
        Assert.Equal(["Reference - Practitioner/9 -", "Reference - - npi|7"], Values(Json, "general-practitioner"));
        Assert.Equal(["Token - false -"], Values(Json, "deceased"));
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","deceasedBoolean":true}""", "true")]
    [InlineData("""{"resourceType":"Patient","deceasedBoolean":false}""", "false")]
    [InlineData("""{"resourceType":"Patient","deceasedDateTime":"2020"}""", "true")]
    public void Deceased_is_a_computed_token(string json, string expected) => Assert.Equal([$"Token - {expected} -"], Values(json, "deceased"));

    [Fact]
    public void An_observation_is_found_by_its_value_and_its_tuples()
    {
        const string Json = """
            {"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"55284-4"},{"system":"x","code":"bp"}],"text":"Blood pressure"},
             "subject":{"reference":"http://example.org/fhir/Patient/1"},"encounter":{"reference":"#e"},"effectivePeriod":{"start":"2020-01-01"},
             "component":[
              {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":120.0,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
              {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":80,"comparator":"<","unit":"mmHg"}},
              {"code":{"coding":[{"system":"http://loinc.org","code":"0-0"}]}}]}
            """;
        Assert.Equal(["Token http://loinc.org 55284-4 Blood pressure", "Token x bp Blood pressure"], Values(Json, "code"));
        Assert.Equal(["Reference - http://example.org/fhir/Patient/1 -"], Values(Json, "patient"));
        Assert.Empty(Values(Json, "encounter"));
        Assert.Equal(["Date 2020-01-01T00:00:00.000000 end"], Values(Json, "date"));
        Assert.Equal(
            ["Quantity http://unitsofmeasure.org mm[Hg] mmHg 120.0 120.0", "Quantity - mmHg - -79228162514264337593543950335 80"], Values(Json, "component-value-quantity"));
        Assert.Equal(
            [
                "1.1 Token http://loinc.org 8480-6 -", "1.2 Quantity http://unitsofmeasure.org mm[Hg] mmHg 120.0 120.0",
                "2.1 Token http://loinc.org 8462-4 -", "2.2 Quantity - mmHg - -79228162514264337593543950335 80",
            ],
            Values(Json, "component-code-value-quantity"));
        Assert.Empty(Values(Json, "code-value-quantity"));
    }

    [Fact]
    public void A_reference_is_kept_by_the_type_that_it_names()
    {
        const string Json = """
            {"resourceType":"Provenance","target":[{"reference":"Patient/1"},{"reference":"Device/2"},{"reference":"urn:uuid:3","type":"Patient"},{"reference":"urn:uuid:4"}],"recorded":"2020-01-01T00:00:00Z","agent":[{"who":{"display":"x"}}]}
            """;
        Assert.Equal(["Reference - Patient/1 -", "Reference - urn:uuid:3 -"], Values(Json, "patient"));
        Assert.Equal(4, Values(Json, "target").Length);
    }

    [Fact]
    public void Other_shapes_are_converted()
    {
        Assert.Equal(["Position - - - 42.25 -83.69"], Values("""{"resourceType":"Location","position":{"longitude":-83.69,"latitude":42.25}}""", "near"));
        Assert.Equal(["Number - - - 0.2 0.2"], Values("""{"resourceType":"RiskAssessment","status":"final","subject":{"reference":"Patient/1"},"prediction":[{"probabilityDecimal":0.2}]}""", "probability"));
        Assert.Equal(
            ["Quantity s a - 30 40"],
            Values("""{"resourceType":"Condition","subject":{"reference":"Patient/1"},"onsetRange":{"low":{"value":30,"system":"s","code":"a"},"high":{"value":40,"system":"s","code":"a"}}}""", "onset-age"));
        Assert.Equal(
            ["Quantity - mV - -4 104"],
            Values("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueSampledData":{"origin":{"value":100,"unit":"mV"},"period":1,"factor":2,"dimensions":1,"lowerLimit":-52,"data":"1 2 E L -3.5"}}""", "value-quantity"));
        Assert.Equal(
            ["Quantity urn:iso:std:iso:4217 USD - 12.50 12.50"],
            Values("""{"resourceType":"Invoice","status":"issued","totalNet":{"value":12.50,"currency":"USD"}}""", "totalnet"));
        Assert.Equal(["Reference - Composition/c -"], Values("""{"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Composition","id":"c"}},{"resource":{"resourceType":"Patient","id":"p"}}]}""", "composition"));
        Assert.Equal(
            ["Date 2020-01-01T00:00:00.000000 2020-03-31T23:59:59.999999"],
            Values("""{"resourceType":"CarePlan","status":"active","intent":"plan","subject":{"reference":"Patient/1"},"activity":[{"detail":{"status":"completed","scheduledTiming":{"event":["2020-01","2020-03"]}}}]}""", "activity-date"));
    }

    [Fact]
    public void One_parameter_alone_yields_what_it_yields_among_all()
    {
        var document = Parse("""{"resourceType":"Patient","name":[{"family":"A","given":["B"]}],"deceasedDateTime":"2020"}""");
        foreach (var parameter in FhirModel.R4.SearchParametersOf("Patient"))
        {
            var alone = new List<string>();
            SearchExtractor.Extract(document, parameter, (in SearchValue value) => alone.Add(Show(value)));
            Assert.Equal(SearchExtractor.Extract(document).Where(value => value.Parameter == parameter).Select(Show), alone);
        }
    }

    /// <summary>Follows every published expression through the definitions, with no data, and asks whether the type it ends at can be converted.</summary>
    [Fact]
    public void Every_parameter_ends_at_types_that_convert()
    {
        var evaluated = new List<string>();
        var unconvertible = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in FhirModel.R4.ResourceTypes)
        {
            foreach (var parameter in FhirModel.R4.SearchParametersOf(type.Name))
            {
                if (SearchKinds.Of(parameter) is not { } kind)
                    continue;
                var expression = SearchExpression.Parse(FhirModel.R4, parameter.Expression, type);
                Assert.True(expression.Paths.Count > 0 || expression.FhirPath is not null, $"{type.Name}.{parameter.Code} has no branch");
                if (expression.FhirPath is { } text)
                    evaluated.Add($"{type.Name}.{parameter.Code}: {text}");
                foreach (var path in expression.Paths)
                {
                    var ends = Ends(type, path).ToList();
                    Assert.True(ends.Count > 0, $"{type.Name}.{parameter.Code} reaches nothing");
                    if (kind != SearchKind.Composite && !ends.Exists(end => Converts(kind, end)))
                        unconvertible.Add($"{type.Name}.{parameter.Code} ({kind}): {string.Join(", ", ends)}");
                }
            }
        }
        Assert.Equal(["Patient.deceased: Patient.deceased.exists() and Patient.deceased != false"], evaluated);
        Assert.Equal(s_unconvertible, unconvertible);
    }

    private static IEnumerable<TypeDefinition> Ends(TypeDefinition type, SearchPath path)
    {
        IEnumerable<TypeDefinition> at = [type];
        foreach (var step in path.Steps)
        {
            at = step.Kind switch
            {
                SearchStepKind.Child => at.SelectMany(from => from.FindElement(step.Name!)?.Types ?? []).Select(to => to.Type),
                SearchStepKind.OfType => at.Where(from => from.IsSubtypeOf(step.Type!)),
                _ => at,
            };
        }
        return at.Distinct();
    }

    private static bool Converts(SearchKind kind, TypeDefinition type) => kind switch
    {
        SearchKind.Token => type.IsPrimitive || type.Name is "Coding" or "CodeableConcept" or "Identifier" or "ContactPoint",
        SearchKind.String => type.IsPrimitive || type.Name is "HumanName" or "Address",
        SearchKind.Reference => type.IsPrimitive || type.IsResource || type.Name == "Reference",
        SearchKind.Uri => type.IsPrimitive,
        SearchKind.Date => type.Primitive is PrimitiveKind.Date or PrimitiveKind.DateTime or PrimitiveKind.Instant or PrimitiveKind.String || type.Name is "Period" or "Timing",
        SearchKind.Number or SearchKind.Quantity => type.Primitive is PrimitiveKind.Decimal or PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt
            || type.IsSubtypeOf(FhirModel.R4.FindType("Quantity")!) || type.Name is "Money" or "Range" or "SampledData",
        _ => type.Name == "Location.position",
    };
}
