using Carewright.Terminology.Concepts;
using Carewright.Terminology.Grammars;
using Carewright.Terminology.Sources;

namespace Carewright.Terminology.Tests.Grammars;

public sealed class GrammarTests
{
    private static readonly ICodeGrammar s_units = StarterContent.Instance.FindGrammar(UcumCodes.Url)!;
    private static readonly ICodeGrammar s_languages = StarterContent.Instance.FindGrammar(LanguageTags.Url)!;

    // RFC 5646, appendix A and section 2.1.
    [Theory]
    [InlineData("de")]
    [InlineData("zh-Hant")]
    [InlineData("zh-cmn-Hans-CN")]
    [InlineData("sl-rozaj-biske")]
    [InlineData("de-CH-1901")]
    [InlineData("hy-Latn-IT-arevela")]
    [InlineData("es-419")]
    [InlineData("de-CH-x-phonebk")]
    [InlineData("x-whatever")]
    [InlineData("en-a-myext-b-another")]
    [InlineData("i-klingon")]
    [InlineData("EN-us")]
    public void Well_formed_language_tags_are_valid(string tag) => Assert.Null(s_languages.Fault(tag));

    [Theory]
    [InlineData("")]
    [InlineData("e")]
    [InlineData("de-419-DE")]
    [InlineData("a-DE")]
    [InlineData("ar-a-aaa-b-bbb-a-ccc")]
    [InlineData("de-1901-1901")]
    [InlineData("en--US")]
    [InlineData("en-")]
    [InlineData("x")]
    [InlineData("en-a")]
    [InlineData("en US")]
    [InlineData("englishlanguage")]
    [InlineData("en_US")]
    public void Others_are_not(string tag) => Assert.NotNull(s_languages.Fault(tag));

    [Fact]
    public void A_language_is_named_with_its_region()
    {
        Assert.Equal("Spanish", s_languages.Display("es"));
        Assert.Equal("Spanish (Mexico)", s_languages.Display("es-MX"));
        Assert.Null(s_languages.Display("qqq-Latn"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/fhir+json")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("text/plain;charset=\"a \\\" b\";x=y")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("x-world/x-3dmf")]
    [InlineData("IMAGE/PNG")]
    public void Well_formed_media_types_are_valid(string type) => Assert.True(MediaTypes.IsWellFormed(type));

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("text/")]
    [InlineData("/plain")]
    [InlineData("text/pl ain")]
    [InlineData("text/plain;")]
    [InlineData("text/plain; charset")]
    [InlineData("text/plain; charset=\"open")]
    [InlineData("banana/plain")]
    [InlineData("text/plain, text/html")]
    public void Other_media_types_are_not(string type) => Assert.False(MediaTypes.IsWellFormed(type));

    [Theory]
    [InlineData("mg/dL", true)]
    [InlineData("mm[Hg]", true)]
    [InlineData("10*3/uL", true)]
    [InlineData("{score}", true)]
    [InlineData("kg.m/s2", true)]
    [InlineData("mg/dl/", false)]
    [InlineData("milligram", false)]
    [InlineData("MG", true)] // megagauss
    [InlineData("", false)]
    public void Units_are_valid_by_grammar(string code, bool isValid) => Assert.Equal(isValid, s_units.Fault(code) is null);

    [Fact]
    public void Every_unit_that_HL7_calls_common_is_valid()
    {
        var faults = s_units.Common.Where(unit => s_units.Fault(unit.Code) is not null).Select(unit => unit.Code).ToList();
        Assert.True(s_units.Common.Count > 1_300);
        Assert.True(faults.Count == 0, string.Join(' ', faults));
    }

    [Fact]
    public void A_unit_passes_the_filter_of_what_it_measures()
    {
        Assert.True(s_units.Passes("min", "canonical", "=", "s"));
        Assert.False(s_units.Passes("mg", "canonical", "=", "s"));
        Assert.Null(s_units.Passes("mg", "flavour", "=", "s"));
    }
}
