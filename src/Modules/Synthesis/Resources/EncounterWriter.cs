using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes Encounter and the Conditions that a visit puts on record (US Core 6.1.0).</summary>
internal static class EncounterWriter
{
    public static void Write(ChartContext chart, Visit visit, ResourceRef? appointment)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.Encounter, visit.EncounterId, Profiles.Encounter);
        json.OpenArray("identifier");
        json.Item();
        json.Text("system", CodeSystems.VisitNumber);
        json.Text("value", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{chart.Person.RecordNumber}-{visit.Day:yyyyMMdd}"));
        json.Close();
        json.CloseArray();
        chart.Status("finished");
        json.Coding("class", new Code(CodeSystems.ActCode, "AMB", "ambulatory"));
        json.Concepts("type", VisitType(visit));
        json.Concept("serviceType", visit.Department.AsCode);
        chart.Subject();
        Participants(json, visit);
        if (appointment is { } kept) json.References("appointment", kept);
        json.Period("period", visit.Start, visit.Start.Plus(visit.Minutes));
        Reasons(json, visit);
        json.OpenArray("location");
        json.Item();
        json.Reference("location", visit.Site.Reference, visit.Site.Name);
        json.Close();
        json.CloseArray();
        json.Reference("serviceProvider", chart.Clinic.Organization);
        json.End();
    }

    public static Code VisitType(Visit visit) => visit.Kind switch
    {
        VisitKind.NewPatient => new(CodeSystems.VisitType, "new-patient", "New patient visit"),
        VisitKind.Wellness => new(CodeSystems.VisitType, "preventive", "Preventive visit"),
        VisitKind.Acute => new(CodeSystems.VisitType, "acute", "Acute visit"),
        VisitKind.Consultation => new(CodeSystems.VisitType, "consultation", "Specialty consultation"),
        _ => new(CodeSystems.VisitType, "follow-up", "Follow-up visit"),
    };

    public static void WriteConditions(ChartContext chart, Visit visit)
    {
        foreach (var problem in visit.NewProblems) WriteProblem(chart, visit, problem);
        if (visit.Examination is { } examination) WriteExamination(chart, visit, examination);
    }

    private static void Participants(ResourceWriter json, Visit visit)
    {
        json.OpenArray("participant");
        json.Item();
        json.Concepts("type", new Code(CodeSystems.ParticipationType, "PPRF", "primary performer"));
        json.Period("period", visit.Start, visit.Start.Plus(visit.Minutes));
        json.Reference("individual", visit.Clinician.Reference, visit.Clinician.Display);
        json.Close();
        json.CloseArray();
    }

    /// <summary>Problems on record before this visit are referred to; new ones refer to the visit themselves.</summary>
    private static void Reasons(ResourceWriter json, Visit visit)
    {
        var codes = visit.NewProblems.Select(problem => problem.Code).ToList();
        if (visit.Examination is { } examination) codes.Insert(0, examination);
        if (codes.Count > 0)
        {
            json.OpenArray("reasonCode");
            foreach (var code in codes) json.ConceptItem(code);
            json.CloseArray();
        }

        var known = visit.Assessments.Where(assessment => assessment.Problem.RecordedAt != visit).ToList();
        if (known.Count == 0) return;
        json.OpenArray("reasonReference");
        foreach (var assessment in known) json.ReferenceItem(assessment.Problem.Reference, assessment.Problem.Code.Display);
        json.CloseArray();
    }

    private static void WriteProblem(ChartContext chart, Visit visit, Problem problem)
    {
        var json = chart.Json;
        var acute = problem.Ailment.Kind == CourseKind.Acute;
        json.Begin(ResourceKind.Condition, problem.Id, acute ? Profiles.EncounterDiagnosis : Profiles.Problem);
        Statuses(json, problem.Abated is null);
        if (acute) chart.Category(CodeSystems.ConditionCategory, "encounter-diagnosis", "Encounter Diagnosis");
        else chart.Category(CodeSystems.ConditionCategory, "problem-list-item", "Problem List Item");
        json.Concept("code", problem.Code);
        chart.Subject();
        chart.Encounter(visit);
        json.Date("onsetDateTime", problem.Onset);
        if (problem.Abated is { } abated) json.Date("abatementDateTime", abated);
        Recorded(json, visit);
        json.End();
    }

    private static void WriteExamination(ChartContext chart, Visit visit, Code examination)
    {
        var json = chart.Json;
        json.Begin(ResourceKind.Condition, visit.ExaminationId, Profiles.EncounterDiagnosis);
        Statuses(json, active: false);
        chart.Category(CodeSystems.ConditionCategory, "encounter-diagnosis", "Encounter Diagnosis");
        json.Concept("code", examination);
        chart.Subject();
        chart.Encounter(visit);
        json.Date("onsetDateTime", visit.Day);
        json.Date("abatementDateTime", visit.Day);
        Recorded(json, visit);
        json.End();
    }

    private static void Statuses(ResourceWriter json, bool active)
    {
        json.Concept("clinicalStatus", active
            ? new Code(CodeSystems.ConditionClinical, "active", "Active")
            : new Code(CodeSystems.ConditionClinical, "resolved", "Resolved"), "");
        json.Concept("verificationStatus", new Code(CodeSystems.ConditionVerification, "confirmed", "Confirmed"), "");
    }

    private static void Recorded(ResourceWriter json, Visit visit)
    {
        json.Date("recordedDate", visit.Day);
        json.Reference("recorder", visit.Clinician.Reference, visit.Clinician.Display);
    }
}
