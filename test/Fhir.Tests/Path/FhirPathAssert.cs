using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;

namespace Carewright.Fhir.Tests.Path;

/// <summary>Evaluates expressions and shows results as text: "System.Integer:4".</summary>
internal static class FhirPathAssert
{
    public static ResourceDocument Parse(string json) => ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!;

    public static FhirPathCollection Evaluate(string expression, ResourceDocument? input = null) =>
        FhirPathExpression.Compile(expression).Evaluate(input is null ? new FhirPathContext(FhirPathCollection.Empty) : new FhirPathContext(input.Root));

    /// <summary>Items joined with " | "; empty is "{}".</summary>
    public static string Show(FhirPathCollection result) => result.Count == 0 ? "{}" : string.Join(" | ", result.Select(item => item.ToString()));

    public static void Gives(string expected, string expression, ResourceDocument? input = null) => Assert.Equal(expected, Show(Evaluate(expression, input)));

    public static FhirPathException Fails(string code, string expression, ResourceDocument? input = null)
    {
        FhirPathException error = Assert.Throws<FhirPathException>(() => Evaluate(expression, input));
        Assert.Equal(code, error.Code);
        return error;
    }
}
