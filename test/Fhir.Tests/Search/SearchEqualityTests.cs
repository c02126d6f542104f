using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Fhir.Search;
using Carewright.Fhir.Search.Extraction;

namespace Carewright.Fhir.Tests.Search;

/// <summary>The walk of <see cref="SearchExtractor"/> against plain FHIRPath evaluation of each parameter's published expression.</summary>
public sealed partial class SearchEqualityTests
{
    [Fact]
    public async Task The_walk_yields_what_FHIRPath_yields_for_every_resource_and_parameter()
    {
        var compared = 0;
        foreach (var document in await Synthea.Resources())
            compared += Compare(document);
        Assert.True(compared > 500_000, $"only {compared} compared");
    }

    [Fact]
    public void The_walk_yields_what_FHIRPath_yields_for_the_rarer_types()
    {
        string[] resources =
        [
            """{"resourceType":"Provenance","target":[{"reference":"Patient/1"},{"reference":"Device/2"},{"reference":"urn:uuid:3","type":"Patient"}],"occurredDateTime":"2020","recorded":"2020-01-01T00:00:00Z","agent":[{"who":{"reference":"http://x/Patient/4/_history/1"}}]}""",
            """{"resourceType":"Bundle","type":"document","entry":[{"resource":{"resourceType":"Composition","id":"c"}},{"resource":{"resourceType":"Patient","id":"p"}}]}""",
            """{"resourceType":"Observation","status":"final","code":{"coding":[{"code":"a"},{"code":"b"}]},"valueDateTime":"2020-01","component":[{"code":{"coding":[{"code":"c"}]},"valueCodeableConcept":{"coding":[{"code":"d"}],"text":"x"}},{"code":{"coding":[{"code":"e"}]},"valueQuantity":{"value":5}}]}""",
            """{"resourceType":"Condition","subject":{"reference":"Group/1"},"onsetAge":{"value":5,"system":"http://unitsofmeasure.org","code":"a"},"abatementString":"soon","evidence":[{"code":[{"text":"t"}],"detail":[{"reference":"Observation/2"}]}]}""",
            """{"resourceType":"MolecularSequence","coordinateSystem":0,"referenceSeq":{"chromosome":{"coding":[{"code":"1"}]},"referenceSeqId":{"coding":[{"code":"r"}]},"windowStart":1,"windowEnd":9},"variant":[{"start":2,"end":3},{"start":4}]}""",
            """{"resourceType":"ActivityDefinition","status":"draft","useContext":[{"code":{"code":"age"},"valueRange":{"low":{"value":1}}},{"code":{"code":"focus"},"valueCodeableConcept":{"coding":[{"code":"z"}]}}],"relatedArtifact":[{"type":"composed-of","resource":"http://a|1"},{"type":"depends-on","resource":"http://b"}],"library":["http://l|2"]}""",
            """{"resourceType":"Person","link":[{"target":{"reference":"Patient/1"}},{"target":{"reference":"RelatedPerson/2"}}],"telecom":[{"system":"phone","value":"1"},{"system":"email","value":"2"}],"name":[{"family":"F","period":{"start":"2020"}}]}""",
            """{"resourceType":"Organization","name":"N","alias":["A","B"],"address":[{"city":"C","country":"D","use":"work"}]}""",
            """{"resourceType":"ConceptMap","status":"draft","sourceUri":"http://s","targetCanonical":"http://t|1","group":[{"source":"http://x","element":[{"code":"a","target":[{"code":"b","equivalence":"equal"}]}]}]}""",
            """{"resourceType":"Group","type":"person","actual":true,"characteristic":[{"code":{"coding":[{"code":"a"}]},"valueBoolean":true,"exclude":false},{"code":{"coding":[{"code":"b"}]},"valueRange":{"high":{"value":3}},"exclude":false}]}""",
            """{"resourceType":"Patient","deceasedDateTime":"2020-05-05"}""",
        ];
        Assert.All(resources, resource => Compare(SearchExtractorTests.Parse(resource)));
    }

    private static int Compare(ResourceDocument document)
    {
        var walked = SearchExtractor.Extract(document).ToLookup(value => value.Parameter);
        var compared = 0;
        foreach (var parameter in FhirModel.R4.SearchParametersOf(document.ResourceType))
        {
            if (SearchKinds.Of(parameter) is not { } kind)
                continue;
            var expected = kind == SearchKind.Composite ? Tuples(document, parameter) : Evaluate(document.Root, document.Root, parameter, kind, parameter.Expression);
            Assert.Equal(expected.Select(SearchExtractorTests.Show).Order(StringComparer.Ordinal).Distinct(), walked[parameter].Select(SearchExtractorTests.Show).Order(StringComparer.Ordinal).Distinct());
            compared++;
        }
        return compared;
    }

    private static List<SearchValue> Tuples(ResourceDocument document, SearchParameterDefinition composite)
    {
        var tuples = new List<SearchValue>();
        var group = 0;
        foreach (var anchor in Items(document.Root, document.Root, composite.Expression))
        {
            var parts = SearchComponents.Of(composite).Select((component, i) => Evaluate(anchor.Element, document.Root, composite, component.Kind, component.Expression)
                .Where(value => value.Component == 0).Select(value => value with { Component = i + 1 }).ToList()).ToList();
            if (parts.TrueForAll(part => part.Count > 0))
                tuples.AddRange(parts.SelectMany(part => part).Select(value => value with { Group = group + 1 }));
            if (parts.TrueForAll(part => part.Count > 0))
                group++;
        }
        return tuples;
    }

    private static List<SearchValue> Evaluate(Element focus, Element resource, SearchParameterDefinition parameter, SearchKind kind, string expression)
    {
        var values = new List<SearchValue>();
        foreach (var item in Items(focus, resource, expression))
        {
            if (item.IsElement)
                values.AddRange(SearchWalk.Convert(item.Element, SearchValues.Of(parameter, kind)));
            else if (item.TryGetBoolean(out var truth))
                values.Add(SearchValues.Of(parameter, kind) with { Text = truth ? "true" : "false" });
        }
        return values;
    }

    private static FhirPathCollection Items(Element focus, Element resource, string expression) => FhirPathExpression.Compile(AsFilter(expression)).Evaluate(
        new FhirPathContext(focus) { Resource = resource, Resolver = reference => Stub(resource, reference) });

    /// <summary>Published expressions use <c>as</c> on collections, as a filter; FHIRPath itself allows it on one item only. And <c>DateTime</c> for <c>dateTime</c>.</summary>
    private static string AsFilter(string expression) =>
        CastFunction().Replace(Cast().Replace(expression, "$1.ofType($2)"), ".ofType(").Replace("(DateTime)", "(dateTime)", StringComparison.Ordinal);

    /// <summary>What a reference points to is known here by its type only.</summary>
    private static Element Stub(Element resource, string reference)
    {
        var element = Referring(resource, reference);
        return SearchFilter.ReferredType(element) is { } type ? SearchExtractorTests.Parse($$"""{"resourceType":"{{type.Name}}"}""").Root : default;
    }

    private static Element Referring(Element element, string reference)
    {
        foreach (var child in element.Children())
        {
            if (child.Child("reference").GetString() == reference)
                return child;
            if (Referring(child, reference) is { Exists: true } found)
                return found;
        }
        return default;
    }

    [GeneratedRegex(@"\(([\w.]+) as (\w+)\)")]
    private static partial Regex Cast();

    [GeneratedRegex(@"\.as\(")]
    private static partial Regex CastFunction();
}
