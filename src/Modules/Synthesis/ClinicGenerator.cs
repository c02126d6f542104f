using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Organisation;
using Carewright.Synthesis.Resources;

namespace Carewright.Synthesis;

/// <summary>Generates a synthetic clinic: its organisation, its staff, and patients with years of coherent history.</summary>
public static class ClinicGenerator
{
    /// <summary>
    /// Streams the clinic's resources as US Core 6.1.0 shaped FHIR R4 JSON, the organisation first, then patient by
    /// patient; a resource refers only to resources that came before it. The sequence may be enumerated more than once
    /// and gives the same bytes each time.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The plan lies outside its limits.</exception>
    public static IEnumerable<SyntheticResource> Generate(ClinicPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Checked();
        return Stream(plan);
    }

    private static IEnumerable<SyntheticResource> Stream(ClinicPlan plan)
    {
        var clinic = new ClinicLayout(plan);
        var bookings = new BookingBook(clinic);
        var collected = new Collector();
        using var json = new ResourceWriter(collected);
        new OrganisationWriter(clinic, bookings, json).Write();
        foreach (var resource in collected.Take()) yield return resource;
        var charts = new ChartWriter(clinic, bookings, json);
        for (var patient = 0; patient < plan.Patients; patient++)
        {
            charts.Write(patient);
            foreach (var resource in collected.Take()) yield return resource;
        }
    }

    private sealed class Collector : IResourceSink
    {
        private List<SyntheticResource> _resources = [];

        public void Accept(ResourceKind kind, string id, ReadOnlySpan<byte> json) => _resources.Add(new SyntheticResource(kind.Name(), id, json.ToArray()));

        public List<SyntheticResource> Take()
        {
            var taken = _resources;
            _resources = [];
            return taken;
        }
    }
}
