using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Fhir.Tests.Search;
using Carewright.Fhir.Validation;

namespace Carewright.Fhir.Tests.Validation;

/// <summary>The invariants written by hand against their published FHIRPath expressions.</summary>
public sealed class NativeInvariantTests
{
    private static readonly string[] s_crafted =
    [
        """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"O"}],"managingOrganization":{"reference":"#o"}}""",
        """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"O"}]}""",
        """{"resourceType":"Patient","contained":[{"resourceType":"Organization","name":"O"}],"managingOrganization":{"reference":"#o"}}""",
        """{"resourceType":"Patient","contained":[{"resourceType":"Provenance","id":"p","target":[{"reference":"#"}],"recorded":"2020-01-01T00:00:00Z","agent":[{"who":{"display":"d"}}]}]}""",
        """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","meta":{"versionId":"1","security":[{"code":"R"}]},"contained":[{"resourceType":"Patient","id":"x"}]}],"managingOrganization":{"reference":"#o"}}""",
        """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","meta":{"lastUpdated":"2020-01-01T00:00:00Z"}}],"extension":[{"url":"http://x","valueUri":"#o"}]}""",
        """{"resourceType":"Patient","contained":[{"resourceType":"Questionnaire","id":"q","status":"draft"}],"extension":[{"url":"http://x","valueCanonical":"#q"}]}""",
        """{"resourceType":"Patient","text":{"status":"empty"},"name":[{"id":"only"},{"given":["A",null],"_given":[{"id":"i"},{"extension":[{"url":"http://x","valueString":"v"}]}]}],"extension":[{"url":"u"},{"url":"u","valueString":"a","extension":[{"url":"b","valueString":"c"}]}]}""",
        """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},"generalPractitioner":[{"reference":"#missing"},{"reference":"Practitioner/1"},{"display":"d"}]}""",
    ];

    [Fact]
    public void They_agree_on_crafted_resources()
    {
        foreach (var json in s_crafted)
            Compare(ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!);
    }

    [Fact]
    public async Task They_agree_on_the_test_data()
    {
        foreach (var document in (await Synthea.Resources()).Where((_, i) => i % 10 == 0))
            Compare(document);
    }

    private static void Compare(ResourceDocument document)
    {
        CompareElement(document.Root, document.Root);
        var rules = document.Type.Invariants.Concat(FhirModel.R4.FindType("DomainResource")!.Invariants).DistinctBy(invariant => invariant.Key).ToDictionary(invariant => invariant.Key);
        Agree(rules["dom-2"], document.Root, document.Root, NativeInvariants.Dom2(document.Root));
        Agree(rules["dom-3"], document.Root, document.Root, NativeInvariants.Dom3(document.Root));
        Agree(rules["dom-4"], document.Root, document.Root, NativeInvariants.Dom4(document.Root));
        Agree(rules["dom-5"], document.Root, document.Root, NativeInvariants.Dom5(document.Root));
        Agree(rules["dom-6"], document.Root, document.Root, NativeInvariants.Dom6(document.Root));
    }

    private static void CompareElement(Element element, Element root)
    {
        foreach (var child in element.Children())
        {
            if (child.Type is not { IsResource: false } type)
                continue;
            Agree(Find("Element", "ele-1"), child, root, NativeInvariants.Ele1(child));
            if (type.Name == "Extension")
                Agree(Find("Extension", "ext-1"), child, root, NativeInvariants.Ext1(child));
            // Without a text the published expression comes to nothing; "#" alone it does not know. See NativeInvariants.Ref1.
            if (type.Name == "Reference" && child.Child("reference").GetString() is not (null or "#"))
                Agree(Find("Reference", "ref-1"), child, root, NativeInvariants.Ref1(child, root));
            CompareElement(child, root);
        }
    }

    private static InvariantDefinition Find(string type, string key) => FhirModel.R4.FindType(type)!.Invariants.First(invariant => invariant.Key == key);

    private static void Agree(InvariantDefinition invariant, Element focus, Element root, bool native)
    {
        var evaluated = FhirPathExpression.Compile(invariant.Expression).IsTrue(new FhirPathContext(focus) { RootResource = root });
        Assert.True(evaluated == native, $"{invariant.Key} at {focus.Location()}: FHIRPath says {evaluated}, native {native}");
    }
}
