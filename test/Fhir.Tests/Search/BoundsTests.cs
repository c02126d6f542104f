using System.Globalization;
using System.Text;
using Carewright.Fhir.Search;

namespace Carewright.Fhir.Tests.Search;

public sealed class BoundsTests
{
    [Theory]
    [InlineData("2013", "2013-01-01T00:00:00.000000Z", "2013-12-31T23:59:59.999999Z")]
    [InlineData("2012-02", "2012-02-01T00:00:00.000000Z", "2012-02-29T23:59:59.999999Z")]
    [InlineData("2013-01-14", "2013-01-14T00:00:00.000000Z", "2013-01-14T23:59:59.999999Z")]
    [InlineData("2013-01-14T10:00", "2013-01-14T10:00:00.000000Z", "2013-01-14T10:00:59.999999Z")]
    [InlineData("2013-01-14T10:00:00Z", "2013-01-14T10:00:00.000000Z", "2013-01-14T10:00:00.999999Z")]
    [InlineData("2013-01-14T10:00:00.5Z", "2013-01-14T10:00:00.500000Z", "2013-01-14T10:00:00.599999Z")]
    [InlineData("2013-01-14T10:00:00.123456789Z", "2013-01-14T10:00:00.123456Z", "2013-01-14T10:00:00.123456Z")]
    [InlineData("2013-01-14T23:30:00-05:00", "2013-01-15T04:30:00.000000Z", "2013-01-15T04:30:00.999999Z")]
    [InlineData("2013-01-01T00:15:00+14:00", "2012-12-31T10:15:00.000000Z", "2012-12-31T10:15:00.999999Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z", "2017-01-01T00:00:00.999999Z")]
    [InlineData("0001", "0001-01-01T00:00:00.000000Z", "0001-12-31T23:59:59.999999Z")]
    [InlineData("9999-12", "9999-12-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z")]
    public void A_date_stands_for_the_span_that_it_leaves_open(string text, string low, string high)
    {
        Assert.True(DateBounds.TryParse(Encoding.ASCII.GetBytes(text), out var bounds));
        Assert.Equal((Micros(low), Micros(high)), (bounds.Low, bounds.High));
    }

    [Theory]
    [InlineData("")]
    [InlineData("13")]
    [InlineData("0000")]
    [InlineData("2013-")]
    [InlineData("2013-13")]
    [InlineData("2013-02-29")]
    [InlineData("2013-1-1")]
    [InlineData("2013-01-14T")]
    [InlineData("2013-01-14T10")]
    [InlineData("2013-01-14T24:00")]
    [InlineData("2013-01-14T10:60")]
    [InlineData("2013-01-14T10:00:61Z")]
    [InlineData("2013-01-14T10:00:00.Z")]
    [InlineData("2013-01-14T10:00:00+15:00")]
    [InlineData("2013-01-14T10:00:00z")]
    [InlineData("2013-01-14 10:00")]
    public void What_is_no_date_is_refused(string text) => Assert.False(DateBounds.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("100", "99.5", "100.5")]
    [InlineData("100.00", "99.995", "100.005")]
    [InlineData("1e2", "95", "105")]
    [InlineData("12e2", "1150", "1250")]
    [InlineData("1.0e2", "95", "105")]
    [InlineData("-5.4", "-5.45", "-5.35")]
    [InlineData("0", "-0.5", "0.5")]
    [InlineData("5e-3", "0.00495", "0.00505")]
    public void A_number_stands_for_what_its_digits_leave_open(string text, string low, string high)
    {
        Assert.True(NumberBounds.TryParse(text, out var bounds));
        Assert.Equal((decimal.Parse(low, CultureInfo.InvariantCulture), decimal.Parse(high, CultureInfo.InvariantCulture)), (bounds.Low, bounds.High));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1e")]
    [InlineData("1e999")]
    [InlineData("1e9999999999")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("79228162514264337593543950335")]
    public void What_is_no_number_is_refused(string text) => Assert.False(NumberBounds.TryParse(text, out _));

    private static long Micros(string instant) =>
        (DateTimeOffset.ParseExact(instant, "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - DateTimeOffset.UnixEpoch).Ticks / 10;
}
