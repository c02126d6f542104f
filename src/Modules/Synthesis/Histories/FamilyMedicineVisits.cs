using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Organisation;
using Carewright.Synthesis.People;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Histories;

/// <summary>What happens at a visit in family medicine.</summary>
internal sealed class FamilyMedicineVisits(
    ClinicLayout clinic, Person person, IReadOnlyList<Problem> problems, Physiology physiology, Treatment treatment, VaccinationPlan vaccinations)
{
    private readonly Dictionary<LabPanel, DateOnly> _lastDrawn = [];
    private DateOnly? _lastReview;
    private DateOnly? _lastWellness;

    public required Chance Chance { get; init; }

    public required ResourceIds Ids { get; init; }

    /// <summary>Two reviews within a month are one.</summary>
    public bool IsReviewDue(DateOnly day) => _lastReview is not { } last || last.AddDays(28) <= day || person.MonthsOn(day) < 18;

    public VisitKind KindOfReview(DateOnly day)
    {
        if (_lastReview is null) return VisitKind.NewPatient;
        return _lastWellness is not { } last || last.AddDays(350) <= day || person.MonthsOn(day) < 24 ? VisitKind.Wellness : VisitKind.Review;
    }

    public void Review(Visit visit)
    {
        var months = person.MonthsOn(visit.Day);
        var thorough = visit.Kind != VisitKind.Review;
        _lastReview = visit.Day;
        if (thorough) _lastWellness = visit.Day;
        var due = problems.Where(problem => IsOurs(problem) && problem.ActiveOn(visit.Day)).ToList();
        foreach (var problem in due) treatment.Advance(problem, visit.Day);
        visit.Vitals = physiology.TakeVitals(visit.Day, full: thorough, fever: false, lungs: due.Exists(problem => problem.Ailment.Lungs));
        visit.AsksSmoking = thorough && months >= 13 * 12;
        if (thorough && months >= 12 * 12) visit.Surveys.Add(new Finding(Labs.Phq2, Chance.Permille(850) ? 0 : 1, null));
        if (visit.Kind == VisitKind.Wellness || due.Count == 0) Examine(visit, months);
        OrderLabs(visit, due, months);
        foreach (var problem in due) treatment.Assess(problem, visit);
        visit.Shots.AddRange(vaccinations.DueAt(visit.Day));
    }

    public void SeeAcute(Visit visit, Problem problem)
    {
        var ailment = problem.Ailment;
        visit.Vitals = physiology.TakeVitals(visit.Day, full: false, ailment.Fever, ailment.Lungs);
        foreach (var panel in ailment.Panels) Draw(visit, panel, problem);
        treatment.Assess(problem, visit);
        var healed = visit.Day.AddDays(Chance.Between(6, 14));
        if (healed <= clinic.Plan.Today && (person.Died is null || healed <= person.Died)) problem.Abated = healed;
    }

    public void Refer(Visit visit, Problem problem)
    {
        visit.Vitals = physiology.TakeVitals(visit.Day, full: false, fever: false, lungs: false);
        Treatment.ReferOn(problem, visit);
    }

    /// <summary>The sooner the younger, the sicker and the less controlled.</summary>
    public DateOnly NextReview(DateOnly day)
    {
        var months = person.MonthsOn(day);
        var chronic = problems.Where(problem => IsOurs(problem) && problem.ActiveOn(day) && problem.Ailment.Panels.Count + problem.Ailment.Ladder.Count > 0).ToList();
        var uncontrolled = chronic.Exists(problem => problem.Ailment.Trends.Count > 0 && !problem.NearGoal());
        var days = months switch
        {
            < 6 => 61,
            < 24 => 95,
            _ when uncontrolled => 95,
            _ when chronic.Count > 1 => 182,
            _ when chronic.Count == 1 => 240,
            < 216 => 368,
            < 480 => 480,
            _ => 380,
        };
        return day.AddDays(days + Chance.Between(-8, 14));
    }

    private static bool IsOurs(Problem problem) => problem.Ailment.Department == Department.FamilyMedicine && problem.Ailment.Kind == CourseKind.Chronic;

    private void Examine(Visit visit, int months)
    {
        visit.Examination = months < 216 ? Ailments.ChildExamination : Ailments.AdultExamination;
        visit.ExaminationId = Ids.Next();
    }

    private void OrderLabs(Visit visit, List<Problem> due, int months)
    {
        foreach (var problem in due)
        {
            foreach (var panel in problem.Ailment.Panels)
            {
                if (IsDue(panel, visit.Day, problem.Ailment.LabMonths)) Draw(visit, panel, problem);
            }
        }

        if (visit.Kind == VisitKind.Review || months < 40 * 12) return;
        if (IsDue(Labs.Lipids, visit.Day, 30)) Draw(visit, Labs.Lipids, null);
        if (IsDue(Labs.BloodCount, visit.Day, 30)) Draw(visit, Labs.BloodCount, null);
    }

    private bool IsDue(LabPanel panel, DateOnly day, int months) => !_lastDrawn.TryGetValue(panel, out var last) || last.AddDays(months * 30 - 10) <= day;

    /// <summary>Blood drawn today has no results yet.</summary>
    private void Draw(Visit visit, LabPanel panel, Problem? reason)
    {
        _lastDrawn[panel] = visit.Day;
        var values = physiology.MeasurePanel(panel, visit.Day);
        var pending = visit.Day == clinic.Plan.Today && panel.Analytes[0].Positive is null;
        var results = pending ? [] : panel.Analytes.Select((analyte, i) => new Finding(analyte, values[i], null)).ToList();
        visit.Labs.Add(new LabOrder(panel, reason, results));
    }
}
