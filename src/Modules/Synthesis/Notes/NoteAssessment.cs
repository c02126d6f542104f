using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Histories;

namespace Carewright.Synthesis.Notes;

/// <summary>One problem's assessment and plan, in words.</summary>
internal static class NoteAssessment
{
    public static string Tell(Assessment assessment, Visit visit)
    {
        var problem = assessment.Problem;
        var sentences = new List<string> { $"{problem.Code.Display} ({problem.Code.Value}): {Judgement(assessment, visit)}." };
        if (assessment.ReferredOn)
        {
            sentences.Add($"Referred to {problem.Ailment.Department.Display.ToLowerInvariant()} for further care.");
            return string.Join(' ', sentences);
        }

        if (assessment.Measures.Count > 0) sentences.Add($"Measured: {string.Join(", ", assessment.Measures.Select(NoteFindings.Tell))}.");
        if (Drug(assessment) is { Length: > 0 } drug) sentences.Add(drug);
        sentences.Add(problem.Say(problem.Ailment.Advice));
        if (Return(assessment) is { Length: > 0 } next) sentences.Add(next);
        return string.Join(' ', sentences);
    }

    private static string Judgement(Assessment assessment, Visit visit)
    {
        var problem = assessment.Problem;
        if (assessment.ReferredOn) return "suspected from history and examination";
        if (assessment.Resolved) return "resolved";
        if (assessment.First && problem.IsLongKnown(visit.Day)) return $"known since {problem.Onset.Year}, taken over";
        if (assessment.First) return "new";
        if (problem.Ailment.Trends.Count == 0) return assessment.Controlled ? "stable" : "symptoms persist";
        return assessment.Controlled ? AtGoal(assessment) : Closer(assessment) ? "improving, not yet at goal" : "not at goal";
    }

    private static string AtGoal(Assessment assessment)
    {
        if (assessment.Measures.Count == 0) return "well controlled";
        var trend = TrendOf(assessment);
        return Distance(trend, assessment.Measures[0].Value) == 0 ? "at goal" : "responding to treatment";
    }

    private static bool Closer(Assessment assessment) =>
        assessment.Measures is [{ Previous: { } before } measure, ..] && Distance(TrendOf(assessment), measure.Value) < Distance(TrendOf(assessment), before);

    private static Trend TrendOf(Assessment assessment) =>
        assessment.Problem.Ailment.Trends.First(trend => trend.Analyte == assessment.Measures[0].Analyte);

    /// <summary>How far a value lies beyond its goal, on the side from which it started.</summary>
    private static int Distance(Trend trend, int value) =>
        Math.Max(trend.StartLow < trend.GoalLow ? trend.GoalLow - value : value - trend.GoalHigh, 0);

    private static string Drug(Assessment assessment)
    {
        if (assessment is { Stopped: { } old, Started: { } changed }) return $"Changed {old.Drug.Common} to {changed.Drug.Common}: {Lower(changed.Drug.Sig)}.";
        if (assessment.Started is { Renewal: true } renewed) return $"Renewed {renewed.Drug.Common}.";
        if (assessment.Started is { } started) return $"Started {started.Drug.Common}: {Lower(started.Drug.Sig)}.";
        return assessment.Continued is { } continued ? $"Continue {continued.Common}." : "";
    }

    private static string Return(Assessment assessment)
    {
        var ailment = assessment.Problem.Ailment;
        if (ailment.Kind == CourseKind.Acute) return "";
        if (assessment.Resolved) return "Discharged from follow-up.";
        if (ailment.Department == Department.FamilyMedicine)
            return assessment.Controlled || ailment.Trends.Count == 0 ? "Recheck at the next review." : "Recheck in three months.";
        return assessment.NextWeeks > 0 ? $"Return in about {assessment.NextWeeks} weeks." : "Return as needed.";
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
