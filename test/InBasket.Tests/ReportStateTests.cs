using System.Text.Json.Nodes;
using Carewright.InBasket.Reports;

namespace Carewright.InBasket.Tests;

/// <summary>What is news of a report, and what is not.</summary>
public sealed class ReportStateTests
{
    [Fact]
    public void Labels_versions_and_the_order_of_results_are_no_news()
    {
        var one = State("final", 1, ("a", "4.2", 1), ("b", "7", 1));
        var other = State("final", 9, ("b", "7", 3), ("a", "4.2", 5));
        other.Report["meta"] = new JsonObject { ["security"] = new JsonArray(new JsonObject { ["code"] = "HIV" }) };
        Assert.Equal(one.Digest(), other.Digest());
        Assert.NotEqual(one.Seen(), other.Seen());
    }

    [Fact]
    public void A_value_a_status_and_a_conclusion_are_news()
    {
        var first = State("final", 1, ("a", "4.2", 1));
        var concluded = State("final", 1, ("a", "4.2", 1));
        concluded.Report["conclusion"] = "Repeat.";
        string[] digests = [first.Digest(), State("final", 1, ("a", "4.3", 1)).Digest(), State("preliminary", 1, ("a", "4.2", 1)).Digest(), State("corrected", 1, ("a", "4.2", 1)).Digest(), concluded.Digest()];
        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"MB"}]}]}""", true)]
    [InlineData("""{"category":[{"coding":[{"system":"http://loinc.org","code":"LP29684-5"}]}]}""", false)]
    [InlineData("""{"category":[{"coding":[{"system":"http://loinc.org","code":"LP29684-5"}]}],"basedOn":[{"reference":"ServiceRequest/x"}]}""", true)]
    public void A_note_is_no_result_unless_it_was_ordered(string report, bool isResult) =>
        Assert.Equal(isResult, new ReportState(JsonNode.Parse(report)!.AsObject(), 1, []).IsResult);

    private static ReportState State(string status, long version, params (string Id, string Value, long Version)[] results) => new(
        new JsonObject { ["id"] = "r", ["status"] = status },
        version,
        [.. results.Select(result => (new JsonObject { ["id"] = result.Id, ["status"] = "final", ["valueString"] = result.Value }, result.Version))]);
}
