using Carewright.Detection.Incidents;

namespace Carewright.Detection.Tests;

public sealed class IncidentTests
{
    private static readonly DateTimeOffset s_discovered = new(2026, 3, 6, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("hipaa-individuals", "2026-05-05")]
    [InlineData("gdpr-authority", "2026-03-09")]
    [InlineData("state-fl", "2026-04-05")]
    [InlineData("state-ca-clinics", "2026-03-27")]
    [InlineData("hipaa-hhs-log", "2027-03-01")]
    public void Clocks_run_from_the_discovery(string duty, string day) =>
        Assert.Equal(day, IncidentRegister.Duties.Single(one => one.Id == duty).DueAt(s_discovered).UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Duties_depend_on_how_many_patients_of_which_state_and_country()
    {
        Assert.Equal(["hipaa-hhs-log", "hipaa-individuals"], DutiesOf(Patients(3, "OH")));
        Assert.Equal(["hipaa-hhs-log", "hipaa-individuals", "state-fl"], DutiesOf(Patients(3, "FL")));
        Assert.Equal(["hipaa-hhs-500", "hipaa-individuals"], DutiesOf(Patients(500, "OH")));
        Assert.Equal(["hipaa-hhs-500", "hipaa-individuals", "hipaa-media"], DutiesOf(Patients(501, "OH")));
        Assert.Equal(["hipaa-hhs-500", "hipaa-individuals"], DutiesOf([.. Patients(300, "OH"), .. Patients(300, "PA")]));
        Assert.Equal(["gdpr-authority", "hipaa-hhs-log", "hipaa-individuals"], DutiesOf([new("Patient/1", 1, null, "DE", null)]));
        Assert.Empty(DutiesOf([new("Patient/1", 1, "FL", null, "it was the patient")]));
        Assert.Empty(DutiesOf([]));
    }

    [Fact]
    public void A_low_probability_must_be_demonstrated()
    {
        var (low, high) = (new RiskFactor("low", "because"), new RiskFactor("high", "because"));
        Assert.Empty(new RiskAssessment(low, low, low, low, true, "why").Faults());
        Assert.Empty(new RiskAssessment(high, low, low, low, false, "why").Faults());
        Assert.NotEmpty(new RiskAssessment(high, low, low, low, true, "why").Faults());
        Assert.NotEmpty(new RiskAssessment(low, low, low, new RiskFactor("low", " "), true, "why").Faults());
        Assert.NotEmpty(new RiskAssessment(low, low, low, new RiskFactor("none", "x"), true, "why").Faults());
        Assert.NotEmpty(new RiskAssessment(low, low, low, low, true, "").Faults());
    }

    [Fact]
    public void The_log_for_hhs_has_breaches_of_the_year_with_fewer_than_500_and_no_formula()
    {
        var breach = Of(Patients(3, "OH")) with { Data = "=1+1", Assessment = new(new("high", "x"), new("low", "x"), new("low", "x"), new("low", "x"), false, "x") };
        var csv = Letters.HhsLog([breach, breach with { Patients = Patients(500, "OH") }, breach with { Assessment = null }, breach with { DiscoveredAt = s_discovered.AddYears(1) }], 2026);
        Assert.Equal(2, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("\"'=1+1\"", csv, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> DutiesOf(IReadOnlyList<AffectedPatient> patients) => [.. IncidentRegister.ClocksOf(Of(patients)).Select(clock => clock.Id).Order(StringComparer.Ordinal)];

    private static IReadOnlyList<AffectedPatient> Patients(int count, string state) => [.. Enumerable.Range(0, count).Select(number => new AffectedPatient($"Patient/{state}{number}", 1, state, "US", null))];

    private static Incident Of(IReadOnlyList<AffectedPatient> patients) =>
        new("2026-001", "x", s_discovered, "officer", new IncidentScope(["a"], s_discovered.AddDays(-1), s_discovered), "triage", [], []) { Patients = patients };
}
