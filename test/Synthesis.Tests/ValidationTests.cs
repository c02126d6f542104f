using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;

namespace Carewright.Synthesis.Tests;

public sealed class ValidationTests
{
    [Fact]
    public void Every_resource_is_valid_by_the_products_own_validator()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in ClinicGenerator.Generate(new ClinicPlan(15, 9, new DateOnly(2026, 3, 4))))
        {
            // Slots differ in their times only; the first speaks for all.
            if (!seen.Add(resource.ResourceType) && resource.ResourceType == "Slot") continue;
            // The profiles of US Core, which the resources claim, are a package that a clinic loads.
            var issues = ResourceValidator.Validate(ResourceDocument.Parse(resource.Json)).Where(issue => issue.Code != "VAL-PROFILE-UNKNOWN").ToList();
            Assert.True(issues.Count == 0, $"{resource.ResourceType}/{resource.Id}: {string.Join("; ", issues.Select(issue => $"{issue.Code} {issue.Location} {issue.Message}"))}");
        }

        Assert.True(seen.Count > 20);
    }
}
