using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.People;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Histories;

/// <summary>Assesses a problem at a visit: measures, judges, and starts, climbs, renews or ends its drug.</summary>
internal sealed class Treatment(Person person, AllergyList allergies, Physiology physiology, Chance chance, ResourceIds ids)
{
    private const int RenewalDays = 350;
    private const int PatienceDays = 55;

    /// <summary>
    /// Lets the time since the last visit do its work; called before anything is measured. Somebody who comes with a
    /// long-known condition has been treated before, elsewhere.
    /// </summary>
    public void Advance(Problem problem, DateOnly day)
    {
        if (problem.TreatedSince is not null) problem.Improve(person.Adherence);
        else if (problem.IsLongKnown(day)) problem.Improve(person.Adherence / 2);
    }

    /// <summary>Judges the problem and decides on its treatment.</summary>
    public void Assess(Problem problem, Visit visit)
    {
        var first = problem.Visits == 0;
        Record(problem, visit);
        problem.Visits++;
        var ailment = problem.Ailment;
        var resolved = ailment.Kind == CourseKind.Episode && problem.Visits >= ailment.Visits && !first;
        var controlled = resolved || (!first && IsControlled(problem));
        var measures = Measure(problem, visit);
        foreach (var step in ailment.Steps.Where(step => step.Visit == problem.Visits)) visit.Services.Add(new ServiceDone(step.Service, problem));
        visit.Assessments.Add(Decide(problem, visit, new Assessment(problem)
        {
            First = first,
            Number = problem.Visits,
            NextWeeks = SpecialtyVisits.WeeksToNext(problem),
            Controlled = controlled,
            Resolved = resolved,
            Measures = measures,
        }));
        if (resolved) problem.Abated = visit.Day;
        problem.TreatedSince ??= visit.Day;
    }

    /// <summary>Puts a problem on record at a visit that only hands it on.</summary>
    public static void ReferOn(Problem problem, Visit visit)
    {
        Record(problem, visit);
        visit.Referrals.Add(problem);
        visit.Assessments.Add(new Assessment(problem) { First = true, ReferredOn = true, Measures = [] });
    }

    private static void Record(Problem problem, Visit visit)
    {
        if (problem.RecordedAt is not null) return;
        problem.RecordedAt = visit;
        visit.NewProblems.Add(problem);
    }

    private bool IsControlled(Problem problem) => problem.Ailment.Trends.Count > 0 ? problem.NearGoal() : chance.Permille(720);

    /// <summary>The problem's own values as far as this visit measures them; the rest comes from the laboratory.</summary>
    private List<Finding> Measure(Problem problem, Visit visit)
    {
        var findings = new List<Finding>();
        for (var i = 0; i < problem.Ailment.Trends.Count; i++)
        {
            var analyte = problem.Ailment.Trends[i].Analyte;
            if (Known(analyte, visit) is not { } value) continue;
            var finding = new Finding(analyte, value, problem.LastMeasured[i]);
            problem.LastMeasured[i] = value;
            findings.Add(finding);
            if (analyte.Kind == AnalyteKind.Survey && visit.Surveys.TrueForAll(survey => survey.Analyte != analyte)) visit.Surveys.Add(finding);
        }

        return findings;
    }

    private int? Known(Analyte analyte, Visit visit) => analyte.Kind switch
    {
        AnalyteKind.Laboratory => visit.Labs.SelectMany(order => order.Results).FirstOrDefault(result => result.Analyte == analyte)?.Value,
        AnalyteKind.VitalSign => visit.Vitals?.Systolic,
        AnalyteKind.Survey => visit.Surveys.Find(survey => survey.Analyte == analyte)?.Value ?? physiology.Measure(analyte, visit.Day),
        _ => physiology.Measure(analyte, visit.Day),
    };

    private Assessment Decide(Problem problem, Visit visit, Assessment assessment)
    {
        var current = problem.Current;
        if (assessment.Resolved)
        {
            current?.End("completed");
            problem.Current = null;
            return assessment;
        }

        if (assessment.First) return assessment with { Started = Start(problem, visit, Choose(problem, 0, visit.Day)) };
        if (!assessment.Controlled && MayClimb(problem, visit.Day) && Climb(problem, visit.Day) is { } next)
        {
            current?.End("stopped");
            return assessment with { Started = Start(problem, visit, next), Stopped = current };
        }

        if (current is null || current.Drug.Days > 0) return assessment;
        if (current.Visit.Day.AddDays(RenewalDays) > visit.Day) return assessment with { Continued = current.Drug };
        current.End("completed");
        return assessment with { Started = Start(problem, visit, current.Drug, renewal: true) };
    }

    private static bool MayClimb(Problem problem, DateOnly day) => problem.Current is { } current && current.Visit.Day.AddDays(PatienceDays) <= day;

    private Prescription? Start(Problem problem, Visit visit, Drug? drug, bool renewal = false)
    {
        if (drug is null) return null;
        var prescription = new Prescription(ids.Next(), drug, problem, visit, renewal);
        problem.Current = prescription;
        visit.Prescriptions.Add(prescription);
        return prescription;
    }

    /// <summary>The next drug up the ladder that the patient may have; null at its top.</summary>
    private Drug? Climb(Problem problem, DateOnly day)
    {
        if (problem.Current is { } current && current.Drug == problem.Ailment.Alternative) return null;
        var drug = Choose(problem, problem.Rung + 1, day);
        return drug == problem.Current?.Drug ? null : drug;
    }

    private Drug? Choose(Problem problem, int rung, DateOnly day)
    {
        var ailment = problem.Ailment;
        if (ailment.ChildDrug is { } child && person.AgeOn(day) < 12) return allergies.Forbids(child) ? ailment.ChildAlternative : child;
        for (var i = rung; i < ailment.Ladder.Count; i++)
        {
            if (allergies.Forbids(ailment.Ladder[i])) continue;
            problem.Rung = i;
            return ailment.Ladder[i];
        }

        return rung == 0 && ailment.Alternative is { } other && !allergies.Forbids(other) ? other : null;
    }
}
