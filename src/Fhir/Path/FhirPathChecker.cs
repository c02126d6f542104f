using Carewright.Fhir.Definitions;
using Carewright.Kernel;

namespace Carewright.Fhir.Path;

internal static class FhirPathChecker
{
    public static IReadOnlyList<Issue> Check(PathSyntax syntax, FhirModel model, string typeName) => [];
}
