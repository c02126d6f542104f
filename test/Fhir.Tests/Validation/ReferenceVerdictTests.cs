using System.Text.Json;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.Fhir.Xml;
using Carewright.Testing;

namespace Carewright.Fhir.Tests.Validation;

/// <summary>Our verdict (acceptable or not) on resources that the reference validator has judged.</summary>
public sealed class ReferenceVerdictTests
{
    /// <summary>Every case where the verdicts differ, with the reason. There is none that we refuse and it accepts.</summary>
    private static readonly Dictionary<string, string> s_acceptedByUsOnly = new(StringComparer.Ordinal)
    {
        ["bad-markdown-no-html"] = "its option to refuse HTML in markdown, which markdown allows",
        ["bundle-id-5"] = "checks the display text of a CVX code, whose table is not here",
        ["ips-nz-pj"] = "checks LOINC display texts, whose table is not here",
        ["vs-params-4"] = "a rule of its own for the language of an expression within a ValueSet's filter",
    };

    /// <summary>What is accepted besides when only what R4 demands is asked.</summary>
    private static readonly Dictionary<string, string> s_acceptedByDefault = new(StringComparer.Ordinal)
    {
        ["message"] = "links to urn: in a narrative",
        ["pat-security-bad-string"] = "text that looks like HTML",
        ["pat-security-bad-string1"] = "text that looks like HTML",
        ["pat-dob-ext"] = "an extension that nobody defines",
        ["pat-example-extensions"] = "an extension that nobody defines",
        ["target-ref-profile-empty"] = "an extension that nobody defines",
        ["nested-questionnaire-nested-valueset"] = "an extension of another guide",
        ["uk-msg"] = "an extension that nobody defines; SNOMED CT codes",
    };

    [Fact]
    public void The_strict_verdict_is_the_reference_validators_but_for_the_listed_cases() => Check(ValidationOptions.Strict, s_acceptedByUsOnly.Keys);

    [Fact]
    public void By_default_what_R4_leaves_open_is_accepted() => Check(ValidationOptions.Default, s_acceptedByUsOnly.Keys.Concat(s_acceptedByDefault.Keys));

    private static void Check(ValidationOptions options, IEnumerable<string> expectedlyAccepted)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("validator/manifest.json")));
        var refusedByUsOnly = new List<string>();
        var acceptedByUsOnly = new List<string>();
        foreach (var test in manifest.RootElement.EnumerateArray())
        {
            var name = test.GetProperty("name").GetString()!;
            var expected = test.GetProperty("valid").GetBoolean();
            var accepted = !ResourceValidator.Validate(Read(test.GetProperty("file").GetString()!), options).Any(issue => issue.IsError);
            if (accepted != expected)
                (accepted ? acceptedByUsOnly : refusedByUsOnly).Add(name);
        }
        Assert.Empty(refusedByUsOnly);
        Assert.Equal(expectedlyAccepted.Order(StringComparer.Ordinal), acceptedByUsOnly.Order(StringComparer.Ordinal));
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
