using System.Text;
using Carewright.Mapping.Writing;

namespace Carewright.Mapping.Tests.Writing;

/// <summary>Orders to a laboratory.</summary>
public sealed class OrderTests
{
    internal const string Patient = """
        {"resourceType":"Patient","id":"p","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"urn:oid:1.2.3.4","value":"MRN-1"}],
        "name":[{"use":"usual","given":["Liz"]},{"use":"official","family":"Example","given":["Elizabeth","Ann"],"prefix":["Dr."]}],"gender":"female","birthDate":"1970-01-02",
        "telecom":[{"system":"phone","value":"+1 (413) 555-0100","use":"mobile"},{"system":"email","value":"liz@example.org"}],
        "address":[{"use":"home","line":["1 Main St","Apt 2"],"city":"Town","state":"MA","postalCode":"01001","country":"USA"}]}
        """;

    internal const string Order = """
        {"resourceType":"ServiceRequest","id":"a","status":"active","intent":"order","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"PLAC"}]},
        "system":"https://carewright.example/fhir/NamingSystem/order","value":"0123456789"}],"requisition":{"system":"https://carewright.example/fhir/NamingSystem/requisition","value":"REQ1234567"},
        "category":[{"coding":[{"system":"http://snomed.info/sct","code":"108252007"}]}],"priority":"stat",
        "code":{"coding":[{"system":"http://loinc.org","code":"2345-7","display":"Glucose"},{"system":"https://lab.example/tests","code":"GLU","display":"Glucose, serum"}],"text":"Glucose"},
        "subject":{"reference":"Patient/p"},"encounter":{"reference":"Encounter/e"},"requester":{"reference":"PractitionerRole/r"},"authoredOn":"2026-03-01T11:00:00Z","occurrenceDateTime":"2026-03-02",
        "reasonCode":[{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9","display":"Type 2 diabetes"}]}],"reasonReference":[{"reference":"Condition/c"}],
        "note":[{"text":"Line one\nLine | two"}],"specimen":[{"reference":"Specimen/s"}],"supportingInfo":[{"reference":"QuestionnaireResponse/q"}],"insurance":[{"reference":"Coverage/i"}]}
        """;

    internal static readonly string[] Others =
    [
        Patient,
        """{"resourceType":"Encounter","id":"e","status":"in-progress","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/p"},"identifier":[{"system":"urn:oid:1.2.3.5","value":"V1"}],"period":{"start":"2026-03-01T10:00:00Z"}}""",
        """{"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/d"}}""",
        """{"resourceType":"Practitioner","id":"d","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}],"name":[{"family":"Doe","given":["Sam"]}]}""",
        """{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006"}],"text":"Diabetes"}}""",
        """{"resourceType":"Specimen","id":"s","status":"available","accessionIdentifier":{"system":"https://carewright.example/fhir/NamingSystem/specimen","value":"SPEC123456"},"subject":{"reference":"Patient/p"},"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0487","code":"SER","display":"Serum"}]},"collection":{"collectedDateTime":"2026-03-01T11:30:00Z"}}""",
        """{"resourceType":"QuestionnaireResponse","id":"q","questionnaire":"https://lab.example/q/glu|1","status":"completed","authored":"2026-03-01T11:00:00Z","item":[{"linkId":"FAST","answer":[{"valueBoolean":true}]},{"linkId":"G","item":[{"linkId":"WT","text":"Weight","answer":[{"valueQuantity":{"value":70.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}]}]}]}""",
        """{"resourceType":"Questionnaire","id":"qq","url":"https://lab.example/q/glu","status":"active","item":[{"linkId":"FAST","type":"boolean","text":"Fasting?","code":[{"system":"https://lab.example/tests","code":"FAST1"}]},{"linkId":"G","type":"group","item":[{"linkId":"WT","type":"quantity"}]}]}""",
        """{"resourceType":"Coverage","id":"i","status":"active","beneficiary":{"reference":"Patient/p"},"subscriberId":"SUB1","payor":[{"display":"Payer One"}]}""",
    ];

    internal static WritingContext Laboratory { get; } = Written.Context with { Authorities = new Dictionary<string, string> { ["99LAB"] = "https://lab.example/tests", ["CWORD"] = "https://carewright.example/fhir/NamingSystem/order" } };

    [Fact]
    public void An_order_says_all_that_a_laboratory_needs()
    {
        var message = Written.Message("OML^O21", Written.Record(1, [Order, .. Others]), Laboratory);
        string Raw(string segment, int field) => Encoding.UTF8.GetString(message.Find(segment)!.Value[field].Raw);
        Assert.Equal("OML^O21^OML_O21", Raw("MSH", 9));
        Assert.Equal("UNICODE UTF-8", message.Text("MSH-18"));
        Assert.Equal("MRN-1^^^&1.2.3.4&ISO^MR", Raw("PID", 3));
        Assert.Equal("Example^Elizabeth^Ann^^Dr.^^L~^Liz^^^^^D", Raw("PID", 5));
        Assert.Equal("1 Main St^Apt 2^Town^MA^01001^USA^H", Raw("PID", 11));
        Assert.Equal("+1 (413) 555-0100^PRN^CP^^^413^5550100~^NET^Internet^liz@example.org", Raw("PID", 13));
        Assert.Equal("O", message.Text("PV1-2"));
        Assert.Equal("SUB1", message.Text("IN1-36"));
        Assert.Equal("NW", message.Text("ORC-1"));
        Assert.Equal("0123456789^CWORD", Raw("ORC", 2));
        Assert.Equal("REQ1234567^^https://carewright.example/fhir/NamingSystem/requisition^URI", Raw("ORC", 4));
        Assert.Equal("1234567893^Doe^Sam^^^^^^NPI&2.16.840.1.113883.4.6&ISO^^^^NPI", Raw("ORC", 12));
        Assert.Equal("GLU^Glucose, serum^99LAB^2345-7^Glucose^LN^^^Glucose", Raw("OBR", 4));
        Assert.Equal("20260301063000-0500", message.Text("OBR-7"));
        Assert.Equal("20260302", message.Text("TQ1-7"));
        Assert.Equal("S", message.Text("TQ1-9.1"));
        Assert.Equal("Line one\\.br\\Line \\F\\ two", Raw("NTE", 3));
        Assert.Equal("E11.9^Type 2 diabetes^I10", Raw("DG1", 3));
        Assert.Equal("DG1|2||44054006^^SCT^^^^^^Diabetes|||W", message.Line("DG1", 2));
        Assert.Equal("OBX|1|CWE|FAST1^Fasting?^99LAB||Y^Yes^HL70136||||||O|||20260301060000-0500", message.Line("OBX"));
        Assert.Equal("OBX|2|NM|WT^Weight||70.50|kg^kg^UCUM|||||O|||20260301060000-0500", message.Line("OBX", 2));
        Assert.Equal("SPEC123456&&https://carewright.example/fhir/NamingSystem/specimen&URI", Raw("SPM", 2));
        Assert.Equal("SER^Serum^HL70487", Raw("SPM", 4));
        Assert.Equal("20260301063000-0500", message.Text("SPM-17.1"));
    }

    [Fact]
    public void An_order_that_is_read_again_is_the_same()
    {
        var mapped = Written.Message("OML^O21", Written.Record(1, [Order, .. Others]), Laboratory).Back(Mapped.Context with { Authorities = Laboratory.Authorities });
        var (order, patient) = (mapped.Only("ServiceRequest"), mapped.Only("Patient"));
        Assert.Equal(["urn:oid:1.2.3.4", "MRN-1", "Example", "Elizabeth", "Ann", "1970-01-02", "female", "mobile", "liz@example.org", "01001"], new[]
        {
            "identifier[0].system", "identifier[0].value", "name[0].family", "name[0].given[0]", "name[0].given[1]", "birthDate", "gender", "telecom[0].use", "telecom[1].value", "address[0].postalCode",
        }.Select(path => patient.At(path)));
        Assert.Equal(["active", "https://carewright.example/fhir/NamingSystem/order", "0123456789", "REQ1234567", "stat", "GLU", "https://lab.example/tests", "2345-7", "http://loinc.org", "Glucose", "2026-03-02", "Line one\nLine | two", "E11.9"], new[]
        {
            "status", "identifier[0].system", "identifier[0].value", "requisition.value", "priority", "code.coding[0].code", "code.coding[0].system", "code.coding[1].code", "code.coding[1].system", "code.text", "occurrenceDateTime",
            "note[0].text", "reasonCode[0].coding[0].code",
        }.Select(path => order.At(path)));
        Assert.Equal("1234567893", mapped.Only("Practitioner").At("identifier[0].value"));
        Assert.Equal("http://hl7.org/fhir/sid/us-npi", mapped.Only("Practitioner").At("identifier[0].system"));
        Assert.Equal("https://carewright.example/fhir/NamingSystem/specimen", mapped.Only("Specimen").At("identifier[0].system"));
        Assert.Equal("2026-03-01T06:30:00-05:00", mapped.Only("Specimen").At("collection.collectedDateTime"));
    }

    [Fact]
    public void An_older_laboratory_gets_timing_where_orm_has_it()
    {
        var message = Written.Message("ORM^O01", Written.Record(1, [Order, .. Others]), Laboratory);
        Assert.Null(message.Find("TQ1"));
        Assert.Null(message.Find("SPM"));
        Assert.Equal("20260302", message.Text("ORC-7.4"));
        Assert.Equal("S", message.Text("OBR-27.6"));
        Assert.Equal("SER", message.Text("OBR-15.1.1"));
        Assert.Equal("stat", message.Back().Only("ServiceRequest").At("priority"));
    }

    [Theory]
    [InlineData("revoked", "CA")]
    [InlineData("entered-in-error", "CA")]
    [InlineData("on-hold", "HD")]
    public void The_status_says_what_is_to_be_done(string status, string control)
    {
        var message = Written.Message("OML^O21", Written.Record(1, [Order.Replace("\"active\"", $"\"{status}\"", StringComparison.Ordinal), .. Others]));
        Assert.Equal(control, message.Text("ORC-1"));
    }

    [Fact]
    public void An_order_that_is_only_drafted_is_not_sent()
    {
        var written = FhirToV2.Base.Write("OML^O21", Written.Record(1, [Order.Replace("\"active\"", "\"draft\"", StringComparison.Ordinal), .. Others]), Written.Context);
        Assert.Null(written.Bytes);
        Assert.Contains(written.Issues, issue => issue is { Code: "V2-WRITE-REQUIRED", Location: "ServiceRequest.status" });
    }

    [Fact]
    public void Orders_of_one_requisition_leave_in_one_message()
    {
        var second = Order.Replace("\"id\":\"a\"", "\"id\":\"b\"", StringComparison.Ordinal).Replace("0123456789", "ZZZZZZZZZZ", StringComparison.Ordinal);
        var message = Written.Message("OML^O21", Written.Record(2, [Order, second, .. Others]));
        Assert.Equal(["0123456789", "ZZZZZZZZZZ"], message.All(Hl7v2.Hl7Path.Parse("ORC-2.1")).Select(value => value.Text));
        Assert.Equal(["1", "2"], message.All(Hl7v2.Hl7Path.Parse("OBR-1")).Select(value => value.Text));
        Assert.Single(message.Segments(), segment => segment.Is("PID"));
        Assert.Equal(2, message.Back().All("ServiceRequest").Count);
    }

    [Theory]
    [InlineData("Patient/p", "Patient/other")]
    [InlineData("Encounter/e", "Encounter/other")]
    public void Orders_of_two_patients_or_visits_are_no_message(string reference, string other)
    {
        var second = Order.Replace("\"id\":\"a\"", "\"id\":\"b\"", StringComparison.Ordinal).Replace(reference, other, StringComparison.Ordinal);
        var written = FhirToV2.Base.Write("OML^O21", Written.Record(2, [Order, second, .. Others]), Written.Context);
        Assert.Null(written.Bytes);
        Assert.Contains(written.Issues, issue => issue.Code == "V2-WRITE-SEVERAL");
    }

    [Fact]
    public void Without_numbers_the_records_own_ids_stand_in()
    {
        var message = Written.Message("OML^O21", Written.Record(1, """{"resourceType":"ServiceRequest","id":"a","status":"active","intent":"order","code":{"text":"Glucose"},"subject":{"reference":"Patient/p"},"requester":{"display":"Dr. Who"}}""",
            """{"resourceType":"Patient","id":"p","name":[{"text":"Liz Example"}]}"""), Written.Context with { RecordSystem = "urn:oid:1.9" });
        Assert.Equal("a^^1.9^ISO", Encoding.UTF8.GetString(message.Find("ORC")!.Value[2].Raw));
        Assert.Equal("p^^^&1.9&ISO", Encoding.UTF8.GetString(message.Find("PID")!.Value[3].Raw));
        Assert.Equal("^Glucose", Encoding.UTF8.GetString(message.Find("OBR")!.Value[4].Raw));
        Assert.Equal("Dr. Who", message.Back().Only("ServiceRequest").At("requester.display"));
    }

    [Fact]
    public void What_may_not_leave_gives_nothing()
    {
        var message = Written.Message("OML^O21", Written.Record(1, Order, Patient));
        Assert.Null(message.Find("PV1"));
        Assert.Null(message.Find("OBX"));
        Assert.Equal("", message.Text("ORC-12"));
        var without = FhirToV2.Base.Write("OML^O21", Written.Record(1, Order), Written.Context);
        Assert.Contains(without.Issues, issue => issue is { Code: "V2-WRITE-REQUIRED" } && issue.Location!.StartsWith("ServiceRequest.subject", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("\u00E9")]
    public void A_control_id_is_ascii(string id) =>
        Assert.Contains(FhirToV2.Base.Write("OML^O21", Written.Record(1, [Order, .. Others]), Written.Context with { ControlId = id }).Issues, issue => issue.Code == "V2-WRITE-CONTROL");

    [Fact]
    public void A_message_that_no_map_writes_is_told() => Assert.Equal("V2-WRITE-NONE", Assert.Single(FhirToV2.Base.Write("RDE^O11", Written.Record(1, Order), Written.Context).Issues).Code);

    [Fact]
    public void A_message_is_the_same_each_time()
    {
        var record = Written.Record(1, [Order, .. Others]);
        Assert.Equal(FhirToV2.Base.Write("OML^O21", record, Laboratory).Bytes, FhirToV2.Base.Write("OML^O21", record, Laboratory).Bytes);
    }
}
