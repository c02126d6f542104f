using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Histories;

namespace Carewright.Synthesis.Notes;

/// <summary>What was measured, seen and done at a visit, in words.</summary>
internal static class NoteFindings
{
    public static string Vitals(Visit visit)
    {
        if (visit.Vitals is not { } vitals) return "";
        var parts = new List<string>();
        if (vitals.Systolic is { } systolic) parts.Add($"blood pressure {systolic}/{vitals.Diastolic} mmHg");
        if (vitals.Pulse is { } pulse) parts.Add($"pulse {pulse}/min");
        if (vitals.Respirations is { } respirations) parts.Add($"respirations {respirations}/min");
        if (vitals.Temperature is { } temperature) parts.Add($"temperature {new Amount(temperature, 1)} °C");
        if (vitals.Oxygen is { } oxygen) parts.Add($"oxygen saturation {oxygen} %");
        if (vitals.Weight is { } weight) parts.Add($"weight {new Amount(weight, 1)} kg");
        if (vitals.Height is { } height) parts.Add($"height {new Amount(height, 1)} cm");
        if (vitals.MassIndex is { } mass) parts.Add($"BMI {new Amount(mass, 1)} kg/m2");
        return Sentence(parts);
    }

    public static string GeneralExamination(int months) => months switch
    {
        < 36 => "Alert and active. Fontanelle, ears, heart, lungs, abdomen and hips are normal; development fits the age.",
        < 216 => "Alert and friendly. Ears, throat, heart, lungs, abdomen and spine are normal; development fits the age.",
        _ => "Well appearing. Heart, lungs, abdomen and skin are normal; gait is steady.",
    };

    public static string Examination(Visit visit) => string.Join(' ', visit.Assessments.Select(assessment =>
        assessment.Problem.Say(assessment.Controlled ? assessment.Problem.Ailment.Quiet : assessment.Problem.Ailment.Active)));

    public static string Measures(Visit visit) => Sentence([.. visit.Assessments.SelectMany(assessment => assessment.Measures).Select(Tell)]);

    public static string Laboratory(Visit visit)
    {
        var lines = new List<string>();
        foreach (var order in visit.Labs)
        {
            lines.Add(order.Pending
                ? $"A {order.Panel.ShortName} was drawn; the result is pending."
                : $"{Capital(order.Panel.ShortName)}: {string.Join(", ", order.Results.Select(result => $"{ShortName(result)} {result.Analyte.Show(result.Value)}{Mark(result)}"))}.");
        }

        return string.Join('\n', lines);
    }

    public static string Services(Visit visit) => string.Join(' ', visit.Services.Select(done => done.Told + (done.Report.Length > 0 && done.Service.Kind == Catalog.ServiceKind.Imaging ? " Report: " + done.Report : "")));

    /// <summary>The report of the biopsy that the visit before took.</summary>
    public static string Pathology(Visit visit) => string.Join(' ',
        from assessment in visit.Assessments
        from step in assessment.Problem.Ailment.Steps
        where step.Visit == assessment.Number - 1 && step.Service.Kind == Catalog.ServiceKind.Biopsy
        select assessment.Problem.Say(step.Service.Report));

    public static string Shots(Visit visit) => visit.Shots.Count == 0
        ? ""
        : $"Given today after consent: {NoteHistory.Join(visit.Shots.Select(shot => shot.Doses > 1 ? $"{shot.Short} (dose {shot.Dose})" : shot.Short))}.";

    /// <summary>A value with the one before it.</summary>
    public static string Tell(Finding finding)
    {
        var now = $"{ShortName(finding)} {finding.Analyte.Show(finding.Value)}";
        return finding.Previous is { } previous && previous != finding.Value ? $"{now} (before: {finding.Analyte.Show(previous)})" : now;
    }

    private static string ShortName(Finding finding) => finding.Analyte.Loinc switch
    {
        "4548-4" => "HbA1c",
        "3016-3" => "TSH",
        "13457-7" => "LDL cholesterol",
        "2085-9" => "HDL cholesterol",
        "2093-3" => "total cholesterol",
        "2571-8" => "triglycerides",
        "718-7" => "hemoglobin",
        "2276-4" => "ferritin",
        "44261-6" => "PHQ-9 score",
        "70274-6" => "GAD-7 score",
        "72514-3" => "pain on a scale of 0 to 10:",
        "8480-6" => "systolic blood pressure",
        _ => Plain(finding.Analyte.Name),
    };

    /// <summary>The component of a LOINC name, before its specimen and method.</summary>
    private static string Plain(string name)
    {
        var end = name.IndexOf('[', StringComparison.Ordinal);
        return (end < 0 ? name : name[..end].TrimEnd()).ToLowerInvariant();
    }

    private static string Mark(Finding finding) =>
        finding.Analyte.Positive is not null ? "" : finding.Value > finding.Analyte.High ? " (high)" : finding.Value < finding.Analyte.Low ? " (low)" : "";

    private static string Sentence(List<string> parts) => parts.Count == 0 ? "" : Capital(string.Join(", ", parts)) + ".";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
