using System.Text;

namespace Carewright.Mapping.Tests.Messages;

/// <summary>Results of laboratories (ORU).</summary>
public sealed class ResultTests
{
    private const string Pid = "PID|1||P1^^^HOSP^MR||Doe^Jane||19700102|F";
    private const string Obr = "OBR|1|O1^CW|F1^LIS|24331-1^Lipids^LN|||20260301060000|||||||||||||||20260301065900||LAB|F";

    private static MappedMessage Map(params string[] segments) => Mapped.Of("ORU^R01^ORU_R01", [Pid, Obr, .. segments]);

    [Fact]
    public void A_number_keeps_its_digits_its_unit_and_the_time_with_offset()
    {
        var observation = Map("OBX|1|NM|2093-3^Cholesterol^LN||+182.50|mg/dL^^UCUM|3.5-5.0|H~A|||F|||20260301060000+0100").Only("Observation");
        Assert.Equal("182.50", observation.At("valueQuantity.value"));
        Assert.Equal("http://unitsofmeasure.org", observation.At("valueQuantity.system"));
        Assert.Equal("mg/dL", observation.At("valueQuantity.code"));
        Assert.Equal("http://loinc.org", observation.At("code.coding[0].system"));
        Assert.Equal("2026-03-01T06:00:00+01:00", observation.At("effectiveDateTime"));
        Assert.Equal("H", observation.At("interpretation[0].coding[0].code"));
        Assert.Equal("http://terminology.hl7.org/CodeSystem/v2-0078", observation.At("interpretation[0].coding[1].system"));
        Assert.Equal("A", observation.At("interpretation[1].coding[0].code"));
        Assert.Equal("3.5", observation.At("referenceRange[0].low.value"));
        Assert.Equal("5.0", observation.At("referenceRange[0].high.value"));
        Assert.Equal("3.5-5.0", observation.At("referenceRange[0].text"));
    }

    [Theory]
    [InlineData("K/uL", "10*3/uL", "K/uL")]
    [InlineData("MG/DL", "mg/dL", "MG/DL")]
    [InlineData("furlongs", null, "furlongs")]
    [InlineData("mg/dL^^L", "mg/dL", "mg/dL")]
    public void A_unit_is_of_ucum_only_where_no_other_can_be_meant(string unit, string? code, string words)
    {
        var observation = Map($"OBX|1|NM|X^Test^L||5|{unit}|||||F").Only("Observation");
        Assert.Equal(words, observation.At("valueQuantity.unit"));
        Assert.Equal(code, observation.At("valueQuantity.code"));
        Assert.Equal(code is null ? null : "http://unitsofmeasure.org", observation.At("valueQuantity.system"));
    }

    [Theory]
    [InlineData("NM|X||see note", "valueString", "see note")]
    [InlineData("NM|X||<5", "valueQuantity.comparator", "<")]
    [InlineData("NM|X||<5", "valueQuantity.value", "5")]
    [InlineData("SN|X||>^100", "valueQuantity.comparator", ">")]
    [InlineData("SN|X||^2^-^5", "valueRange.high.value", "5")]
    [InlineData("SN|X||^1^:^128", "valueRatio.denominator.value", "128")]
    [InlineData("SN|X||^2^+", "valueString", "2+")]
    [InlineData("ST|X||negative", "valueString", "negative")]
    [InlineData("CE|X||10828004^Positive^SCT", "valueCodeableConcept.coding[0].system", "http://snomed.info/sct")]
    [InlineData("DT|X||20260301", "valueDateTime", "2026-03-01")]
    [InlineData("DT|X||soon", "valueString", "soon")]
    [InlineData("TM|X||0605", "valueTime", "06:05:00")]
    [InlineData("ZZ|X||whatever", "valueString", "whatever")]
    [InlineData("|X||no type", "valueString", "no type")]
    public void A_value_becomes_what_obx_2_says_or_stays_text(string segment, string path, string expected)
    {
        var mapped = Map($"OBX|1|{segment}||||||F");
        Assert.Equal(expected, mapped.Only("Observation").At(path));
        Assert.Empty(mapped.Resources.SelectMany(Mapped.Faults));
    }

    [Theory]
    [InlineData("F", "final")]
    [InlineData("C", "corrected")]
    [InlineData("X", "cancelled")]
    [InlineData("P", "preliminary")]
    [InlineData("W", "entered-in-error")]
    [InlineData("D", "entered-in-error")]
    [InlineData("I", "registered")]
    [InlineData("", "unknown")]
    [InlineData("?", "unknown")]
    public void The_status_of_a_result_is_that_of_table_0085(string code, string status) => Assert.Equal(status, Map($"OBX|1|NM|X||5||||||{code}").Only("Observation").At("status"));

    [Fact]
    public void Lines_of_text_in_several_segments_are_one_result_with_all_their_notes()
    {
        var mapped = Map("OBX|1|TX|11502-2^Report^LN|1|First ^ line||||||F", "OBX|2|TX|11502-2^Report^LN|1|second~third||||||F", "NTE|1||said", "OBX|3|TX|11502-2^Report^LN|2|other||||||F");
        var observations = mapped.All("Observation");
        Assert.Equal(2, observations.Count);
        Assert.Equal("First ^ line\nsecond\nthird", observations[0].At("valueString"));
        Assert.Equal("said", observations[0].At("note[0].text"));
        Assert.Equal("other", observations[1].At("valueString"));
    }

    [Theory]
    [InlineData("ST", "F", "F")]
    [InlineData("TX", "F", "C")]
    public void What_is_no_line_of_one_text_stays_a_result_of_its_own(string type, string first, string second) =>
        Assert.Equal(["one", "two"], Map($"OBX|1|{type}|A^^L||one||||||{first}", $"OBX|2|{type}|A^^L||two||||||{second}").All("Observation").Select(observation => observation.At("valueString")));

    [Theory]
    [InlineData("^application^pdf^Base64^JVBERi0=", "application/pdf", "JVBERi0=")]
    [InlineData("^AP^PDF^Hex^255044462D", "application/pdf", "JVBERi0=")]
    [InlineData("^IM^JPEG^Base64^JVBERi0=", "image/jpeg", "JVBERi0=")]
    [InlineData("^TEXT^PLAIN^A^%PDF-", "text/plain", "JVBERi0=")]
    public void Documents_in_results_are_attached_to_the_report(string value, string contentType, string data)
    {
        var mapped = Map($"OBX|1|ED|PDF^Report^L||{value}||||||F");
        Assert.Empty(mapped.All("Observation"));
        Assert.Equal(contentType, mapped.Only("DiagnosticReport").At("presentedForm[0].contentType"));
        Assert.Equal(data, mapped.Only("DiagnosticReport").At("presentedForm[0].data"));
    }

    [Fact]
    public void A_note_on_what_is_no_result_is_told() =>
        Assert.Contains(Map("OBX|1|ED|PDF^Report^L||^application^pdf^Base64^JVBERi0=||||||F", "NTE|1||about the document").Issues, issue => issue is { Code: "V2-MAP-NOWHERE", Location: "NTE" });

    [Fact]
    public void What_is_no_base_64_is_left_out_and_told()
    {
        var mapped = Map("OBX|1|ED|PDF^Report^L||^application^pdf^Base64^***||||||F");
        Assert.Null(mapped.Only("DiagnosticReport").At("presentedForm[0].data"));
        Assert.Contains(mapped.Issues, issue => issue.Code == "V2-MAP-VALUE" && issue.Location!.StartsWith("OBX-5", StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_has_its_results_in_order_and_both_order_numbers()
    {
        var mapped = Map("OBX|1|NM|A^^L||1||||||F", "OBX|2|NM|B^^L||2||||||F");
        var report = mapped.Only("DiagnosticReport");
        var keys = mapped.Resources.Where(resource => resource.ResourceType == "Observation").Select(resource => resource.Key).ToList();
        Assert.Equal([keys[0], keys[1]], [report.At("result[0].reference")!, report.At("result[1].reference")!]);
        Assert.Equal("final", report.At("status"));
        Assert.Equal("2026-03-01T06:59:00-05:00", report.At("issued"));
        var order = Assert.Single(mapped.Resources, resource => resource.ResourceType == "ServiceRequest");
        Assert.Equal(MappedIntent.Ensure, order.Intent);
        Assert.Equal(["https://carewright.example/fhir/NamingSystem/lab/CW|O1", "https://carewright.example/fhir/NamingSystem/lab/LIS|F1"], order.Business);
        Assert.Equal("PLAC", Mapped.Json(order).At("identifier[0].type.coding[0].code"));
    }

    [Fact]
    public void A_correction_finds_the_result_again_and_two_of_one_name_are_told_apart()
    {
        var first = Map("OBX|1|NM|A^^L||1||||||P");
        var second = Map("OBX|1|NM|A^^L||9||||||C", "OBX|2|NM|A^^L||3||||||F");
        static string Known(MappedMessage mapped, int at) => Assert.Single(mapped.Resources.Where(resource => resource.ResourceType == "Observation").ElementAt(at).Business);
        Assert.Equal(Known(first, 0), Known(second, 0));
        Assert.NotEqual(Known(second, 0), Known(second, 1));
    }

    [Fact]
    public void An_order_without_orc_takes_nothing_from_the_order_before_it()
    {
        var mapped = Mapped.Of("ORU^R01", Pid, "ORC|RE|O1|F1", "OBR|1|||A^^L", "OBX|1|NM|A||1||||||F", "OBR|2||F2|B^^L", "OBX|1|NM|B||1||||||F");
        var orders = mapped.Resources.Where(resource => resource.ResourceType == "ServiceRequest").Select(resource => string.Join(' ', resource.Business)).ToList();
        Assert.Equal(2, orders.Count);
        Assert.Contains("|O1", orders[0], StringComparison.Ordinal);
        Assert.DoesNotContain("|O1", orders[1], StringComparison.Ordinal);
        Assert.DoesNotContain("|F1", orders[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Susceptibilities_lead_back_to_the_organism_that_they_are_of()
    {
        var mapped = Mapped.Of("ORU^R01", Pid, "OBR|1|O1|F1|630-4^Urine culture^LN", "OBX|1|CE|11475-1^Organism^LN|1|112283007^E. coli^SCT||||||F", "OBX|2|CE|11475-1^Organism^LN|2|3092008^S. aureus^SCT||||||F",
            "OBR|2|O1|F1-1|50545-3^Susceptibility^LN|||||||||||||||||||||F|11475-1&Organism&LN^2|||O1^F1", "OBX|1|ST|18906-8^Cipro^LN||S|||S|||F");
        var observations = mapped.Resources.Where(resource => resource.ResourceType == "Observation").ToList();
        Assert.Equal(observations.Single(each => Encoding.UTF8.GetString(each.Json.Span).Contains("3092008", StringComparison.Ordinal)).Key, Mapped.Json(observations[^1]).At("derivedFrom[0].reference"));
        Assert.Null(Mapped.Json(observations[^1]).At("derivedFrom[1].reference"));
    }

    [Fact]
    public void A_result_names_its_specimen_only_where_there_is_one()
    {
        string[] order = [Pid, Obr, "OBX|1|NM|A||1||||||F", "SPM|1|S1&LAB^S2&LAB||BLD^Blood^HL70487|||||||||||||20260301055500"];
        var one = Mapped.Of("ORU^R01", order);
        Assert.Equal(one.Resources.Single(resource => resource.ResourceType == "Specimen").Key, one.Only("Observation").At("specimen.reference"));
        Assert.Equal("2026-03-01T05:55:00-05:00", one.Only("Specimen").At("collection.collectedDateTime"));
        var two = Mapped.Of("ORU^R01", [.. order, "SPM|2|T1^T2||UR^Urine^HL70487"]);
        Assert.Null(two.Only("Observation").At("specimen.reference"));
        Assert.NotNull(two.Only("DiagnosticReport").At("specimen[1].reference"));
    }

    [Fact]
    public void Who_takes_part_in_a_result_is_named_with_it()
    {
        var mapped = Map("OBX|1|NM|A||1||||||F", "PRT||AD||RO^Responsible observer^HL70912|77^Who^Doctor", "PRT||DE||RO^Responsible observer^HL70912|78^Nobody^No");
        Assert.Equal("Doctor Who", mapped.Only("Observation").At("performer[0].display"));
        Assert.Null(mapped.Only("Observation").At("performer[1].display"));
    }

    [Fact]
    public void A_status_that_no_table_has_is_unknown_and_told() =>
        Assert.Contains(Map("OBX|1|NM|A||1||||||?").Issues, issue => issue is { Code: "V2-MAP-CODE", Location: "OBX-11" });

    [Fact]
    public void A_repeated_number_keeps_every_one_of_its_values()
    {
        var observation = Map("OBX|1|NM|A^Pressure^L||60~120|mmHg|||||F").Only("Observation");
        Assert.Equal("60", observation.At("valueQuantity.value"));
        Assert.Equal("120", observation.At("component[0].valueQuantity.value"));
    }

    [Fact]
    public void Results_of_two_patients_in_one_message_stay_apart()
    {
        var mapped = Mapped.Of("ORU^R01", Pid, "OBR|1|O1|F1|A", "OBX|1|NM|A||1||||||F", "PID|2||P2^^^HOSP^MR||Roe^Rick", "OBR|1|O2|F2|A", "OBX|1|NM|A||2||||||F");
        var patients = mapped.Resources.Where(resource => resource.ResourceType == "Patient").Select(resource => resource.Key).ToList();
        Assert.Equal(patients, mapped.All("Observation").Select(observation => observation.At("subject.reference")!));
    }
}
