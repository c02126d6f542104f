using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Testing;

namespace Carewright.Fhir.Tests.Path;

/// <summary>The published expressions, evaluated over real resources: no errors, and no valid resource refused.</summary>
public sealed class RealDataTests
{
    // As published, it is empty instead of true for a reference without reference text.
    private const string EmptyOnDisplayOnly = "ref-1";

    [Fact]
    public void Every_invariant_of_a_real_bundle_holds()
    {
        ResourceDocument bundle = SmallestBundle();
        var failures = new SortedSet<string>(StringComparer.Ordinal);
        int evaluated = 0;
        foreach (FhirPathValue value in FhirPathAssert.Evaluate("combine(descendants())", bundle))
        {
            Element element = value.Element;
            IEnumerable<InvariantDefinition> invariants = (element.Type?.Invariants ?? []).Concat(element.Definition?.Invariants ?? []);
            foreach (InvariantDefinition invariant in invariants.Where(invariant => invariant is { IsError: true, IsBestPractice: false }))
            {
                evaluated++;
                if (FhirPathExpression.Compile(invariant.Expression).EvaluateTruth(new FhirPathContext(element)) is not true and var truth && !(truth is null && invariant.Key == EmptyOnDisplayOnly))
                {
                    failures.Add($"{invariant.Key} {invariant.Expression} at {element.Location()}");
                }
            }
        }

        Assert.True(evaluated > 1_000, $"only {evaluated} evaluations");
        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(20)));
    }

    [Fact]
    public void Every_search_parameter_evaluates_on_a_real_bundle()
    {
        ResourceDocument bundle = SmallestBundle();
        int items = 0;
        foreach (FhirPathValue resource in FhirPathAssert.Evaluate("Bundle.entry.resource", bundle))
        {
            foreach (SearchParameterDefinition parameter in FhirModel.R4.SearchParametersOf(resource.Element.Type!.Name).Where(parameter => !string.IsNullOrEmpty(parameter.Expression)))
            {
                items += FhirPathExpression.Compile(parameter.Expression!).Evaluate(new FhirPathContext(resource.Element)).Count;
            }
        }

        Assert.True(items > 100, $"only {items} items");
    }

    private static ResourceDocument SmallestBundle() => ResourceDocument.Parse(File.ReadAllBytes(SyntheaFiles.Bundles().MinBy(path => new FileInfo(path).Length)!)).Document!;
}
