using System.Globalization;
using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Tests;

public sealed class EasternTimeTests(ClinicFixture clinic)
{
    [Theory]
    [InlineData("2026-03-08", 119, "2026-03-08T01:59:00-05:00")]
    [InlineData("2026-03-08", 540, "2026-03-08T09:00:00-04:00")]
    [InlineData("2026-07-01", 540, "2026-07-01T09:00:00-04:00")]
    [InlineData("2026-11-01", 540, "2026-11-01T09:00:00-05:00")]
    [InlineData("2026-10-31", 540, "2026-10-31T09:00:00-04:00")]
    [InlineData("2000-04-01", 540, "2000-04-01T09:00:00-05:00")]
    [InlineData("2000-04-02", 540, "2000-04-02T09:00:00-04:00")]
    [InlineData("2000-10-29", 540, "2000-10-29T09:00:00-05:00")]
    [InlineData("1980-04-27", 540, "1980-04-27T09:00:00-04:00")]
    public void An_instant_carries_the_offset_of_its_day(string day, int minute, string expected)
    {
        Span<char> text = stackalloc char[25];
        new Moment(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), minute).Format(text);
        Assert.Equal(expected, text.ToString());
    }

    [Theory]
    [InlineData("2026-11-22T04:59:59Z", "2026-11-21")]
    [InlineData("2026-11-22T05:00:00Z", "2026-11-22")]
    [InlineData("2026-07-01T03:59:59Z", "2026-06-30")]
    [InlineData("2026-07-01T04:00:00Z", "2026-07-01")]
    [InlineData("2026-11-02T04:30:00Z", "2026-11-01")]
    [InlineData("2026-03-09T03:30:00Z", "2026-03-08")]
    public void The_clinics_day_is_not_the_machines(string instant, string day) =>
        Assert.Equal(day, ClinicPlan.TodayAt(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    [Fact]
    public void Every_site_names_its_time_zone_by_the_standard_extension()
    {
        foreach (var site in clinic.Of("Location"))
        {
            var extension = site.GetProperty("extension")[0];
            Assert.Equal("http://hl7.org/fhir/StructureDefinition/timezone", extension.GetProperty("url").GetString());
            Assert.Equal("America/New_York", extension.GetProperty("valueCode").GetString());
        }
    }
}
