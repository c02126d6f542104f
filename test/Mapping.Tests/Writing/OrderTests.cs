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
        TestContext.Current.TestOutputHelper?.WriteLine(System.Text.Encoding.UTF8.GetString(message.Bytes.Span).Replace('\r', '\n'));
        Assert.Equal("OML^O21^OML_O21", System.Text.Encoding.UTF8.GetString(message[0][9].Raw));
        Assert.Equal("0123456789^CWORD", System.Text.Encoding.UTF8.GetString(message.Find("ORC")!.Value[2].Raw));
        Assert.Equal("NW", message.Text("ORC-1"));
    }
}
