using Carewright.Sandbox.Analyser;
using Carewright.Sandbox.Hospital;
using Carewright.Sandbox.Laboratory;
using Carewright.Sandbox.Registry;

namespace Carewright.Sandbox;

/// <summary>A kind of partner that can be played.</summary>
/// <param name="Name">What it is called at the command line and in <see cref="Misbehaving.Misbehaviour.Partners"/>.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="MustListen">Whether it is of no use without a port of its own.</param>
/// <param name="MustSend">Whether it is of no use without the clinic's port.</param>
/// <param name="Create">Makes one.</param>
public sealed record PartnerKind(string Name, string Description, bool MustListen, bool MustSend, Func<PartnerSetup, ISimulatedPartner> Create)
{
    /// <summary>The name of each kind.</summary>
    internal const string Lab = "lab", HospitalName = "hospital", RegistryName = "registry", AnalyserName = "analyser";

    /// <summary>Whether it is told on standard input what is put into it.</summary>
    public bool IsFed => Name == AnalyserName;

    /// <summary>Whether it can be given people whom the clinic has as well.</summary>
    public bool HasPeople => Name is HospitalName or RegistryName;

    /// <summary>All kinds: one more is one more line here.</summary>
    public static IReadOnlyList<PartnerKind> All { get; } =
    [
        new(Lab, "A laboratory: takes orders and sends their results.", MustListen: true, MustSend: true, setup => new SimulatedLaboratory(setup)),
        new(HospitalName, "A hospital: sends admissions, transfers, discharges, merges, summaries and results.", MustListen: false, MustSend: true, setup => new SimulatedHospital(setup)),
        new(RegistryName, "An immunization registry: takes vaccinations and answers queries.", MustListen: true, MustSend: false, setup => new SimulatedRegistry(setup)),
        new(AnalyserName, "A laboratory instrument (LIS1-A, LIS2-A2): asks what is ordered of the specimens that are put in, tests them, sends results.", MustListen: false, MustSend: false, setup => new SimulatedAnalyser(setup)),
    ];
}
