using System.Collections.Concurrent;
using Carewright.Fhir.Json;
using Carewright.Fhir.Tests.Packages;
using Carewright.Fhir.Validation;

namespace Carewright.Fhir.Tests.Validation;

/// <summary>Published examples have no fault, but for those that do.</summary>
public sealed class ExampleValidationTests
{
    /// <summary>
    /// Every example of R4 in which an error is found, with the code and the reason. All break a rule that R4 itself states; none is about a profile or
    /// terminology of later date.
    /// </summary>
    private static readonly Dictionary<string, string> s_faulty = new(StringComparer.Ordinal)
    {
        ["ActivityDefinition-blood-tubes-supply"] = "VAL-NARRATIVE: the div is blank (txt-2)",
        ["ActivityDefinition-heart-valve-replacement"] = "VAL-NARRATIVE: the div is blank (txt-2)",
        ["EventDefinition-example"] = "VAL-NARRATIVE: the div is blank (txt-2)",
        ["Questionnaire-zika-virus-exposure-assessment"] = "VAL-NARRATIVE: the div is blank (txt-2)",
        ["Basic-referral"] = "VAL-EXTENSION-MODIFIER-UNKNOWN: modifier extensions of example.org that nobody defines",
        ["Bundle-10bb101f-a121-4264-a920-67be9cb82c74"] = "VAL-BUNDLE-FULLURL: .../Patient/pat12 holds the Patient pat2",
        ["Bundle-3a0707d3-549e-4467-b8b8-5a2ab3800efe"] = "VAL-BUNDLE-FULLURL: the full URL has another id than the resource",
        ["Bundle-lri-example"] = "VAL-BUNDLE-FULLURL: the full URLs have other ids than the resources",
        ["Bundle-dataelements"] = "VAL-BUNDLE-DUPLICATE: entries with one full URL (bdl-7)",
        ["Bundle-hla-1"] = "VAL-EXTENSION-PART: the part is named 'uri'; its definition names it 'url'",
        ["DeviceMetric-example"] = "VAL-REFERENCE-TARGET: parent is a Device, not a DeviceDefinition",
        ["DeviceUseStatement-example"] = "VAL-REFERENCE-TARGET: a Procedure is no reason",
        ["MedicationRequest-medrx0301"] = "VAL-REFERENCE-TARGET: a Practitioner is no dispensing organization",
        ["Observation-clinical-gender"] = "VAL-REFERENCE-TARGET: an Encounter performs nothing",
        ["ImplementationGuide-fhir"] = "VAL-MIN: no name, no status",
        ["ig-r4"] = "VAL-MIN: the same ImplementationGuide under another name",
        ["Questionnaire-qs1"] = "VAL-MIN: items without linkId",
        ["SearchParameter-codesystem-extensions-CodeSystem-author"] = "VAL-MIN: no base",
        ["SearchParameter-codesystem-extensions-CodeSystem-effective"] = "VAL-MIN: no base",
        ["SearchParameter-codesystem-extensions-CodeSystem-end"] = "VAL-MIN: no base",
        ["SearchParameter-codesystem-extensions-CodeSystem-keyword"] = "VAL-MIN: no base",
        ["SearchParameter-codesystem-extensions-CodeSystem-workflow"] = "VAL-MIN: no base",
        ["SearchParameter-valueset-extensions-ValueSet-author"] = "VAL-MIN: no base",
        ["SearchParameter-valueset-extensions-ValueSet-effective"] = "VAL-MIN: no base",
        ["SearchParameter-valueset-extensions-ValueSet-end"] = "VAL-MIN: no base",
        ["SearchParameter-valueset-extensions-ValueSet-keyword"] = "VAL-MIN: no base",
        ["SearchParameter-valueset-extensions-ValueSet-workflow"] = "VAL-MIN: no base",
        ["SearchParameter-questionnaireresponse-extensions-QuestionnaireResponse-item-subject"] = "VAL-FORMAT: the id has more than 64 characters",
        ["SearchParameter-example-extension"] = "VAL-SEARCH-EXPRESSION: the base is Patient, the expression is about DocumentReference",
        ["StructureDefinition-Definition"] = "VAL-INVARIANT: sdf-4, no baseDefinition",
        ["StructureDefinition-Event"] = "VAL-INVARIANT: sdf-4, no baseDefinition",
        ["StructureDefinition-FiveWs"] = "VAL-INVARIANT: sdf-4, no baseDefinition",
        ["StructureDefinition-Request"] = "VAL-INVARIANT: sdf-4, no baseDefinition",
    };

    [Fact]
    public void Examples_of_R4_have_no_error_but_for_the_listed_ones()
    {
        var found = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        Parallel.ForEach(R4Examples.Files(), file =>
        {
            var errors = ResourceValidator.Validate(ResourceDocument.Parse(File.ReadAllBytes(file))).Where(issue => issue.IsError).Select(issue => issue.Code).Distinct().Order().ToArray();
            if (errors.Length > 0)
                found[System.IO.Path.GetFileNameWithoutExtension(file)] = string.Join(' ', errors);
        });
        Assert.Equal(
            s_faulty.Select(pair => $"{pair.Key} {pair.Value[..pair.Value.IndexOf(':', StringComparison.Ordinal)]}").Order(StringComparer.Ordinal),
            found.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    // Full URLs whose ids are not those of the resources.
    [InlineData("6.1.0", "Bundle/66c8856b-ba11-4876-8aa8-467aad8c11a2 VAL-BUNDLE-FULLURL", "Bundle/docref-example-2 VAL-BUNDLE-FULLURL")]
    [InlineData("7.0.0")]
    public void Everything_in_US_Core_conforms_to_the_profiles_it_claims(string version, params string[] faulty)
    {
        var resources = UsCore.Package(version).Resources;
        var byId = resources.Where(resource => resource.Id is not null).ToLookup(resource => $"{resource.ResourceType}/{resource.Id}");
        var options = ValidationOptions.Default with
        {
            Definitions = UsCore.Profiles(version),
            Resolve = reference => byId[reference].FirstOrDefault()?.Open() is { } document ? document.Root : default,
        };
        var found = new ConcurrentBag<string>();
        Parallel.ForEach(resources, resource =>
        {
            foreach (var issue in ResourceValidator.Validate(ResourceDocument.Parse(resource.Unpack()), options).Where(issue => issue.IsError))
                found.Add($"{resource.ResourceType}/{resource.Id} {issue.Code}");
        });
        Assert.Equal(faulty, found.Order(StringComparer.Ordinal));
    }
}
