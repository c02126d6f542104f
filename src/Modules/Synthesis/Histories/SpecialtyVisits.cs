using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Histories;

/// <summary>What happens at a visit in dermatology, behavioral health or orthopaedics.</summary>
internal sealed class SpecialtyVisits(Treatment treatment, Physiology physiology, Chance chance)
{
    public void See(Visit visit, Problem problem)
    {
        treatment.Advance(problem, visit.Day);
        if (TakesVitals(visit)) visit.Vitals = physiology.TakeVitals(visit.Day, full: false, fever: false, lungs: false);
        treatment.Assess(problem, visit);
    }

    /// <summary>Weeks until the next visit for the problem; 0 when there is none.</summary>
    public static int WeeksToNext(Problem problem)
    {
        if (problem.Abated is not null) return 0;
        if (problem.Visits < problem.Ailment.Visits) return problem.Ailment.FollowUpWeeks;
        return problem.Ailment.LongTermWeeks;
    }

    /// <summary>Dermatology looks at skin only; the others take vital signs at the start and now and then.</summary>
    private bool TakesVitals(Visit visit) =>
        visit.Department != Department.Dermatology && (visit.Kind == VisitKind.Consultation || chance.Permille(200));
}
