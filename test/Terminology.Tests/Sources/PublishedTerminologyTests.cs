using Carewright.Fhir.Definitions;
using Carewright.Terminology.Concepts;
using Carewright.Terminology.Operations;
using Carewright.Terminology.Sources;
using Carewright.Terminology.Tests.Running;

namespace Carewright.Terminology.Tests.Sources;

public sealed class PublishedTerminologyTests
{
    private static readonly TerminologyService s_service = Definitions.Service();

    [Fact]
    public void Holds_what_R4_publishes()
    {
        Assert.True(PublishedTerminology.R4.UrlsOf("CodeSystem").Count() > 1_000);
        Assert.True(PublishedTerminology.R4.UrlsOf("ValueSet").Count() > 1_250);
        Assert.Equal(19, PublishedTerminology.R4.UrlsOf("ConceptMap").Count());
        Assert.NotNull(PublishedTerminology.R4.Find("ValueSet", "http://hl7.org/fhir/ValueSet/administrative-gender", "4.0.1"));
        Assert.Null(PublishedTerminology.R4.Find("ValueSet", "http://hl7.org/fhir/ValueSet/administrative-gender", "3.0.0"));
    }

    // The validator's compact tables are made by other code; the two must say the same.
    [Fact]
    public void Every_value_set_that_the_validator_enumerates_has_the_same_codes_here()
    {
        var checkedSets = 0;
        foreach (var url in PublishedTerminology.R4.UrlsOf("ValueSet"))
        {
            // It names version 3.6.0 of a system that is published as 4.0.1; the validator's tables do not look at versions.
            if (FhirModel.R4.FindValueSet(url) is not { } known || url == "http://hl7.org/fhir/ValueSet/task-code")
                continue;
            var codes = s_service.Enumerate(url, 100_000);
            Assert.True(codes is not null, url);
            var expected = known.Systems.SelectMany(system => known.CodesOf(system).Select(code => (system, code))).Order().ToList();
            Assert.True(expected.SequenceEqual(codes.Select(one => (one.System!, one.Code)).Order()), url);
            checkedSets++;
        }
        Assert.True(checkedSets > 1_000, $"{checkedSets}");
    }

    [Fact]
    public void Every_value_set_expands_or_says_which_system_it_lacks()
    {
        // HL7's example filters by a property that HL7's example system does not have.
        foreach (var url in PublishedTerminology.R4.UrlsOf("ValueSet").Where(url => url != "http://hl7.org/fhir/ValueSet/example-filter"))
        {
            var answer = s_service.Expand(new ExpandRequest { Url = url, Count = 10 });
            Assert.True(answer.Value is not null || answer.Issues.All(issue => issue.Code is "TERM-UNKNOWN-SYSTEM" or "TERM-UNKNOWN-VALUESET"), $"{url}: {string.Join("; ", answer.Issues.Select(issue => issue.Code + " " + issue.Message))}");
        }
    }

    [Fact]
    public void Words_of_licensed_systems_are_left_out_of_published_value_sets()
    {
        foreach (var url in PublishedTerminology.R4.UrlsOf("ValueSet"))
        {
            var licensed = TerminologyService.Read(PublishedTerminology.R4.Find("ValueSet", url, null)!).Include.Where(part => part.System == "http://snomed.info/sct").SelectMany(part => part.Concepts);
            Assert.All(licensed, concept => Assert.Null(concept.Display));
        }
    }

    [Theory]
    [InlineData("http://hl7.org/fhir/ValueSet/currencies", "USD", "US dollar")]
    [InlineData("http://hl7.org/fhir/ValueSet/iso3166-1-2", "CA", "Canada")]
    [InlineData("http://hl7.org/fhir/ValueSet/iso3166-1-3", "CAN", "Canada")]
    [InlineData("http://hl7.org/fhir/ValueSet/mimetypes", "application/pdf", "PDF document")]
    [InlineData("http://hl7.org/fhir/ValueSet/languages", "es", "Spanish")]
    [InlineData("http://hl7.org/fhir/ValueSet/ucum-common", "mg/dL", "milligram per deciliter")]
    [InlineData("http://hl7.org/fhir/ValueSet/duration-units", "min", null)]
    public void Value_sets_of_R4_whose_systems_HL7_does_not_publish_work(string url, string code, string? display)
    {
        var result = s_service.ValidateCode(new ValidateCodeRequest([new SentCoding(null, null, code, null)]) { Url = url }).Value!;
        Assert.True(result.IsValid, result.Message);
        if (display is not null)
            Assert.Equal(display, result.Display);
        Assert.NotEmpty(s_service.Expand(new ExpandRequest { Url = url, Count = 5 }).Value!.Contains);
    }

    [Fact]
    public void Concept_maps_of_R4_translate()
    {
        var result = s_service.Translate(new TranslateRequest([new SentCoding("http://hl7.org/fhir/address-use", null, "home", null)]) { Url = "http://hl7.org/fhir/ConceptMap/cm-address-use-v3" }).Value!;
        Assert.True(result.IsFound);
        Assert.Equal(["H"], result.Matches.Select(match => match.Code));
    }

    [Fact]
    public void A_system_that_is_loaded_nowhere_is_named_with_advice()
    {
        var answer = s_service.Expand(new ExpandRequest { Url = "http://hl7.org/fhir/ValueSet/condition-code", Count = 1 });
        Assert.Contains("http://snomed.info/sct", Assert.Single(answer.Issues).Message, StringComparison.Ordinal);
        Assert.Null(s_service.Enumerate("http://hl7.org/fhir/ValueSet/condition-code", 10));
    }

    [Fact]
    public void Definitions_and_hierarchy_of_published_systems_are_at_hand()
    {
        var answer = s_service.Lookup(new LookupRequest("http://terminology.hl7.org/CodeSystem/v3-ActCode", "EMER"));
        Assert.Equal("emergency", answer.Value!.Display);
        Assert.NotNull(answer.Value.Definition);
        Assert.Equal("subsumes", s_service.Subsumes(new SubsumesRequest("http://terminology.hl7.org/CodeSystem/v3-ActCode", null, "_ActEncounterCode", "EMER")).Value!.Outcome);
        Assert.True(TerminologyService.ReadSystem(PublishedTerminology.R4.Find("CodeSystem", "http://terminology.hl7.org/CodeSystem/v3-ActCode", null)!)!.Hierarchy.HasLinks);
        Assert.Equal(SystemContent.Complete, answer.Value.System.Content);
    }
}
