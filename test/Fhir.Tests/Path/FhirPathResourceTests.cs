using System.Buffers;
using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;

namespace Carewright.Fhir.Tests.Path;

/// <summary>Evaluation over resources: references, terminology, variables, extensions and the JSON form of results.</summary>
public sealed class FhirPathResourceTests
{
    private static readonly ResourceDocument s_bundle = FhirPathAssert.Parse("""
        {"resourceType":"Bundle","type":"collection","entry":[
          {"fullUrl":"http://example.org/fhir/Patient/p","resource":{"resourceType":"Patient","id":"p","gender":"female","birthDate":"1980-02","_birthDate":{"extension":[{"url":"http://example.org/x","valueBoolean":true}]},
            "maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M"}]}}},
          {"fullUrl":"urn:uuid:6f1c0b4e-0b6f-4a31-9a3c-0a1b2c3d4e5f","resource":{"resourceType":"Observation","id":"o","status":"final","code":{"text":"weight"},"subject":{"reference":"Patient/p"},
            "contained":[{"resourceType":"Practitioner","id":"dr","name":[{"family":"Example"}]}],"performer":[{"reference":"#dr"},{"reference":"Practitioner/elsewhere"}],
            "valueQuantity":{"value":70.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}},
          {"fullUrl":"http://example.org/fhir/Observation/p2","resource":{"resourceType":"Observation","id":"p2","status":"final","code":{"text":"x"},"subject":{"reference":"http://example.org/fhir/Patient/p"}}}]}
        """);

    [Theory]
    [InlineData("Bundle.entry.resource.ofType(Observation).subject.resolve().gender", "female")]
    [InlineData("Bundle.entry[1].resource.performer.resolve().name.family", "Example")]
    [InlineData("Bundle.entry[1].resource.performer[1].resolve().exists()", "false")]
    [InlineData("Bundle.entry[1].resource.performer.where(resolve() is Practitioner).count()", "2")]
    [InlineData("Bundle.entry[1].resource.performer.where(resolve() is Patient).count()", "0")]
    [InlineData("Bundle.entry[1].resource.value > 70 'kg'", "true")]
    [InlineData("Bundle.entry[1].resource.value = 70500 'g'", "true")]
    [InlineData("Bundle.entry[1].resource.value.value", "70.50")]
    [InlineData("Bundle.entry[0].resource.birthDate.extension('http://example.org/x').value", "true")]
    [InlineData("Bundle.entry[0].resource.birthDate < @1980-03", "true")]
    [InlineData("Bundle.entry[0].resource.birthDate < @1980-02-03", "{}")]
    [InlineData("Bundle.entry[0].resource.gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')", "true")]
    [InlineData("Bundle.entry[0].resource.gender.memberOf('http://example.org/unknown')", "{}")]
    [InlineData("Bundle.entry[0].resource.maritalStatus.memberOf('http://hl7.org/fhir/ValueSet/marital-status')", "true")]
    [InlineData("Bundle.entry.resource.ofType(Patient).descendants().ofType(code)", "female | M")]
    [InlineData("Bundle.entry[1].resource.value.pathname()", "Bundle.entry[1].resource.value")]
    [InlineData("Bundle.entry[1].resource is DomainResource", "true")]
    [InlineData("Bundle.entry.resource.where($this is Observation).id", "o | p2")]
    [InlineData("Bundle.entry.resource.id.hasValue()", "false")]
    [InlineData("%resource.type", "collection")]
    [InlineData("%context.type", "collection")]
    [InlineData("Bundle.entry[1].resource.code = Bundle.entry[1].resource.code", "true")]
    [InlineData("Bundle.entry[1].resource.code = Bundle.entry[2].resource.code", "false")]
    [InlineData("Bundle.entry.resource.status.distinct()", "final")]
    public void Expressions_see_the_whole_bundle(string expression, string expected) => FhirPathAssert.Gives(expected, expression, s_bundle);

    [Fact]
    public void A_time_whose_plus_sign_is_escaped_in_json_is_a_time()
    {
        var encounter = FhirPathAssert.Parse("""{"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"period":{"start":"2026-11-23T14:32:30\u002B00:00","end":"2026-11-23T16:32:33\u002B02:00"}}""");
        FhirPathAssert.Gives("true", "Encounter.period.start.lowBoundary() <= Encounter.period.end.highBoundary() and Encounter.period.start < Encounter.period.end", encounter);
    }

    [Fact]
    public void Root_resource_is_the_container_of_a_contained_one()
    {
        Element practitioner = FhirPathAssert.Evaluate("Bundle.entry[1].resource.contained", s_bundle)[0].Element;
        FhirPathCollection ids = FhirPathExpression.Compile("%resource.id | %rootResource.id").Evaluate(new FhirPathContext(practitioner));
        Assert.Equal("dr | o", FhirPathAssert.Show(ids));
    }

    [Fact]
    public void The_context_supplies_variables_resolver_terminology_conformance_trace_and_clock()
    {
        var traced = new List<string>();
        var context = new FhirPathContext(FhirPathAssert.Parse("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/q"}}""").Root)
        {
            Variables = new Dictionary<string, FhirPathCollection> { ["limit"] = FhirPathCollection.Of(FhirPathValue.Of(3)) },
            Resolver = reference => reference == "Patient/q" ? FhirPathAssert.Evaluate("Bundle.entry[0].resource", s_bundle)[0].Element : default,
            Terminology = new OneValueSet(),
            Conformance = static (_, url) => url == "http://example.org/profile" ? true : null,
            Trace = (name, values) => traced.Add(name + "=" + FhirPathAssert.Show(values)),
            Clock = new FixedClock(),
        };
        string Show(string expression) => FhirPathAssert.Show(FhirPathExpression.Compile(expression).Evaluate(context));

        Assert.Equal("4", Show("%limit + 1"));
        Assert.Equal("female", Show("subject.resolve().gender"));
        Assert.Equal("true", Show("status.memberOf('http://example.org/vs')"));
        Assert.Equal("true", Show("conformsTo('http://example.org/profile')"));
        Assert.Equal("final", Show("status.trace('s')"));
        Assert.Equal(["s=final"], traced);
        Assert.Equal("2024-02-29T12:30:00.000Z", Show("now()"));
        Assert.Equal("2024-02-29 | 12:30:00.000", Show("today().toString() | timeOfDay().toString()"));
    }

    [Theory]
    [InlineData("Bundle.entry[1].resource.value", """[{"value":70.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}]""")]
    [InlineData("Bundle.entry[1].resource.value.value | 'a' | true | 1 | 1.50", """[70.50,"a",true,1,1.50]""")]
    [InlineData("@2015-02T | @T10:30", """["2015-02","10:30"]""")]
    [InlineData("4 days", """[{"value":4,"unit":"day"}]""")]
    [InlineData("4.0 'mg'", """[{"value":4.0,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}]""")]
    [InlineData("1.type()", """[{"namespace":"System","name":"Integer"}]""")]
    [InlineData("{}", "[]")]
    public void Results_are_written_as_json(string expression, string expected)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FhirPathJson.Write(FhirPathAssert.Evaluate(expression, s_bundle), buffer);
        Assert.Equal(expected, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void A_primitive_with_extensions_only_is_written_as_them()
    {
        ResourceDocument patient = FhirPathAssert.Parse("""{"resourceType":"Patient","_birthDate":{"id":"b","extension":[{"url":"http://example.org/x","valueCode":"unknown"}]}}""");
        var buffer = new ArrayBufferWriter<byte>();
        FhirPathJson.Write(FhirPathAssert.Evaluate("birthDate", patient), buffer);
        Assert.Equal("""[{"id":"b","extension":[{"url":"http://example.org/x","valueCode":"unknown"}]}]""", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Theory]
    [InlineData("name", "FHIR.HumanName")]
    [InlineData("name.given", "FHIR.string")]
    [InlineData("name.given & 'x'", "System.String")]
    [InlineData("contact", "FHIR.Patient.contact")]
    [InlineData("type()", "System.TypeInfo")]
    public void Items_name_their_type(string expression, string expected)
    {
        ResourceDocument patient = FhirPathAssert.Parse("""{"resourceType":"Patient","name":[{"given":["A"]}],"contact":[{"gender":"male"}]}""");
        Assert.Equal(expected, FhirPathAssert.Evaluate(expression, patient)[0].TypeName);
    }

    [Theory]
    [InlineData("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><p>a &#160; <b>b</b></p></div>", "true")]
    [InlineData("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><p>a &nbsp; b</p></div>", "true")]
    [InlineData("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><p>a &nonsense; b</p></div>", "false")]
    [InlineData("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><script>a</script></div>", "false")]
    [InlineData("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><p onclick=\\\"x\\\">a</p></div>", "false")]
    [InlineData("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"> </div>", "false")]
    [InlineData("<div>a</div>", "false")]
    [InlineData("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><a href=\\\"javascript:x\\\">a</a></div>", "false")]
    public void Html_is_checked(string div, string expected)
    {
        ResourceDocument patient = FhirPathAssert.Parse("""{"resourceType":"Patient","text":{"status":"generated","div":"@"}}""".Replace("@", div, StringComparison.Ordinal));
        FhirPathAssert.Gives(expected, "text.div.htmlChecks()", patient);
    }

    [Fact]
    public void Unordered_input_unknown_elements_and_wrong_types_are_found_by_the_strict_check()
    {
        string[] Check(string expression, string type) => [.. FhirPathExpression.Compile(expression).Check(type).Select(issue => issue.Code)];
        Assert.Equal([FhirPathErrors.UnknownElement], Check("name.given1", "Patient"));
        Assert.Equal([FhirPathErrors.UnknownElement], Check("name.where(given1 = 'x')", "Patient"));
        Assert.Equal([FhirPathErrors.UnknownElement], Check("Encounter.status", "Patient"));
        Assert.Equal([FhirPathErrors.UnknownElement], Check("valueQuantity", "Observation"));
        Assert.Equal([FhirPathErrors.Unordered], Check("descendants().first()", "Patient"));
        Assert.Equal([FhirPathErrors.Operand], Check("name.startsWith('x')", "Patient"));
        Assert.Equal([FhirPathErrors.Operand], Check("birthDate < 5", "Patient"));
        Assert.Empty(Check("name.given.first().startsWith('x') and birthDate < today()", "Patient"));
        Assert.Empty(Check("value.ofType(Quantity).value > 5 and contained.foo.exists()", "Observation"));
    }

    private sealed class OneValueSet : IFhirPathTerminology
    {
        public bool? IsMember(string valueSet, string? system, string code) => valueSet == "http://example.org/vs" ? code == "final" : null;

        public bool? Subsumes(string system, string ancestor, string code) => null;
    }

    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2024, 2, 29, 12, 30, 0, TimeSpan.Zero);
    }
}
