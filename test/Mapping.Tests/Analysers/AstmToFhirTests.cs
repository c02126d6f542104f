using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Astm.Records;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.Mapping.Analysers;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Mapping.Tests.Analysers;

/// <summary>What instruments' results become.</summary>
public sealed class AstmToFhirTests
{
    private const string Results = "https://carewright.example/fhir/NamingSystem/bench/result";
    private static readonly MappingContext s_context = new("bench", new DateTimeOffset(2026, 3, 2, 16, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(-6), new Dictionary<string, string> { ["P-3"] = "urn:mrn" },
    [
        new CodeMap("test", "K", "http://loinc.org", "2823-3", "Potassium"),
        new CodeMap("panel", "K", "http://loinc.org", "51990-0"),
        new CodeMap("panel", "NA", "http://loinc.org", "51990-0"),
        new CodeMap("UNITS", "mEq", "http://unitsofmeasure.org", "meq/L"),
    ]);

    [Fact]
    public void A_result_keeps_all_that_the_instrument_says()
    {
        var mapped = Map(Known(), "P|1|M1|||Testperson^Ina^Q||19800517|F", "O|1|S1||^^^K|R||20260302083000||||N", "R|1|^^^K|6.90|mmol/L|3.5 to 5.1\\2.8-6.2^critical|HH~||F||OP1^SUP2|20260302101000|20260302101200|77", "C|1|I|slightly^hemolyzed|G");
        var (patient, result) = (Json(mapped, "Patient"), Json(mapped, "Observation"));
        Assert.Equal((MappedIntent.Recognise, "1980-05-17", "female"), (mapped.Resources[0].Intent, (string?)patient["birthDate"], (string?)patient["gender"]));
        Assert.Equal(["record|p1", "urn:mrn|M1"], mapped.Resources[0].Business);
        Assert.Equal([$"{Results}|S1/K"], mapped.Resources[1].Business);
        Assert.Equal(("final", "2823-3", "6.90", "mmol/L"), ((string?)result["status"], (string?)result["code"]!["coding"]![0]!["code"], result["valueQuantity"]!["value"]!.ToJsonString(), (string?)result["valueQuantity"]!["code"]));
        Assert.Equal(("https://carewright.example/fhir/CodeSystem/bench/test", "K"), ((string?)result["code"]!["coding"]![1]!["system"], (string?)result["code"]!["coding"]![1]!["code"]));
        Assert.Equal(("2026-03-02T08:30:00-06:00", "2026-03-02T10:12:00-06:00"), ((string?)result["effectiveDateTime"], (string?)result["issued"]));
        Assert.Equal(["3.5 to 5.1", "2.8-6.2 (critical)"], result["referenceRange"]!.AsArray().Select(range => (string?)range!["text"]));
        Assert.Equal((2.8m, 6.2m), ((decimal)result["referenceRange"]![1]!["low"]!["value"]!, (decimal)result["referenceRange"]![1]!["high"]!["value"]!));
        Assert.Equal(("slightly hemolyzed", "ANALYTE 77", "OP1, SUP2"), ((string?)result["note"]![0]!["text"], (string?)result["device"]!["display"], (string?)result["extension"]![0]!["valueString"]));
        Assert.Equal(("ServiceRequest/o1", "Specimen/s1"), ((string?)result["basedOn"]![0]!["reference"], (string?)result["specimen"]!["reference"]));
        Assert.Contains(mapped.Resources[1].Origins, origin => origin is { Element: "valueQuantity", Source: "R[0]-4" });
    }

    [Theory]
    [InlineData("F", "final")]
    [InlineData("P", "preliminary")]
    [InlineData("C", "corrected")]
    [InlineData("X", "cancelled")]
    [InlineData("I", "registered")]
    [InlineData("W", "preliminary")]
    [InlineData("F\\W", "preliminary")]
    [InlineData("R", "final")]
    [InlineData("", "unknown")]
    public void A_status_is_told_by_its_letter(string letter, string status) =>
        Assert.Equal(status, (string?)Json(Map(Known(), "P|1", "O|1|S1||^^^K", $"R|1|^^^K|4.1|mmol/L||N||{letter}"), "Observation")["status"]);

    [Theory]
    [InlineData("<0.5", "0.5", "<")]
    [InlineData(">=120", "120", ">=")]
    [InlineData("-1.50", "-1.50", null)]
    public void A_number_is_a_quantity_with_its_sign(string text, string value, string? sign)
    {
        var quantity = Json(Map(Known(), "P|1", "O|1|S1||^^^K", $"R|1|^^^K|{text}|mEq||N||F"), "Observation")["valueQuantity"]!;
        Assert.Equal((value, sign, "mEq", "meq/L"), (quantity["value"]!.ToJsonString(), (string?)quantity["comparator"], (string?)quantity["unit"], (string?)quantity["code"]));
    }

    [Fact]
    public void What_is_no_number_is_text_what_is_missing_is_said_to_be_and_a_unit_that_nobody_knows_stays_as_it_is()
    {
        var results = Many(Map(Known(), "P|1", "O|1|S1||^^^K", "R|1|^^^A|NEGATIVE|S/CO||N||F", "R|2|^^^B||mmol/L||||X", "R|3|^^^C|7|thing/field||?||F"), "Observation");
        Assert.Equal("NEGATIVE", (string?)results[0]["valueString"]);
        Assert.Equal(("cancelled", "error"), ((string?)results[1]["status"], (string?)results[1]["dataAbsentReason"]!["coding"]![0]!["code"]));
        Assert.Equal(("thing/field", null, "?"), ((string?)results[2]["valueQuantity"]!["unit"], results[2]["valueQuantity"]!["code"], (string?)results[2]["interpretation"]![0]!["text"]));
        Assert.Equal("A", (string?)results[0]["code"]!["coding"]![0]!["code"]);
    }

    [Fact]
    public void A_specimen_that_is_not_known_is_nobodys_and_what_has_no_number_is_never_found_again()
    {
        var unknown = Map(null, "P|1|M1|||Testperson^Ina", "O|1|S9||^^^K", "R|1|^^^K|4.1|mmol/L||N||F");
        Assert.Empty(unknown.Resources[0].Business);
        Assert.Null(Json(unknown, "Observation")["specimen"]);
        var numberless = Map(null, "P|1", "O|1|||^^^K", "R|1|^^^K|4.1|mmol/L||N||F");
        Assert.All(numberless.Resources.Skip(1), resource => Assert.Equal((MappedIntent.Create, 0), (resource.Intent, resource.Business.Count)));
    }

    [Fact]
    public void Repeated_figures_of_one_test_are_told_apart()
    {
        var mapped = Map(Known(), "P|1", "O|1|S1||^^^K", "R|1|^^^K^1|4.1|mmol/L||N||F", "R|2|^^^K^2|4.2|mmol/L||N||F", "R|3|^^^K^2|4.3|mmol/L||N||F");
        Assert.Equal([$"{Results}|S1/K^1", $"{Results}|S1/K^2", $"{Results}|S1/K^2/2"], mapped.Resources.Where(resource => resource.ResourceType == "Observation").Select(resource => resource.Business[0]));
    }

    [Fact]
    public void A_report_is_final_when_all_that_was_ordered_is_there()
    {
        var panel = new KnownOrder("ServiceRequest/o2", Encoding.UTF8.GetBytes("""{"text":"Panel"}"""), ["http://loinc.org|51990-0"]);
        string Status(KnownOrder order, params string[] records) => (string)Many(Map(Known(order), ["P|1", "O|1|S1||^^^K", .. records]), "DiagnosticReport").Single()["status"]!;
        Assert.Equal("partial", Status(panel, "R|1|^^^K|4.1|mmol/L||N||F"));
        Assert.Equal("final", Status(panel, "R|1|^^^K|4.1|mmol/L||N||F", "R|2|^^^NA|140|mmol/L||N||F"));
        Assert.Equal("preliminary", Status(panel, "R|1|^^^K|4.1|mmol/L||N||P"));
        var earlier = panel with { Results = [new KnownResult("Observation/na", [$"{Results}|S1/NA"], "final"), new KnownResult("Observation/k", [$"{Results}|S1/K"], "final")] };
        Assert.Equal("corrected", Status(earlier, "R|1|^^^K|4.9|mmol/L||N||C"));
        var report = Json(Map(Known(earlier), "P|1", "O|1|S1||^^^K", "R|1|^^^K|4.9|mmol/L||N||C"), "DiagnosticReport");
        // The one that came again is named once, by what the message makes of it.
        Assert.Equal(2, report["result"]!.AsArray().Count);
        Assert.Equal("Observation/na", (string?)report["result"]![0]!["reference"]);
    }

    [Fact]
    public void Results_of_several_specimens_are_refused_until_they_are_divided()
    {
        var message = Message("P|1", "O|1|S1||^^^K", "R|1|^^^K|4.1|mmol/L||N||F", "P|2", "O|1|S2||^^^K", "R|1|^^^K|4.2|mmol/L||N||F", "C|1|I|note|G");
        Assert.Equal("ASTM-SEVERAL-SPECIMENS", Assert.Single(AstmToFhir.Map(message, s_context, null).Issues).Code);
        var parts = SpecimenParts.Divide(message).Select(part => AstmMessage.Parse(part)).ToList();
        Assert.Equal(["S1", "S2"], parts.Select(part => Assert.Single(SpecimenParts.NumbersIn(part))));
        Assert.Equal(["H P O R L", "H P O R C L"], parts.Select(part => string.Join(' ', part.Records().Select(record => record.Type))));
        var alone = Message("P|1", "O|1|S1||^^^K", "R|1|^^^K|4.1|mmol/L||N||F");
        Assert.Equal(alone.Bytes.ToArray(), Assert.Single(SpecimenParts.Divide(alone)).ToArray());
    }

    [Fact]
    public void Controls_are_no_results_of_anybody()
    {
        var message = Message("P|1", "O|1|QC1||^^^K|R||||||Q", "R|1|^^^K|4.1|mmol/L||N||F");
        Assert.Empty(SpecimenParts.NumbersIn(message));
        Assert.Equal("ASTM-NO-RESULTS", Assert.Single(AstmToFhir.Map(message, s_context, null).Issues).Code);
    }

    [Fact]
    public void Whatever_comes_is_mapped_without_an_exception_and_each_time_alike() => Prop.ForAll(Records(), records =>
    {
        if (AstmMessage.Read(Encoding.Latin1.GetBytes("H|\\^&\r" + records)).Message is not { } message)
            return;
        foreach (var part in SpecimenParts.Divide(message).Select(bytes => AstmMessage.Read(bytes).Message!))
        {
            var (first, second) = (AstmToFhir.Map(part, s_context, Known()), AstmToFhir.Map(part, s_context, Known()));
            Assert.Equal(first.Resources.Select(resource => (resource.Key, Encoding.UTF8.GetString(resource.Json.Span))), second.Resources.Select(resource => (resource.Key, Encoding.UTF8.GetString(resource.Json.Span))));
            Check(first);
        }
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<string> Records()
    {
        var field = Gen.Elements("", "1", "K", "^^^K", "^^^K^2", "4.1", "<5", "x", "\u00e9", "20260302", "99999999999999", "Q", "C", "X", "A\\B", "1e99", " ", "&F&", "S1^2", "3 to 5", "~");
        var record = Gen.Elements("P", "O", "R", "C", "M", "Q", "L").SelectMany(type => Gen.ArrayOf(field).Select(fields => $"{type}|{string.Join('|', fields)}"));
        return Arb.From(Gen.ArrayOf(record).Select(records => string.Join('\r', records) + "\r"));
    }

    private static MappedMessage Map(KnownSpecimen? specimen, params string[] records)
    {
        var mapped = AstmToFhir.Map(Message(records), s_context, specimen);
        Check(mapped);
        return mapped;
    }

    private static void Check(MappedMessage mapped)
    {
        foreach (var resource in mapped.Resources)
            Assert.Equal([], ResourceValidator.Validate(ResourceDocument.Parse(resource.Json).Document!).Where(issue => issue.IsError).Select(issue => string.Create(CultureInfo.InvariantCulture, $"{resource.ResourceType} {issue.Location} {issue.Message}")));
    }

    private static KnownSpecimen Known(params KnownOrder[] orders) => new("S1", "Specimen/s1", "record|p1", null, orders.Length > 0 ? orders : [new KnownOrder("ServiceRequest/o1", Encoding.UTF8.GetBytes("""{"text":"Potassium"}"""), ["http://loinc.org|2823-3"])]);

    private static AstmMessage Message(params string[] records) => AstmMessage.Parse(Encoding.Latin1.GetBytes(string.Join('\r', ["H|\\^&|||ANALYTE^1.0^77|||||||P|LIS2-A2|20260302101500", .. records, "L|1|N"]) + "\r"));

    private static JsonNode Json(MappedMessage mapped, string type) => Many(mapped, type)[0];

    private static List<JsonNode> Many(MappedMessage mapped, string type) => [.. mapped.Resources.Where(resource => resource.ResourceType == type).Select(resource => JsonNode.Parse(resource.Json.Span)!)];
}
