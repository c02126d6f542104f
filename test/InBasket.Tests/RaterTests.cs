using System.Text.Json.Nodes;
using Carewright.InBasket.Reports;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.InBasket.Tests;

/// <summary>How grave results are, by flags and ranges.</summary>
public sealed class RaterTests
{
    [Theory]
    [InlineData("""{"interpretation":[{"coding":[{"code":"N"}]}]}""", "Normal")]
    [InlineData("""{"interpretation":[{"coding":[{"code":"H"}]}]}""", "Abnormal")]
    [InlineData("""{"interpretation":[{"coding":[{"code":"H"},{"code":"HH"}]}]}""", "Critical")]
    [InlineData("""{"interpretation":[{"coding":[{"code":"LL"}]}],"valueQuantity":{"value":4},"referenceRange":[{"low":{"value":3},"high":{"value":5}}]}""", "Critical")]
    [InlineData("""{"valueQuantity":{"value":4},"referenceRange":[{"low":{"value":3},"high":{"value":5}}]}""", "Normal")]
    [InlineData("""{"valueQuantity":{"value":5.01},"referenceRange":[{"high":{"value":5}}]}""", "Abnormal")]
    [InlineData("""{"valueQuantity":{"value":4,"comparator":"<"},"referenceRange":[{"low":{"value":3},"high":{"value":5}}]}""", "Unrated")]
    [InlineData("""{"valueQuantity":{"value":4},"referenceRange":[{"high":{"value":5}},{"high":{"value":3}}]}""", "Unrated")]
    [InlineData("""{"valueString":"Staphylococcus aureus"}""", "Unrated")]
    [InlineData("""{"component":[{"interpretation":[{"coding":[{"code":"N"}]}]},{"interpretation":[{"coding":[{"code":"AA"}]}]}]}""", "Critical")]
    public void A_flag_says_it_else_the_one_range_else_nothing(string observation, string rating) =>
        Assert.Equal(rating, Rater.One(JsonNode.Parse(observation)!.AsObject()).ToString());

    [Fact]
    public void What_the_laboratory_does_not_stand_by_is_not_rated()
    {
        var wrong = JsonNode.Parse("""{"status":"entered-in-error","interpretation":[{"coding":[{"code":"HH"}]}]}""")!.AsObject();
        Assert.Equal(ReviewRating.Unrated, Rater.Of([wrong]));
        Assert.Equal(ReviewRating.Unrated, Rater.Of([]));
    }

    [Fact]
    public void A_report_is_as_grave_as_its_gravest_result_in_any_order()
    {
        var flags = Gen.Elements("N", "H", "HH", "LL", "A", "S", "");
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.NonEmptyListOf(flags).ToArbitrary(), chosen =>
        {
            var results = chosen.Select(flag => flag.Length == 0 ? new JsonObject() : new JsonObject { ["interpretation"] = new JsonArray(new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["code"] = flag }) }) }).ToList();
            return Rater.Of(results) == results.Max(Rater.One) && Rater.Of(results) == Rater.Of(Enumerable.Reverse(results));
        }));
    }
}
