using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes laboratory orders with their results and reports (US Core 6.1.0).</summary>
internal static class LaboratoryWriter
{
    public static void Write(ChartContext chart, Visit visit)
    {
        foreach (var order in visit.Labs) Write(chart, visit, order);
    }

    private static void Write(ChartContext chart, Visit visit, LabOrder order)
    {
        var request = new ResourceRef(ResourceKind.ServiceRequest, chart.Ids.Next());
        OrderWriter.Write(chart, visit, request, new OrderText("laboratory", order.Panel.Code, order.Pending ? "active" : "completed", order.Reason));
        if (order.Pending) return;
        var rapid = order.Panel.Analytes[0].Positive is not null;
        var issued = rapid ? visit.Start.Plus(12) : Issued(visit, chart.Today);
        var results = order.Results.Select(result => WriteResult(chart, visit, result, request, issued)).ToList();
        WriteReport(chart, visit, order, request, issued, results);
    }

    /// <summary>Results come back the next morning, which for blood drawn yesterday is today.</summary>
    private static Moment Issued(Visit visit, DateOnly today) =>
        visit.Day < today ? new Moment(visit.Day.AddDays(1), (7 * 60) + 40) : visit.Start.Plus(visit.Minutes);

    private static ResourceRef WriteResult(ChartContext chart, Visit visit, Finding result, ResourceRef request, Moment issued)
    {
        var json = chart.Json;
        var reference = new ResourceRef(ResourceKind.Observation, chart.Ids.Next());
        json.Begin(ResourceKind.Observation, reference.Id, Profiles.LaboratoryResult);
        json.References("basedOn", request);
        chart.Status("final");
        chart.Category(CodeSystems.ObservationCategory, "laboratory", "Laboratory");
        json.Concept("code", result.Analyte.Code);
        chart.Subject();
        chart.Encounter(visit);
        json.Instant("effectiveDateTime", visit.Start.Plus(10));
        json.Instant("issued", issued);
        json.References("performer", chart.Clinic.Laboratory);
        WriteValue(json, result);
        json.End();
        return reference;
    }

    private static void WriteValue(ResourceWriter json, Finding result)
    {
        var analyte = result.Analyte;
        if (analyte.Positive is { } positive)
        {
            json.Text("valueString", result.Value > 0 ? positive : "Negative");
            json.Concepts("interpretation", result.Value > 0 ? Interpretation("POS", "Positive") : Interpretation("NEG", "Negative"));
            return;
        }

        json.Quantity("valueQuantity", new Amount(result.Value, analyte.Places), analyte.Unit, analyte.Ucum);
        json.Concepts("interpretation", Interpret(result));
        json.OpenArray("referenceRange");
        json.Item();
        json.Quantity("low", new Amount(analyte.Low, analyte.Places), analyte.Unit, analyte.Ucum);
        json.Quantity("high", new Amount(analyte.High, analyte.Places), analyte.Unit, analyte.Ucum);
        json.Text("text", $"{new Amount(analyte.Low, analyte.Places)} - {new Amount(analyte.High, analyte.Places)} {analyte.Unit}");
        json.Close();
        json.CloseArray();
    }

    private static Code Interpret(Finding result) =>
        result.Value > result.Analyte.High ? Interpretation("H", "High") : result.Value < result.Analyte.Low ? Interpretation("L", "Low") : Interpretation("N", "Normal");

    private static Code Interpretation(string code, string display) => new(CodeSystems.Interpretation, code, display);

    private static void WriteReport(ChartContext chart, Visit visit, LabOrder order, ResourceRef request, Moment issued, List<ResourceRef> results)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.DiagnosticReport, chart.Ids.Next(), Profiles.LaboratoryReport);
        json.References("basedOn", request);
        chart.Status("final");
        chart.Category(CodeSystems.DiagnosticSection, "LAB", "Laboratory");
        json.Concept("code", order.Panel.Code);
        chart.Subject();
        chart.Encounter(visit);
        json.Instant("effectiveDateTime", visit.Start.Plus(10));
        json.Instant("issued", issued);
        json.References("performer", chart.Clinic.Laboratory);
        json.OpenArray("result");
        foreach (var result in results) json.ReferenceItem(result);
        json.CloseArray();
        json.End();
    }
}
