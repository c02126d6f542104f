using System.Text.Json;
using Carewright.Laboratory.Catalogue;

namespace Carewright.Laboratory.Tests;

/// <summary>Tests found by what somebody types.</summary>
public sealed class FindingTests
{
    [Theory]
    [InlineData("glu", 1)]
    [InlineData("GLUC", 2)]
    [InlineData("serum glu", 3)]
    [InlineData("glu1", 0)]
    [InlineData("2345-7", 3)]
    [InlineData("urine", null)]
    [InlineData("lucose", null)]
    [InlineData("", 2)]
    public void A_word_begins_a_word_of_the_name_or_the_code(string typed, int? rank) =>
        Assert.Equal(rank, new OfferedTest(Known("GLU1", "Glucose in serum")).RankOf(CatalogueShelf.Words(typed)));

    [Fact]
    public void Accents_and_signs_make_no_difference() => Assert.Equal(["acido", "urico", "24h"], CatalogueShelf.Words("Ácido-úrico (24H)"));

    private static KnownTest Known(string code, string name) => new("x", "lab", "url", default(JsonElement), null, new LabTest(code, name) { Loinc = "2345-7" });
}
