using System.Text;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Tests.Json;

public sealed class OperationOutcomeWriterTests
{
    [Fact]
    public void Each_issue_says_how_grave_what_and_where()
    {
        var json = OperationOutcomeWriter.Write(
        [
            new(IssueSeverity.Error, IssueTypes.Structure, "JSON-UNKNOWN-ELEMENT", "No \"such\" élement.", "Patient.foo", "FHIR R4 json.html", 3, 7),
            new(IssueSeverity.Warning, IssueTypes.Processing, "X-1", "Odd."),
        ]);
        var outcome = ResourceDocument.Parse(json);
        Assert.Empty(outcome.Issues);
        var issues = outcome.Document!.Root.Children("issue").ToList();
        Assert.Equal(["error", "warning"], issues.Select(i => i.Child("severity").GetString()));
        Assert.Equal(["structure", "processing"], issues.Select(i => i.Child("code").GetString()));
        Assert.Equal("JSON-UNKNOWN-ELEMENT", issues[0].Child("details").Child("coding").Child("code").GetString());
        Assert.Equal("No \"such\" élement.", issues[0].Child("details").Child("text").GetString());
        Assert.Equal("Line 3, column 7 (FHIR R4 json.html)", issues[0].Child("diagnostics").GetString());
        Assert.Equal("Patient.foo", issues[0].Child("expression").GetString());
        Assert.False(issues[1].Child("diagnostics").Exists || issues[1].Child("expression").Exists);
    }

    [Fact]
    public void Without_issues_it_says_so() =>
        Assert.Contains("\"severity\":\"information\",\"code\":\"informational\"", Encoding.UTF8.GetString(OperationOutcomeWriter.Write([]).Span), StringComparison.Ordinal);
}
