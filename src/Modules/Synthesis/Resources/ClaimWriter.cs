using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;

namespace Carewright.Synthesis.Resources;

/// <summary>
/// Writes the professional Claim of a visit (FHIR R4 claim.html). Charges are the clinic's own codes and HCPCS level II
/// for supplies and what Medicare codes there; the licensed CPT is not used.
/// </summary>
internal static class ClaimWriter
{
    public static void Write(ChartContext chart, Visit visit)
    {
        var json = chart.Json;
        var charges = Charges(visit, chart.Person.AgeOn(visit.Day));
        json.Begin(ResourceKind.Claim, chart.Ids.Next());
        chart.Status("active");
        json.Concept("type", new Code(CodeSystems.ClaimType, "professional", "Professional"));
        json.Text("use", "claim");
        json.Reference("patient", chart.Person.Reference);
        json.Open("billablePeriod");
        json.Date("start", visit.Day);
        json.Date("end", visit.Day);
        json.Close();
        json.Date("created", visit.Day);
        json.Reference("provider", visit.Clinician.Reference, visit.Clinician.Display);
        json.Concept("priority", new Code(CodeSystems.ProcessPriority, "normal", "Normal"));
        json.Reference("facility", visit.Site.Reference);
        Diagnoses(json, visit);
        Insurance(chart);
        json.OpenArray("item");
        for (var i = 0; i < charges.Count; i++) Item(json, visit, i + 1, charges[i]);
        json.CloseArray();
        json.Money("total", charges.Sum(charge => charge.Cents));
        json.End();
    }

    private readonly record struct ChargeLine(Code Code, int Cents);

    private static List<ChargeLine> Charges(Visit visit, int age)
    {
        var charges = new List<ChargeLine> { VisitCharge(visit, age) };
        foreach (var done in visit.Services)
        {
            charges.Add(new(Code.Charge(done.Service.Key, done.Service.Name), done.Service.ChargeCents));
            if (done.Service.Supply is { } supply) charges.Add(new(supply, done.Service.SupplyCents));
        }

        foreach (var order in visit.Labs) charges.Add(new(Code.Charge($"lab-{order.Panel.Code.Value}", order.Panel.Code.Display), order.Panel.ChargeCents));
        foreach (var shot in visit.Shots)
        {
            charges.Add(new(Code.Charge($"vaccine-{shot.Vaccine.Value}", $"Vaccine: {shot.Vaccine.Display}"), shot.ChargeCents));
            charges.Add(shot.Short == "influenza"
                ? new(Code.Hcpcs("G0008", "Administration of influenza virus vaccine"), 2500)
                : new(Code.Charge("vaccine-administration", "Administration of vaccine"), 2500));
        }

        return charges;
    }

    private static ChargeLine VisitCharge(Visit visit, int age) => visit.Kind switch
    {
        VisitKind.Wellness when age >= 65 => new(Code.Hcpcs("G0439", "Annual wellness visit, includes a personalized prevention plan of service (pps), subsequent visit"), 17500),
        VisitKind.Wellness => new(Code.Charge("preventive-visit", "Preventive visit"), 16800),
        VisitKind.NewPatient => new(Code.Charge("new-patient-visit", "New patient visit"), 21500),
        VisitKind.Consultation => new(Code.Charge("consultation", "Specialty consultation"), 26500),
        VisitKind.Acute => new(Code.Charge("short-visit", "Office visit, short"), 11200),
        _ when visit.Department == Department.BehavioralHealth => new(Code.Charge("therapy-45", "Psychotherapy, 45 minutes"), 16500),
        _ => new(Code.Charge("established-visit", "Office visit, established patient"), 14200),
    };

    private static void Diagnoses(ResourceWriter json, Visit visit)
    {
        var number = 1;
        json.OpenArray("diagnosis");
        if (visit.Examination is { } examination) Diagnosis(json, number++, examination);
        foreach (var assessment in visit.Assessments) Diagnosis(json, number++, assessment.Problem.Code);
        json.CloseArray();
    }

    /// <summary>A code rather than a reference: billing may see the claim without being able to read the condition.</summary>
    private static void Diagnosis(ResourceWriter json, int number, Code code)
    {
        json.Item();
        json.Integer("sequence", number);
        json.Concept("diagnosisCodeableConcept", code);
        json.Close();
    }

    private static void Insurance(ChartContext chart)
    {
        var json = chart.Json;
        json.OpenArray("insurance");
        json.Item();
        json.Integer("sequence", 1);
        json.Boolean("focal", true);
        json.Reference("coverage", new ResourceRef(ResourceKind.Coverage, chart.CoverageId));
        json.Close();
        json.CloseArray();
    }

    private static void Item(ResourceWriter json, Visit visit, int number, ChargeLine charge)
    {
        json.Item();
        json.Integer("sequence", number);
        json.OpenArray("diagnosisSequence");
        json.IntegerItem(1);
        json.CloseArray();
        json.Concept("productOrService", charge.Code);
        json.Date("servicedDate", visit.Day);
        json.Concept("locationCodeableConcept", new Code(CodeSystems.PlaceOfService, "11", "Office"));
        json.Open("quantity");
        json.Integer("value", 1);
        json.Close();
        json.Money("unitPrice", charge.Cents);
        json.Money("net", charge.Cents);
        json.OpenArray("encounter");
        json.ReferenceItem(visit.Reference);
        json.CloseArray();
        json.Close();
    }
}
