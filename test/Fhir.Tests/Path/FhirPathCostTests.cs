using System.Diagnostics;
using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;

namespace Carewright.Fhir.Tests.Path;

/// <summary>What an evaluation costs. Allocation is asserted; time is printed by the explicit test (run a Release build with -explicit only).</summary>
public sealed class FhirPathCostTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("Patient.name.given")]
    [InlineData("Patient.birthDate")]
    [InlineData("Patient.name.where(use = 'official').family")]
    [InlineData("Patient.telecom.where(system='phone')")]
    [InlineData("name.exists() and telecom.empty().not()")]
    [InlineData("Patient.deceased.exists() and Patient.deceased != false")]
    [InlineData("contact.all(name.exists() or telecom.exists() or address.exists() or organization.exists())")]
    [InlineData("(Patient.deceased as boolean)")]
    public void Typical_expressions_allocate_nothing(string text)
    {
        FhirPathExpression expression = FhirPathExpression.Compile(text);
        Element root = OfficialSuite.Input("patient-example.xml").Root;
        var results = new List<FhirPathValue>(64);
        for (int i = 0; i < 100; i++)
        {
            results.Clear();
            expression.Evaluate(new FhirPathContext(root), results);
        }

        // The least of several rounds: a method that is compiled again half-way may allocate in one of them.
        Assert.InRange(Enumerable.Range(0, 5).Min(_ => Allocated(expression, root, results)), 0, 1_000);
    }

    private static long Allocated(FhirPathExpression expression, Element root, List<FhirPathValue> results)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            results.Clear();
            expression.Evaluate(new FhirPathContext(root), results);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact(Explicit = true)]
    public void Print_the_time_of_typical_expressions()
    {
        ResourceDocument patient = OfficialSuite.Input("patient-example.xml"), observation = OfficialSuite.Input("observation-example.xml");
        (string Text, ResourceDocument Input)[] cases =
        [
            ("Patient.name.given", patient), ("Patient.birthDate", patient), ("Patient.name.where(use = 'official').family", patient), ("Patient.telecom.where(system='phone')", patient),
            ("name.exists() and telecom.empty().not()", patient), ("contact.all(name.exists() or telecom.exists() or address.exists() or organization.exists())", patient),
            ("(Observation.value as Quantity) | (Observation.value as SampledData)", observation), ("Observation.value.value > 100", observation), ("Observation.subject.where(resolve() is Patient)", observation),
        ];
        foreach ((string text, ResourceDocument input) in cases)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Nanoseconds(FhirPathExpression.Compile(text), input),8:F0} ns  {text}"));
        }

        FhirPathExpression[] all = [.. FhirModel.R4.SearchParametersOf("Patient").Where(parameter => !string.IsNullOrEmpty(parameter.Expression)).Select(parameter => FhirPathExpression.Compile(parameter.Expression!))];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Average(expression => Nanoseconds(expression, patient)),8:F0} ns  mean of the {all.Length} search parameters of Patient"));
        FhirPathExpression[] some = [.. FhirModel.R4.SearchParametersOf("Observation").Where(parameter => !string.IsNullOrEmpty(parameter.Expression)).Select(parameter => FhirPathExpression.Compile(parameter.Expression!))];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{some.Average(expression => Nanoseconds(expression, observation)),8:F0} ns  mean of the {some.Length} search parameters of Observation"));
    }

    private static double Nanoseconds(FhirPathExpression expression, ResourceDocument input)
    {
        var results = new List<FhirPathValue>(256);
        double best = double.MaxValue;
        for (int round = 0; round < 300; round++)
        {
            const int Count = 500;
            var watch = Stopwatch.StartNew();
            for (int i = 0; i < Count; i++)
            {
                results.Clear();
                expression.Evaluate(new FhirPathContext(input.Root), results);
            }

            best = Math.Min(best, watch.Elapsed.TotalNanoseconds / Count);
        }

        return best;
    }
}
