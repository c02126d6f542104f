using Carewright.Fhir.Definitions;
using Carewright.Mapping.Values;

namespace Carewright.Mapping.Tests.Values;

public sealed class TimeReaderTests
{
    private static readonly TimeReader s_times = new("20260301070000", TimeSpan.FromHours(-5));

    [Theory]
    [InlineData("2012", "2012")]
    [InlineData("201203", "2012-03")]
    [InlineData("20120229", "2012-02-29")]
    [InlineData("2012030114", "2012-03-01T14:00:00-05:00")]
    [InlineData("201203011405", "2012-03-01T14:05:00-05:00")]
    [InlineData("20120301140506", "2012-03-01T14:05:06-05:00")]
    [InlineData("20120301140506.1234", "2012-03-01T14:05:06.1234-05:00")]
    [InlineData("201203011405+0530", "2012-03-01T14:05:00+05:30")]
    [InlineData("20120301140506.1-0000", "2012-03-01T14:05:06.1-00:00")]
    [InlineData(" 20120301 ", "2012-03-01")]
    public void Precision_and_offset_are_kept(string text, string expected) => Assert.Equal(expected, s_times.Read(text, PrimitiveKind.DateTime));

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("20")]
    [InlineData("20121301")]
    [InlineData("20110229")]
    [InlineData("2012022924")]
    [InlineData("201202291260")]
    [InlineData("20120229120060")]
    [InlineData("20120229120000+9900")]
    [InlineData("20120229120000+05")]
    [InlineData("2012022912000a")]
    [InlineData("yesterday")]
    [InlineData("20120229.5")]
    public void What_is_no_time_is_none(string text) => Assert.Null(s_times.Read(text, PrimitiveKind.DateTime));

    [Fact]
    public void The_offset_of_msh_7_comes_before_the_partners_own()
    {
        Assert.Equal("2012-03-01T14:05:00+02:00", new TimeReader("20260301070000+0200", TimeSpan.FromHours(-5)).Read("201203011405", PrimitiveKind.DateTime));
        Assert.Equal("2012-03-01T14:05:00-03:30", new TimeReader("", new TimeSpan(-3, -30, 0)).Read("201203011405", PrimitiveKind.DateTime));
    }

    [Fact]
    public void An_instant_needs_hours_and_a_date_drops_them()
    {
        Assert.Null(s_times.Read("20120301", PrimitiveKind.Instant));
        Assert.Equal("2012-03-01", s_times.Read("201203011405", PrimitiveKind.Date));
        Assert.Equal("11:30:05", s_times.Read("11:30:05", PrimitiveKind.Time));
        Assert.Equal("06:05:00", s_times.Read("0605+0100", PrimitiveKind.Time));
    }
}
