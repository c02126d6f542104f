using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Validation;

namespace Carewright.Fhir.Tests.Validation;

public sealed class PrimitiveFormatTests
{
    [Theory]
    [InlineData(PrimitiveKind.Integer, "0 -1 2147483647 -2147483648", "01 +1 2147483648 1.0 - 99999999999")]
    [InlineData(PrimitiveKind.UnsignedInt, "0 5", "-1 00")]
    [InlineData(PrimitiveKind.PositiveInt, "1 2147483647", "0 -1")]
    [InlineData(PrimitiveKind.Decimal, "0 -0.5 1.50 1e5 1E-5 1.2e+10", ".5 5. 01 1e +1 NaN 1e+")]
    [InlineData(PrimitiveKind.Boolean, "true false", "True 1")]
    [InlineData(PrimitiveKind.Id, "a A-1.b 0123456789012345678901234567890123456789012345678901234567890123", "a_b a/b 01234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData(PrimitiveKind.Uri, "http://x urn:oid:1.2 #a x", "")]
    [InlineData(PrimitiveKind.Oid, "urn:oid:1.2.3 urn:oid:2.16.840.1.113883 urn:oid:0.0", "1.2.3 urn:oid:3.1 urn:oid:1 urn:oid:1.02 urn:oid:1..2 urn:oid:1.")]
    [InlineData(PrimitiveKind.Uuid, "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "c757873d-ec9a-4326-a141-556f43239520 urn:uuid:C757873D-EC9A-4326-A141-556F43239520 urn:uuid:c757873dec9a-4326-a141-556f43239520a")]
    [InlineData(PrimitiveKind.Date, "2020 2020-02 2020-02-29 0001", "0000 20 2019-02-29 2020-13 2020-2 2020-01-01T00:00:00Z 2020-01-1")]
    [InlineData(PrimitiveKind.DateTime, "2020 2020-02 2020-02-29 2020-02-29T23:59:59Z 2020-01-01T00:00:00.123+14:00 2020-01-01T00:00:60-05:00", "2020-01-01T00:00 2020-01-01T00:00:00 2020-01-01T24:00:00Z 2020-01-01T00:00Z 2020-01-01T00:00:00+14:30 2020-02-30T00:00:00Z 2020-01-01T00:00:00.Z")]
    [InlineData(PrimitiveKind.Instant, "2015-02-07T13:28:17.239+02:00 2017-01-01T00:00:00Z", "2017-01-01 2017-01-01T00:00:00 2017-01-01T00:00Z 2017")]
    [InlineData(PrimitiveKind.Time, "00:00:00 23:59:60 12:00:00.5", "24:00:00 12:60:00 12:00 12:00:61 12:00:00. 12:00:00Z")]
    [InlineData(PrimitiveKind.Base64Binary, "YQ== YWI= YWJj", "YQ= Y=Q= YQ==YQ== a.b")]
    [InlineData(PrimitiveKind.Code, "a a-b", "")]
    public void Forms(PrimitiveKind kind, string valid, string invalid)
    {
        Assert.All(valid.Split(' '), text => Assert.True(PrimitiveFormat.IsValid(kind, Encoding.UTF8.GetBytes(text)), text));
        Assert.All(invalid.Split(' '), text => Assert.False(PrimitiveFormat.IsValid(kind, Encoding.UTF8.GetBytes(text)), text));
        Assert.False(PrimitiveFormat.IsValid(kind, []));
        Assert.NotEmpty(PrimitiveFormat.Demand(kind));
    }

    [Theory]
    [InlineData(PrimitiveKind.Code, "a b", true)]
    [InlineData(PrimitiveKind.Code, "a  b", false)]
    [InlineData(PrimitiveKind.Code, " a", false)]
    [InlineData(PrimitiveKind.Code, "a ", false)]
    [InlineData(PrimitiveKind.Code, "a\tb", false)]
    [InlineData(PrimitiveKind.Uri, "http://x y", false)]
    [InlineData(PrimitiveKind.String, "a\r\n\tb é", true)]
    [InlineData(PrimitiveKind.String, "a\0b", false)]
    [InlineData(PrimitiveKind.Markdown, "a\u0007", false)]
    [InlineData(PrimitiveKind.Base64Binary, "YW\r\n Jj", true)]
    public void Forms_with_white_space(PrimitiveKind kind, string text, bool expected) => Assert.Equal(expected, PrimitiveFormat.IsValid(kind, Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_string_has_at_most_a_megabyte()
    {
        Assert.True(PrimitiveFormat.IsValid(PrimitiveKind.String, Encoding.ASCII.GetBytes(new string('a', PrimitiveFormat.MaxStringBytes))));
        Assert.False(PrimitiveFormat.IsValid(PrimitiveKind.String, Encoding.ASCII.GetBytes(new string('a', PrimitiveFormat.MaxStringBytes + 1))));
    }
}
