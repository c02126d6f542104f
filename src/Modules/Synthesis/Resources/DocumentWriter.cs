using System.Text;
using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;
using Carewright.Synthesis.Notes;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes a visit's note as DocumentReference with its text inline (US Core DocumentReference 6.1.0).</summary>
internal static class DocumentWriter
{
    public static void Write(ChartContext chart, Visit visit, NoteText notes)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.DocumentReference, chart.Ids.Next());
        Meta(json, visit);
        chart.Status("current");
        json.Text("docStatus", "final");
        json.Concept("type", NoteType(visit), visit.Department.NoteTitle);
        chart.Category(CodeSystems.NoteCategory, "clinical-note", "Clinical Note");
        chart.Subject();
        json.Instant("date", visit.Start.Plus(visit.Minutes + 5));
        json.References("author", visit.Clinician.Reference, visit.Clinician.Display);
        json.Reference("custodian", chart.Clinic.Organization);
        Content(json, visit, notes.Write(visit, chart.History));
        json.Open("context");
        json.References("encounter", visit.Reference);
        json.Period("period", visit.Start, visit.Start.Plus(visit.Minutes));
        json.Close();
        json.End();
    }

    /// <summary>
    /// Notes of behavioral health carry two labels: HL7's for the sensitivity of psychotherapy notes, and the clinic's own
    /// that keeps them to the department.
    /// </summary>
    private static void Meta(ResourceWriter json, Visit visit)
    {
        json.Open("meta");
        json.OpenArray("profile");
        json.TextItem(Profiles.DocumentReference);
        json.CloseArray();
        if (visit.Department == Department.BehavioralHealth)
        {
            json.OpenArray("security");
            json.CodingItem(new Code(CodeSystems.ActCode, "PSYTHPN", "psychotherapy note information sensitivity"));
            json.CodingItem(new Code(CodeSystems.DepartmentRestriction, Department.BehavioralHealth.Code, "Restricted to behavioral health"));
            json.CloseArray();
        }

        json.Close();
    }

    private static Code NoteType(Visit visit) => visit.Kind switch
    {
        VisitKind.Consultation => Code.Loinc("11488-4", "Consult note"),
        VisitKind.NewPatient => Code.Loinc("34117-2", "History and physical note"),
        _ => Code.Loinc("11506-3", "Progress note"),
    };

    private static void Content(ResourceWriter json, Visit visit, string note)
    {
        var text = Encoding.UTF8.GetBytes(note);
        json.OpenArray("content");
        json.Item();
        json.Open("attachment");
        json.Text("contentType", "text/plain; charset=utf-8");
        json.Text("language", "en-US");
        json.Base64("data", text);
        json.Text("title", $"{visit.Department.NoteTitle}, {NoteText.LongDate(visit.Day)}");
        json.Instant("creation", visit.Start.Plus(visit.Minutes + 5));
        json.Close();
        json.Coding("format", new Code(CodeSystems.DocumentFormat, "urn:ihe:iti:xds:2017:mimeTypeSufficient", "mimeType Sufficient"));
        json.Close();
        json.CloseArray();
    }
}
