using Carewright.Fhir.Json;

namespace Carewright.FhirApi.Features.Summary;

/// <summary>Which resources belong into which section: what is true of the patient now, and nothing that was entered in error, refuted or never done. A resource whose state is not recorded is shown, not lost.</summary>
internal static class SummaryChoice
{
    // LOINC: pregnancy status, delivery date estimated (three ways), and outcomes (births, abortions, ectopic, still living).
    private static readonly string[] s_pregnancy = ["82810-3", "11778-8", "11779-6", "11780-4", "11636-8", "11637-6", "11638-4", "11639-2", "11640-0", "11612-9", "11613-7", "11614-5", "33065-4"];

    internal static string PregnancyQuery { get; } = string.Join(',', s_pregnancy.Select(code => "http://loinc.org|" + code));

    internal static bool IsStandingAllergy(ResourceDocument resource) => !Is(resource, "verificationStatus", "entered-in-error", "refuted") && !Is(resource, "clinicalStatus", "inactive", "resolved");

    internal static bool IsTaken(ResourceDocument resource) => !HasStatus(resource, "entered-in-error", "completed", "stopped", "not-taken");

    internal static bool IsPrescribed(ResourceDocument resource) =>
        !HasStatus(resource, "entered-in-error", "completed", "stopped", "cancelled", "draft") && !Code(resource, "intent", "proposal", "option") && !resource.Root.Child("doNotPerform").ValueEquals("true"u8);

    internal static bool IsActiveProblem(ResourceDocument resource) => IsProblem(resource) && !IsOver(resource);

    internal static bool IsPastProblem(ResourceDocument resource) => IsProblem(resource) && IsOver(resource);

    internal static bool IsActive(ResourceDocument resource) => HasStatus(resource, "active");

    internal static bool IsCompleted(ResourceDocument resource) => HasStatus(resource, "completed");

    internal static bool IsDone(ResourceDocument resource) => !HasStatus(resource, "entered-in-error", "not-done", "preparation", "unknown", "intended", "stopped");

    internal static bool IsFinding(ResourceDocument resource) => HasStatus(resource, "final", "amended", "corrected", "preliminary");

    internal static bool IsResult(ResourceDocument resource) => IsFinding(resource) && !IsOfPregnancy(resource);

    internal static bool IsSocial(ResourceDocument resource) => IsFinding(resource) && !IsOfPregnancy(resource);

    internal static bool IsReport(ResourceDocument resource) => HasStatus(resource, "final", "amended", "corrected", "appended", "preliminary", "partial");

    internal static bool IsPlan(ResourceDocument resource) => HasStatus(resource, "active", "on-hold") && !Code(resource, "intent", "proposal", "option");

    internal static bool IsAdvanceDirective(ResourceDocument resource) => HasStatus(resource, "active") && Is(resource, "scope", "adr");

    /// <summary>What the newest of is enough.</summary>
    internal static string? CodeOf(ResourceDocument resource)
    {
        var code = resource.Root.Child("code");
        var coding = code.Child("coding");
        return coding.Child("code").GetString() is { } value ? $"{coding.Child("system").GetString()}|{value}" : code.Child("text").GetString();
    }

    private static bool IsProblem(ResourceDocument resource) => !Is(resource, "verificationStatus", "entered-in-error", "refuted");

    private static bool IsOver(ResourceDocument resource) => Is(resource, "clinicalStatus", "inactive", "remission", "resolved");

    private static bool IsOfPregnancy(ResourceDocument resource) => resource.Root.Child("code").Children("coding").Any(coding => s_pregnancy.Contains(coding.Child("code").GetString()));

    private static bool HasStatus(ResourceDocument resource, params ReadOnlySpan<string> any) => Code(resource, "status", any);

    private static bool Code(ResourceDocument resource, string element, params ReadOnlySpan<string> any) => resource.Root.Child(element).GetString() is { } code && any.Contains(code);

    private static bool Is(ResourceDocument resource, string element, params string[] any) =>
        resource.Root.Children(element).SelectMany(concept => concept.Children("coding")).Any(coding => any.Contains(coding.Child("code").GetString()));
}
