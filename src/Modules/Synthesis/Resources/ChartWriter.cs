using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;
using Carewright.Synthesis.Notes;
using Carewright.Synthesis.Organisation;
using Carewright.Synthesis.People;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Resources;

/// <summary>
/// Writes everything of one patient. A resource refers only to resources before it, so that a reader may store them one
/// by one. One instance serves one thread.
/// </summary>
internal sealed class ChartWriter(ClinicLayout clinic, BookingBook bookings, ResourceWriter json)
{
    private readonly NoteText _notes = new();

    public void Write(int patient)
    {
        var person = Person.Draw(clinic, patient);
        var ids = new ResourceIds(clinic.Plan.Seed, (ulong)patient + 1);
        // The first id of the stream is the patient's own.
        ids.Next();
        var history = new HistoryBuilder(clinic, person, bookings.Of(patient), ids).Build();
        var chart = new ChartContext(clinic, history, ids, json);
        WriteFrontSheet(chart);
        foreach (var visit in history.Visits) WriteVisit(chart, visit);
        CareWriter.WriteGoalsAndPlan(chart);
        AppointmentWriter.WriteAhead(chart);
    }

    private static void WriteFrontSheet(ChartContext chart)
    {
        PatientWriter.Write(chart);
        if (chart.Person.IsMinor(chart.Today)) HouseholdWriter.WriteGuardian(chart);
        HouseholdWriter.WriteCoverage(chart);
        AlertWriter.WriteAllergies(chart);
        AlertWriter.WriteFlags(chart);
        CareWriter.WriteTeam(chart);
        MedicationWriter.WriteEarlierShots(chart);
    }

    private void WriteVisit(ChartContext chart, Visit visit)
    {
        var appointment = AppointmentWriter.WriteKept(chart, visit);
        EncounterWriter.Write(chart, visit, appointment);
        EncounterWriter.WriteConditions(chart, visit);
        ObservationWriter.WriteVitals(chart, visit);
        ObservationWriter.WriteSurveys(chart, visit);
        ObservationWriter.WriteSmoking(chart, visit);
        LaboratoryWriter.Write(chart, visit);
        MedicationWriter.WritePrescriptions(chart, visit);
        MedicationWriter.WriteShots(chart, visit);
        ServiceWriter.Write(chart, visit);
        OrderWriter.WriteReferrals(chart, visit);
        DocumentWriter.Write(chart, visit, _notes);
        ClaimWriter.Write(chart, visit);
    }
}
