using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Access;

public sealed class SampleTests
{
    [Fact]
    public void Every_type_has_a_valid_sample()
    {
        var faults = new List<string>();
        foreach (var type in SampleResources.Types)
        {
            var parsed = ResourceDocument.Parse(Encoding.UTF8.GetBytes(SampleResources.Of(type, "sample", "own").ToJsonString()));
            var issues = parsed.Document is null ? parsed.Issues : [.. parsed.Issues, .. ResourceValidator.Validate(parsed.Document)];
            faults.AddRange(issues.Where(issue => issue.IsError).Select(issue => $"{type}: {issue.Location}: {issue.Message}"));
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(SampleResources.Types.Count > 140);
    }
}
