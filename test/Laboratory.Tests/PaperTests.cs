using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Carewright.Laboratory.Papers;

namespace Carewright.Laboratory.Tests;

/// <summary>Bar codes and papers.</summary>
public sealed partial class PaperTests
{
    [Fact]
    public void Every_symbol_has_eleven_modules_an_even_number_of_them_black_and_its_own_pattern()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var letter in Enumerable.Range(' ', 95).Select(value => (char)value))
        {
            var symbol = Code128.Encode(letter.ToString()).Skip(6).Take(6).ToArray();
            Assert.Equal((11, 0), (symbol.Sum(), (symbol[0] + symbol[2] + symbol[4]) % 2));
            Assert.True(seen.Add(string.Concat(symbol)));
        }
    }

    // The published example PJJ123C has, in code set A, the check symbol 54; the start symbol of set B counts one more.
    [Fact]
    public void A_symbol_begins_with_start_B_and_ends_with_its_check_and_stop()
    {
        var widths = Code128.Encode("PJJ123C");
        Assert.Equal("211214", string.Concat(widths.Take(6)));
        Assert.Equal(string.Concat(Code128.Encode("W").Skip(6).Take(6)) + "2331112", string.Concat(widths.TakeLast(13)));
        Assert.Throws<ArgumentException>(() => Code128.Encode("é"));
    }

    [Theory]
    [InlineData("José", "José")]
    [InlineData("Łukasz Dvořák", "Lukasz Dvorák")]
    [InlineData("O’Neil – 李", "O'Neil - ?")]
    public void Letters_that_the_fonts_lack_are_told_by_others(string text, string plain) => Assert.Equal(plain, PaperText.Plain(text));

    [Fact]
    public void A_label_says_who_what_and_when_and_its_bars_say_the_number()
    {
        var page = SpecimenLabel.Draw(
            Json("""{"accessionIdentifier":{"value":"ABCDEF0123"},"type":{"text":"Serum"},"collection":{"collectedDateTime":"2026-03-01T09:30:00-05:00"}}"""),
            Json("""{"name":[{"family":"Testperson","given":["Ina"]}],"birthDate":"1980-02-03","gender":"female","identifier":[{"value":"M-1"}]}"""),
            [Json("""{"code":{"coding":[{"code":"GLU"}]}}"""), Json("""{"code":{"text":"Sodium"}}""")])!;
        Assert.Equal((161.57, 90.71), (Math.Round(page.Width, 2), Math.Round(page.Height, 2)));
        foreach (var words in new[] { "Testperson, Ina", "1980-02-03  F  M-1", "(ABCDEF0123)", "GLU, Sodium", "2026-03-01 09:30  Serum" })
            Assert.Contains(words, page.Drawing, StringComparison.Ordinal);
        Assert.Equal(Code128.Encode("ABCDEF0123").Count / 2 + 1, Bar().Count(page.Drawing));
        Assert.Null(SpecimenLabel.Draw(Json("{}"), Json("{}"), []));
    }

    [Fact]
    public void A_file_has_its_objects_where_its_table_says()
    {
        var page = new PaperPage(100, 100);
        page.Write(1, 10, 8, "A (b) \\ é");
        var file = Encoding.ASCII.GetString(PaperFile.Build([page, page]));
        var places = Place().Matches(file).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(8, places.Count);
        Assert.All(places.Select((place, index) => (place, index)), one => Assert.StartsWith($"{one.index + 1} 0 obj", file[one.place..], StringComparison.Ordinal));
        Assert.Contains(@"(A \(b\) \\ \351)", file, StringComparison.Ordinal);
    }

    [GeneratedRegex(" re f")]
    private static partial Regex Bar();

    [GeneratedRegex(@"^(\d{10}) 00000 n", RegexOptions.Multiline)]
    private static partial Regex Place();

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
