using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Laboratory.Standing;

namespace Carewright.Laboratory.Tests;

/// <summary>When the orders of a standing order are due, and what they carry.</summary>
public sealed class StandingPlanTests
{
    private static readonly DateOnly s_start = new(2026, 1, 31);

    [Fact]
    public void Months_are_counted_from_the_first_day_so_that_a_short_month_does_not_shorten_the_rest() =>
        Assert.Equal([new(2026, 1, 31), new(2026, 2, 28), new(2026, 3, 31)], Enumerable.Range(1, 3).Select(new StandingPlan(s_start, 1, "mo", 3, null).DueOn));

    [Theory]
    [InlineData("d", 10, 3)]
    [InlineData("wk", 1, 4)]
    [InlineData("mo", 1, 1)]
    public void An_end_bounds_how_many_there_are(string unit, int every, int total) =>
        Assert.Equal(total, new StandingPlan(s_start, every, unit, null, s_start.AddDays(24)).Total);

    [Fact]
    public void A_plan_without_an_end_gives_nothing() => Assert.Equal(0, new StandingPlan(s_start, 1, "d", null, null).LastDue(s_start.AddYears(1)));

    [Fact]
    public void None_is_due_before_the_first_day_and_none_after_the_last()
    {
        var plan = new StandingPlan(s_start, 1, "wk", 2, null);
        Assert.Equal([0, 1, 1, 2, 2], new[] { -1, 0, 6, 7, 700 }.Select(days => plan.LastDue(s_start.AddDays(days))));
    }

    [Fact]
    public void A_plan_is_read_as_the_app_writes_it_and_another_is_none()
    {
        static StandingPlan? Read(string repeat) => StandingPlan.Read(JsonDocument.Parse("{\"occurrenceTiming\":{\"repeat\":" + repeat + "}}").RootElement);
        Assert.Equal(new StandingPlan(s_start, 3, "mo", 4, new(2026, 12, 31)), Read("""{"boundsPeriod":{"start":"2026-01-31","end":"2026-12-31"},"count":4,"frequency":1,"period":3,"periodUnit":"mo"}"""));
        Assert.Null(Read("""{"boundsPeriod":{"start":"2026-01-31"},"count":4,"period":0,"periodUnit":"mo"}"""));
        Assert.Null(Read("""{"boundsPeriod":{"start":"2026-01-31"},"count":4,"period":8,"periodUnit":"h"}"""));
        Assert.Null(Read("{}"));
    }

    [Fact]
    public void A_released_order_asks_for_the_same_once_and_keeps_labels_and_insurance()
    {
        var standing = JsonNode.Parse("""
            {"resourceType":"ServiceRequest","id":"s","status":"active","intent":"original-order","meta":{"versionId":"3","security":[{"code":"R"}]},"subject":{"reference":"Patient/p"},"insurance":[{"reference":"Coverage/c"}],
             "identifier":[{"system":"https://carewright.example/fhir/NamingSystem/order","value":"A1"},{"system":"urn:other","value":"X"}],"requisition":{"value":"R1"},"occurrenceTiming":{"repeat":{}}}
            """)!.AsObject();
        var order = StandingRelease.Order(standing, "s", 2, new(2026, 2, 28), DateTimeOffset.UnixEpoch);
        Assert.Equal("""{"security":[{"code":"R"}]}""", order["meta"]!.ToJsonString());
        Assert.Equal(["s.2", "A1-2"], order["identifier"]!.AsArray().Select(one => (string)one!["value"]!));
        Assert.Equal(("order", "R1-2", "2026-02-28", "ServiceRequest/s", "Coverage/c"),
            ((string)order["intent"]!, (string)order["requisition"]!["value"]!, (string)order["occurrenceDateTime"]!, (string)order["basedOn"]![0]!["reference"]!, (string)order["insurance"]![0]!["reference"]!));
        Assert.Null(order["occurrenceTiming"]);
        Assert.NotNull(standing["occurrenceTiming"]);
    }
}
