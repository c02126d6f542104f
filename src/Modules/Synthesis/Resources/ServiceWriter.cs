using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes Procedure, and the orders and reports of imaging and biopsies (US Core 6.1.0).</summary>
internal static class ServiceWriter
{
    private const int PathologyDays = 4;

    private static readonly Code Imaging = Code.Loinc("18748-4", "Diagnostic imaging study");
    private static readonly Code Pathology = Code.Loinc("11526-1", "Pathology study");

    public static void Write(ChartContext chart, Visit visit)
    {
        foreach (var done in visit.Services)
        {
            if (done.Service.Kind == ServiceKind.Imaging) WriteImaging(chart, visit, done);
            else WriteProcedure(chart, visit, done);
        }
    }

    private static void WriteProcedure(ChartContext chart, Visit visit, ServiceDone done)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.Procedure, chart.Ids.Next(), Profiles.Procedure);
        chart.Status("completed");
        json.Concept("code", done.Service.Code);
        chart.Subject();
        chart.Encounter(visit);
        json.Instant("performedDateTime", visit.Start.Plus(12));
        json.OpenArray("performer");
        json.Item();
        json.Reference("actor", visit.Clinician.Reference, visit.Clinician.Display);
        json.Close();
        json.CloseArray();
        json.Reference("location", visit.Site.Reference);
        json.References("reasonReference", done.Problem.Reference, done.Problem.Code.Display);
        json.OpenArray("note");
        json.Item();
        json.Text("text", done.Told);
        json.Close();
        json.CloseArray();
        json.End();
        if (done.Service.Kind == ServiceKind.Biopsy) WritePathology(chart, visit, done);
    }

    private static void WriteImaging(ChartContext chart, Visit visit, ServiceDone done)
    {
        var request = new ResourceRef(ResourceKind.ServiceRequest, chart.Ids.Next());
        OrderWriter.Write(chart, visit, request, new OrderText("imaging", done.Service.Code, "completed", done.Problem));
        var category = Code.Loinc("LP29684-5", "Radiology");
        WriteReport(chart, visit, done, category, Imaging, visit.Start.Plus(20), request);
    }

    /// <summary>Pathology reads within days; until then there is no report.</summary>
    private static void WritePathology(ChartContext chart, Visit visit, ServiceDone done)
    {
        var issued = new Moment(visit.Day.AddDays(PathologyDays), 11 * 60);
        if (issued.Day > chart.History.LastDay) return;
        WriteReport(chart, visit, done, Code.Loinc("LP7839-6", "Pathology"), Pathology, issued, null);
    }

    private static void WriteReport(ChartContext chart, Visit visit, ServiceDone done, Code category, Code code, Moment issued, ResourceRef? request)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.DiagnosticReport, chart.Ids.Next(), Profiles.NoteReport);
        if (request is { } order) json.References("basedOn", order);
        chart.Status("final");
        json.Concepts("category", category);
        json.Concept("code", code, done.Service.Name);
        chart.Subject();
        chart.Encounter(visit);
        json.Instant("effectiveDateTime", visit.Start.Plus(12));
        json.Instant("issued", issued);
        json.References("performer", visit.Clinician.Reference, visit.Clinician.Display);
        json.Text("conclusion", done.Report);
        json.End();
    }
}
