using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes MedicationRequest and Immunization (US Core 6.1.0).</summary>
internal static class MedicationWriter
{
    public static void WritePrescriptions(ChartContext chart, Visit visit)
    {
        foreach (var prescription in visit.Prescriptions) Write(chart, visit, prescription);
    }

    public static void WriteShots(ChartContext chart, Visit visit)
    {
        foreach (var shot in visit.Shots)
        {
            Begin(chart, shot);
            chart.Encounter(visit);
            chart.Json.Instant("occurrenceDateTime", visit.Start.Plus(20));
            chart.Json.Boolean("primarySource", true);
            chart.Json.Reference("location", visit.Site.Reference);
            chart.Json.OpenArray("performer");
            chart.Json.Item();
            chart.Json.Reference("actor", visit.Assistant.Reference, visit.Assistant.Display);
            chart.Json.Close();
            chart.Json.CloseArray();
            End(chart, shot);
        }
    }

    /// <summary>Doses that came with a written record from elsewhere.</summary>
    public static void WriteEarlierShots(ChartContext chart)
    {
        foreach (var shot in chart.History.ShotsElsewhere)
        {
            Begin(chart, shot);
            chart.Json.Date("occurrenceDateTime", shot.Day);
            chart.Json.Boolean("primarySource", false);
            chart.Json.Concept("reportOrigin", new Code(CodeSystems.ImmunizationOrigin, "record", "Written Record"));
            End(chart, shot);
        }
    }

    private static void Write(ChartContext chart, Visit visit, Prescription prescription)
    {
        var json = chart.Json;
        var drug = prescription.Drug;
        var status = prescription.StatusOn(chart.Today);
        json.Begin(ResourceKind.MedicationRequest, prescription.Id, Profiles.MedicationRequest);
        chart.Status(chart.Person.Died is not null && status == "active" ? "stopped" : status);
        json.Text("intent", "order");
        chart.Category(CodeSystems.MedicationCategory, "community", "Community");
        json.Boolean("reportedBoolean", false);
        json.Concept("medicationCodeableConcept", drug.Code, drug.Common);
        chart.Subject();
        chart.Encounter(visit);
        json.Instant("authoredOn", visit.Start.Plus(15));
        json.Reference("requester", visit.Clinician.Reference, visit.Clinician.Display);
        json.References("reasonReference", prescription.Problem.Reference, prescription.Problem.Code.Display);
        Dosage(json, prescription);
        Dispense(json, prescription);
        json.End();
    }

    private static void Dosage(ResourceWriter json, Prescription prescription)
    {
        var drug = prescription.Drug;
        json.OpenArray("dosageInstruction");
        json.Item();
        json.Text("text", drug.Sig);
        json.Open("timing");
        json.Open("repeat");
        json.Integer("frequency", drug.Dose.Frequency);
        json.Integer("period", drug.Dose.Period);
        json.Text("periodUnit", drug.Dose.PeriodUnit);
        json.Close();
        json.Close();
        json.Boolean("asNeededBoolean", drug.AsNeeded);
        json.ConceptText("route", drug.Route);
        json.OpenArray("doseAndRate");
        json.Item();
        json.Open("doseQuantity");
        json.Integer("value", drug.Dose.Units);
        json.Text("unit", drug.Dose.Unit);
        json.Close();
        json.Close();
        json.CloseArray();
        json.Close();
        json.CloseArray();
    }

    private static void Dispense(ResourceWriter json, Prescription prescription)
    {
        var drug = prescription.Drug;
        var days = drug.Days > 0 ? drug.Days : 90;
        json.Open("dispenseRequest");
        json.Integer("numberOfRepeatsAllowed", drug.Days > 0 ? 0 : 3);
        json.Open("quantity");
        json.Integer("value", Supply(drug.Dose, days));
        json.Text("unit", drug.Dose.Unit);
        json.Close();
        json.Open("expectedSupplyDuration");
        json.Integer("value", days);
        json.Text("unit", "days");
        json.Text("system", CodeSystems.Ucum);
        json.Text("code", "d");
        json.Close();
        json.Close();
    }

    /// <summary>Units for the days, rounded up.</summary>
    private static int Supply(Dose dose, int days)
    {
        var period = dose.Period * (dose.PeriodUnit == "wk" ? 7 : 1);
        return ((dose.Units * dose.Frequency * days) + period - 1) / period;
    }

    private static void Begin(ChartContext chart, Shot shot)
    {
        chart.Json.Begin(ResourceKind.Immunization, chart.Ids.Next(), Profiles.Immunization);
        chart.Status("completed");
        chart.Json.Concept("vaccineCode", shot.Vaccine);
        chart.Json.Reference("patient", chart.Person.Reference);
    }

    private static void End(ChartContext chart, Shot shot)
    {
        chart.Json.OpenArray("protocolApplied");
        chart.Json.Item();
        chart.Json.Integer("doseNumberPositiveInt", shot.Dose);
        chart.Json.Integer("seriesDosesPositiveInt", shot.Doses);
        chart.Json.Close();
        chart.Json.CloseArray();
        chart.Json.End();
    }
}
