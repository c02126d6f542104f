using Carewright.Fhir.Search;

namespace Carewright.Fhir.Tests.Search;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("Smith", "smith")]
    [InlineData("  Van   der\tBerg\u00A0", "van der berg")]
    [InlineData("O'Brien", "obrien")]
    [InlineData("O’Brien", "obrien")]
    [InlineData("St. John-Smythe", "st john smythe")]
    [InlineData("Müller", "muller")]
    [InlineData("Mu\u0308ller", "muller")]
    [InlineData("Straße", "strasse")]
    [InlineData("STRAẞE", "strasse")]
    [InlineData("Søren Kierkegård", "soren kierkegard")]
    [InlineData("Łódź", "lodz")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("Nguyễn", "nguyen")]
    [InlineData("Ælfrēd Þór", "aelfred thor")]
    [InlineData("ΟΔΥΣΣΕΎΣ", "οδυσσευσ")]
    [InlineData("Ὀδυσσεύς", "οδυσσευσ")]
    [InlineData("Пётр Андрей", "петр андреи")]
    [InlineData("Ｓｍｉｔｈ", "smith")]
    [InlineData("山田 太郎", "山田 太郎")]
    [InlineData("山田\u3000太郎", "山田 太郎")]
    [InlineData("ﾔﾏﾀﾞ", "ヤマダ")]
    [InlineData("か\u3099", "が")]
    [InlineData("は\u309A", "ぱ")]
    [InlineData("한국", "한국")]
    [InlineData("\u1112\u1161\u11AB\u1100\u116E\u11A8", "한국")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("مُحَمَّد", "محمد")]
    [InlineData("ﬁne", "fine")]
    [InlineData("<5 + 3", "<5 + 3")]
    [InlineData("...", "")]
    [InlineData("", "")]
    [InlineData("😀 A", "😀 a")]
    public void Folds(string text, string expected) => Assert.Equal(expected, SearchText.Fold(text));

    [Fact]
    public void An_unpaired_surrogate_becomes_the_replacement_character() => Assert.Equal("a\uFFFDb", SearchText.Fold("A\uD800B"));

    [Fact]
    public void Folding_twice_changes_nothing()
    {
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)(random.Next(4) switch
            {
                0 => random.Next(0x20, 0x250),
                1 => random.Next(0x300, 0x530),
                2 => random.Next(0x1100, 0x2100),
                _ => random.Next(0, 0x10000),
            })));
            var once = SearchText.Fold(text);
            Assert.Equal(once, SearchText.Fold(once));
        }
    }

    [Fact]
    public void Every_letter_folds_alike_in_upper_and_lower_case()
    {
        for (var c = '\0'; c < '\uD800'; c++)
        {
            // U+0130 and U+1E9E are the upper case of nothing that .NET maps back.
            if (char.IsUpper(c) && c is not ('\u03F4' or '\u1E9E' or '\u0130'))
                Assert.Equal(SearchText.Fold(char.ToLowerInvariant(c).ToString()), SearchText.Fold(c.ToString()));
        }
    }
}
