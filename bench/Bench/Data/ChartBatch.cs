namespace Carewright.Bench.Data;

/// <summary>What the app asks when a chart is opened: the searches of <c>web/packages/core/src/chart/sources.ts</c> in one batch, for a physician.</summary>
internal static class ChartBatch
{
    private static readonly string[] s_searches =
    [
        "AllergyIntolerance?_count=100",
        "Flag?_count=100",
        "Condition?clinical-status:not=resolved,inactive&_count=100",
        "Condition?clinical-status=resolved,inactive&_sort=-onset-date&_count=50",
        "MedicationRequest?status=active,on-hold,draft,unknown&_include=MedicationRequest:medication&_sort=-authoredon&_count=100",
        "MedicationRequest?status=completed,stopped,cancelled&_include=MedicationRequest:medication&_sort=-authoredon&_count=50",
        "Immunization?_sort=-date&_count=100",
        "Observation?category=vital-signs&_sort=-date&_count=100",
        "DiagnosticReport?category=LAB&_include=DiagnosticReport:result&_sort=-date&_count=10",
        "Observation?category=laboratory&_sort=-date&_count=100",
        "Encounter?_sort=-date&_count=50",
        "DocumentReference?_sort=-date&_count=30",
        "Appointment?_sort=-date&_count=20",
        "Coverage?_count=20",
        "Claim?_sort=-created&_count=20",
    ];

    public static string Of(string patient)
    {
        var entries = s_searches.Select(search => Entry($"{search}&patient={patient}")).Prepend(Entry($"Patient/{patient}"));
        return $$"""{"resourceType":"Bundle","type":"batch","entry":[{{string.Join(',', entries)}}]}""";
    }

    private static string Entry(string url) => $$$"""{"request":{"method":"GET","url":"{{{url}}}"}}""";
}
