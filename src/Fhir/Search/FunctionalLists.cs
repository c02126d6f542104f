namespace Carewright.Fhir.Search;

/// <summary>
/// The lists that are kept by asking and not by writing (FHIR R4 lifecycle.html#lists): what each holds, said as a filter. What was entered in error, refuted or ended is on none of them; what says
/// nothing of its state is, because leaving it out could hide an allergy.
/// </summary>
internal static class FunctionalLists
{
    private const string NotWrong = " and not (verification-status eq entered-in-error or verification-status eq refuted)";
    private const string Allergies = "not (clinical-status eq inactive or clinical-status eq resolved)" + NotWrong;

    private static readonly Dictionary<(string List, string Type), string> s_filters = new()
    {
        [("$current-allergies", "AllergyIntolerance")] = Allergies,
        [("$current-drug-allergies", "AllergyIntolerance")] = Allergies + " and category eq medication",
        [("$current-problems", "Condition")] = "category eq problem-list-item and not (clinical-status eq inactive or clinical-status eq remission or clinical-status eq resolved)" + NotWrong,
        [("$current-medications", "MedicationRequest")] = "status eq active",
        [("$current-medications", "MedicationStatement")] = "status eq active",
    };

    /// <summary>The names of all lists, for refusals.</summary>
    public static string Names { get; } = string.Join(", ", s_filters.Keys.Select(key => $"{key.List} of {key.Type}").Order(StringComparer.Ordinal));

    /// <summary>What a list holds of a type; null when there is no such list of the type.</summary>
    public static string? Find(string list, string? type) => s_filters.GetValueOrDefault((list, type ?? ""));
}
