using System.Globalization;
using System.Text;
using Carewright.Synthesis.Histories;
using Carewright.Synthesis.People;

namespace Carewright.Synthesis.Notes;

/// <summary>Writes the clinical note of a visit as plain text from the visit's facts. One instance serves one thread.</summary>
internal sealed class NoteText
{
    private readonly StringBuilder _text = new(4096);

    /// <summary>The note; each department has its own sections.</summary>
    public string Write(Visit visit, PatientHistory history)
    {
        _text.Clear();
        Header(visit, history.Person);
        Section("REASON FOR VISIT", NoteHistory.Reason(visit));
        Section("HISTORY", NoteHistory.Tell(visit, history));
        switch (visit.Department.Index)
        {
            case 1:
                DermatologyBody(visit);
                break;
            case 2:
                BehavioralHealthBody(visit);
                break;
            case 3:
                OrthopaedicsBody(visit);
                break;
            default:
                FamilyMedicineBody(visit, history.Person);
                break;
        }

        Plan(visit);
        _text.Append("\nSigned by ").Append(visit.Clinician.Display).Append(", ").Append(visit.Department.Display).Append(", ").Append(LongDate(visit.Day)).Append(".\n");
        return _text.ToString();
    }

    /// <summary>For instance <c>March 4, 2026</c>.</summary>
    public static string LongDate(DateOnly day) => day.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture);

    private void Header(Visit visit, Person person)
    {
        _text.Append(visit.Department.Display.ToUpperInvariant()).Append(" - ").Append(Title(visit)).Append('\n');
        _text.Append(visit.Site.Name).Append(", ").Append(LongDate(visit.Day)).Append('\n');
        _text.Append("Patient: ").Append(person.Name).Append(", ").Append(NoteHistory.AgePhrase(person, visit.Day));
        _text.Append(" (").Append(person.RecordNumber).Append(")\n");
        _text.Append("Seen by: ").Append(visit.Clinician.Display).Append('\n');
    }

    private static string Title(Visit visit) => visit.Kind switch
    {
        VisitKind.NewPatient => "New patient visit",
        VisitKind.Wellness => "Preventive visit",
        VisitKind.Review => "Review of long-term conditions",
        VisitKind.Acute => "Sick visit",
        VisitKind.Consultation => "Consultation",
        _ => "Follow-up visit",
    };

    private void Section(string title, string text)
    {
        if (text.Length == 0) return;
        _text.Append('\n').Append(title).Append('\n').Append(text).Append('\n');
    }

    private void FamilyMedicineBody(Visit visit, Person person)
    {
        Section("VITAL SIGNS", NoteFindings.Vitals(visit));
        var findings = NoteFindings.Examination(visit);
        if (visit.Examination is not null) findings = NoteFindings.GeneralExamination(person.MonthsOn(visit.Day)) + (findings.Length > 0 ? " " + findings : "");
        Section("EXAMINATION", findings);
        Section("LABORATORY", NoteFindings.Laboratory(visit));
        Section("PROCEDURES", NoteFindings.Services(visit));
        Section("IMMUNIZATIONS", NoteFindings.Shots(visit));
    }

    private void DermatologyBody(Visit visit)
    {
        Section("SKIN EXAMINATION", NoteFindings.Examination(visit));
        Section("GRADING", NoteFindings.Measures(visit));
        Section("PATHOLOGY", NoteFindings.Pathology(visit));
        Section("PROCEDURE", NoteFindings.Services(visit));
    }

    private void BehavioralHealthBody(Visit visit)
    {
        Section("MENTAL STATUS", NoteFindings.Examination(visit));
        Section("SCALES", NoteFindings.Measures(visit));
        Section("RISK", visit.Assessments.TrueForAll(assessment => assessment.Controlled)
            ? "No thoughts of self-harm or of harming others."
            : "Thoughts of self-harm were asked about and denied; protective factors are family and future plans.");
        Section("VITAL SIGNS", NoteFindings.Vitals(visit));
    }

    private void OrthopaedicsBody(Visit visit)
    {
        Section("EXAMINATION", NoteFindings.Examination(visit));
        Section("PAIN AND FUNCTION", NoteFindings.Measures(visit));
        Section("IMAGING AND PROCEDURES", NoteFindings.Services(visit));
        Section("VITAL SIGNS", NoteFindings.Vitals(visit));
    }

    private void Plan(Visit visit)
    {
        _text.Append("\nASSESSMENT AND PLAN\n");
        var number = 1;
        if (visit.Examination is { } examination)
            Line(number++, $"{examination.Display} ({examination.Value}). Age-appropriate prevention and safety were discussed.");
        foreach (var assessment in visit.Assessments) Line(number++, NoteAssessment.Tell(assessment, visit));
    }

    private void Line(int number, string text) => _text.Append(number).Append(". ").Append(text).Append('\n');
}
