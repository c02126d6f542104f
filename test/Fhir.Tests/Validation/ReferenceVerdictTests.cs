using System.Text.Json;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.Fhir.Xml;
using Carewright.Testing;

namespace Carewright.Fhir.Tests.Validation;

/// <summary>Our verdict (acceptable or not) on resources that the reference validator has judged.</summary>
public sealed class ReferenceVerdictTests
{
    /// <summary>
    /// Every case where the verdicts differ, with the reason. In all of them the reference validator refuses by something outside the R4 base definitions: profiles, terminology content, other resources, or its
    /// own policies. There is none that we refuse and it accepts.
    /// </summary>
    private static readonly Dictionary<string, string> s_acceptedByUsOnly = new()
    {
        ["questionnaire-enableWhen-test-invalid"] = "where an enableWhen may point within a Questionnaire is in no invariant",
        ["message"] = "it refuses urn: links in narratives, which R4 does not",
        ["pat-security-bad-string"] = "its option to refuse text that looks like HTML; text is data here and is escaped when shown",
        ["pat-security-bad-string1"] = "its option to refuse text that looks like HTML; text is data here and is escaped when shown",
        ["bad-markdown-no-html"] = "its option to refuse HTML in markdown",
        ["sp-diff-base"] = "type-checks the expression of a SearchParameter",
        ["sp-composite"] = "number of components of a composite SearchParameter is in no invariant",
        ["qr-bad-ref2"] = "resolves a canonical to a published resource",
        ["pat-dob-ext"] = "refuses extensions whose definition it does not find",
        ["pat-example-extensions"] = "refuses extensions whose definition it does not find",
        ["target-ref-profile-empty"] = "refuses extensions whose definition it does not find",
        ["nested-questionnaire-nested-valueset"] = "refuses extensions whose definition it does not find",
        ["maiden-name-extension"] = "checks where an extension may be used",
        ["ips-htmlrefs-backwards"] = "checks the definition of an extension",
        ["bundle-id-5"] = "checks the display text of a CVX code",
        ["uk-msg"] = "checks SNOMED CT codes and display texts",
        ["ips-nz-pj"] = "checks LOINC display texts",
        ["obs-mz"] = "generates the snapshot of a StructureDefinition",
        ["vs-params-4"] = "a rule for an extension of ValueSet",
    };

    [Fact]
    public void The_verdict_is_the_reference_validators_but_for_the_listed_cases()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("validator/manifest.json")));
        var refusedByUsOnly = new List<string>();
        var acceptedByUsOnly = new List<string>();
        foreach (var test in manifest.RootElement.EnumerateArray())
        {
            var name = test.GetProperty("name").GetString()!;
            var expected = test.GetProperty("valid").GetBoolean();
            var accepted = !ResourceValidator.Validate(Read(test.GetProperty("file").GetString()!)).Any(issue => issue.IsError);
            if (accepted != expected)
                (accepted ? acceptedByUsOnly : refusedByUsOnly).Add(name);
        }
        Assert.Empty(refusedByUsOnly);
        Assert.Equal(s_acceptedByUsOnly.Keys.Order(), acceptedByUsOnly.Order());
    }

    private static ParseOutcome Read(string file)
    {
        var bytes = File.ReadAllBytes(SharedData.Require("validator/cases/" + file));
        if (file.EndsWith(".json", StringComparison.Ordinal))
            return ResourceDocument.Parse(bytes);
        var (json, issues) = FhirXml.ToJson(bytes);
        var outcome = json is { } converted ? ResourceDocument.Parse(converted) : new ParseOutcome(null, []);
        return outcome with { Issues = [.. issues, .. outcome.Issues] };
    }
}
