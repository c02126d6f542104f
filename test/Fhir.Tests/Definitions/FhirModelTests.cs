using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Tests.Definitions;

public sealed class FhirModelTests
{
    private static readonly FhirModel s_model = FhirModel.R4;

    [Fact]
    public void Every_resource_type_of_R4_is_there() => Assert.Equal(146, s_model.ResourceTypes.Count);
}
