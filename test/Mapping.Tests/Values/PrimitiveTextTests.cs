using Carewright.Fhir.Definitions;
using Carewright.Mapping.Values;

namespace Carewright.Mapping.Tests.Values;

public sealed class PrimitiveTextTests
{
    private static readonly TimeReader s_times = new("", TimeSpan.Zero);

    [Theory]
    [InlineData("1.50", "1.50")]
    [InlineData("+.5", "0.5")]
    [InlineData("007", "7")]
    [InlineData("-0.10", "-0.10")]
    [InlineData("5.", "5")]
    [InlineData("0", "0")]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData("-", null)]
    [InlineData("1e5", null)]
    [InlineData("1,5", null)]
    [InlineData("12345678901234567890123456789", null)]
    public void A_number_keeps_its_digits_or_is_none(string text, string? expected) => Assert.Equal(expected, PrimitiveText.Of(text, PrimitiveKind.Decimal, s_times));

    [Theory]
    [InlineData(PrimitiveKind.Code, "  a   b ", "a b")]
    [InlineData(PrimitiveKind.Code, "\u0001", null)]
    [InlineData(PrimitiveKind.String, " a\u0001b\u0085 ", "ab")]
    [InlineData(PrimitiveKind.String, "   ", null)]
    [InlineData(PrimitiveKind.Uri, "http://a b", null)]
    [InlineData(PrimitiveKind.Boolean, "y", "true")]
    [InlineData(PrimitiveKind.Boolean, "maybe", null)]
    [InlineData(PrimitiveKind.PositiveInt, "0", null)]
    [InlineData(PrimitiveKind.Integer, "99999999999", null)]
    [InlineData(PrimitiveKind.Base64Binary, "JVBE\nRi0=", "JVBERi0=")]
    [InlineData(PrimitiveKind.Base64Binary, "%", null)]
    public void A_text_is_what_its_type_allows_or_nothing(PrimitiveKind kind, string text, string? expected) => Assert.Equal(expected, PrimitiveText.Of(text, kind, s_times));
}
