namespace Carewright.InBasket.Reports;

/// <summary>Systems and codes of a review (docs/architecture/in-basket.md).</summary>
internal static class ReviewCodes
{
    /// <summary>What tasks of the clinic are for.</summary>
    internal const string TaskSystem = "https://carewright.example/fhir/CodeSystem/task";

    /// <summary>A result is to be looked at and signed.</summary>
    internal const string ReviewResult = "review-result";

    /// <summary>Somebody was told a critical value on the telephone, and read it back.</summary>
    internal const string CriticalReadBack = "critical-read-back";

    /// <summary>By what the review of a report is known again: <c>report.n</c>, its first, second, … review.</summary>
    internal const string ReviewIdentifier = "https://carewright.example/fhir/NamingSystem/result-review";

    /// <summary>What inputs and outputs of a review mean.</summary>
    internal const string ReviewSystem = "https://carewright.example/fhir/CodeSystem/result-review";

    /// <summary>Roles of the policy as <c>Task.performerType</c>.</summary>
    internal const string RoleSystem = "https://carewright.example/fhir/CodeSystem/role";

    /// <summary>Input: <c>normal</c>, <c>unrated</c>, <c>abnormal</c> or <c>critical</c>.</summary>
    internal const string Rating = "rating";

    /// <summary>Input: what the report said, as a digest; another one is news.</summary>
    internal const string Content = "content";

    /// <summary>Input: a version of an Observation that the review is about.</summary>
    internal const string Version = "version";

    /// <summary>Input: the result before this one, of the same analyte.</summary>
    internal const string Previous = "previous";

    /// <summary>Input: the laboratory has corrected what was already there.</summary>
    internal const string Corrected = "corrected";

    /// <summary>Input: the version of an Observation that was shown before a correction.</summary>
    internal const string Changed = "changed";

    /// <summary>Input: the laboratory has taken the report back.</summary>
    internal const string Withdrawn = "withdrawn";

    /// <summary>Input: the review that this one replaces.</summary>
    internal const string Replaces = "replaces";

    /// <summary>Input: how many steps of the escalation were taken.</summary>
    internal const string Step = "step";

    /// <summary>Output: who signed.</summary>
    internal const string SignedBy = "signed-by";

    /// <summary>Output: when.</summary>
    internal const string SignedAt = "signed-at";

    /// <summary>Output: the Communication that says who was told and what was read back.</summary>
    internal const string ReadBack = "read-back";

    /// <summary>Output: the Communication to the patient.</summary>
    internal const string Told = "told";
}
