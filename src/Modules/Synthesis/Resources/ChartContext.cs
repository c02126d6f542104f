using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;
using Carewright.Synthesis.Organisation;
using Carewright.Synthesis.People;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Resources;

/// <summary>What every writer of a patient's resources needs.</summary>
internal sealed record ChartContext(ClinicLayout Clinic, PatientHistory History, ResourceIds Ids, ResourceWriter Json)
{
    public Person Person => History.Person;

    public DateOnly Today => Clinic.Plan.Today;

    public string CoverageId { get; set; } = "";

    public ResourceRef Guardian { get; set; }

    public ResourceRef CareTeam { get; set; }

    public void Subject() => Json.Reference("subject", Person.Reference);

    public void Encounter(Visit visit) => Json.Reference("encounter", visit.Reference);

    /// <summary>A list of one category.</summary>
    public void Category(string system, string code, string display) => Json.Concepts("category", new Code(system, code, display), "");

    public void Status(string status) => Json.Text("status", status);
}
