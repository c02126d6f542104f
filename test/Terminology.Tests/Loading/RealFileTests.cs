using Carewright.Terminology.Loading;
using Carewright.Terminology.Operations;
using Carewright.Terminology.Tests.Running;
using Carewright.Testing;

namespace Carewright.Terminology.Tests.Loading;

/// <summary>Real code lists of the shared test data.</summary>
public sealed class RealFileTests : IDisposable
{
    private readonly LoadRun _run = new();

    [Fact]
    public void ICD_10_CM_as_a_table()
    {
        var path = SharedData.Require("terminology/icd_10_cm.csv");
        var system = _run.Load("csv", new LoadOptions { System = "http://hl7.org/fhir/sid/icd-10-cm", Version = "2024", Name = "ICD-10-CM", CodeColumn = "icd_10_cm", DisplayColumn = "description" }, path);
        Assert.True(system is not null, string.Join('\n', _run.Log.Issues.Select(issue => issue.Message)));
        Assert.Equal(File.ReadLines(path).Count() - 1, system.Count);
        var service = Definitions.Service(_run.Store, null);
        Assert.Equal(["A001", "A000"], service.Expand(new ExpandRequest { Url = "http://hl7.org/fhir/sid/icd-10-cm/vs", Filter = "vibrio chol biov", Count = 10 }).Value!.Contains.Select(one => one.Code));
        Assert.All(service.Expand(new ExpandRequest { Url = "http://hl7.org/fhir/sid/icd-10-cm/vs", Filter = "I10", Count = 10 }).Value!.Contains.Take(1), one => Assert.Equal("I10", one.Code));
    }

    [Fact]
    public void HCPCS_as_CSV()
    {
        var path = SharedData.Require("terminology/hcpcs_level_2.csv");
        var system = _run.Load("hcpcs", new LoadOptions { Version = "2024" }, path);
        Assert.True(system is not null, string.Join('\n', _run.Log.Issues.Select(issue => issue.Message)));
        Assert.True(system.Count > 7_000);
        Assert.Equal("AF: Specialty physician", Look.Of(system, "AF"));
        Assert.Contains("modifier=true", Look.Properties(system, "AF"));
    }

    [Fact]
    public void CVX_as_a_CodeSystem()
    {
        var system = _run.Load("fhir", null, SharedData.Require("terminology/CodeSystem-cvx.json"));
        Assert.NotNull(system);
        Assert.Equal("20250715", system.Header.Version);
        Assert.True(system.Count > 250);
        Assert.NotEmpty(system.WithProperty("vaccine-status", "Active"));
    }

    [Fact]
    public void RxNorm_names_as_a_table()
    {
        var system = _run.Load("csv", new LoadOptions { System = "http://www.nlm.nih.gov/research/umls/rxnorm", Version = "test", CodeColumn = "rxcui", DisplayColumn = "name" }, SharedData.Require("terminology/rxcui_name.csv"));
        Assert.NotNull(system);
        Assert.Equal("1000054: doxepin 10 MG/ML Oral Solution", Look.Of(system, "1000054"));
        var found = Definitions.Service(_run.Store, null).Expand(new ExpandRequest { Url = "http://www.nlm.nih.gov/research/umls/rxnorm/vs", Filter = "doxepin 10 oral", Count = 5 }).Value!;
        Assert.All(found.Contains, one => Assert.Contains("doxepin", one.Display, StringComparison.OrdinalIgnoreCase));
        Assert.True(found.Total >= 2);
    }

    public void Dispose() => _run.Dispose();
}
