using Carewright.Kernel;

namespace Carewright.Terminology;

/// <summary>The faults of terminology that more than one place finds, each spelled once. Messages name systems, value sets and codes asked for.</summary>
internal static class TermIssues
{
    internal static Issue UnknownSystem(string url, string? version, IReadOnlyList<string> known, string? location = null) => Issue.Error(
        IssueTypes.NotFound, "TERM-UNKNOWN-SYSTEM",
        known.Count > 0
            ? $"Version '{version}' of the code system '{url}' is not loaded; these are: {string.Join(", ", known)}."
            : $"The code system '{url}' is not loaded. An administrator loads it with ./carewright terminology load, or with a package that holds it.",
        location, "FHIR R4 terminology-service.html");

    internal static Issue UnknownValueSet(string canonical, string? location = null) =>
        Issue.Error(IssueTypes.NotFound, "TERM-UNKNOWN-VALUESET", $"The value set '{canonical}' is not known here.", location, "FHIR R4 valueset.html");

    internal static Issue UnknownMap(string canonical) => Issue.Error(IssueTypes.NotFound, "TERM-UNKNOWN-MAP", $"The concept map '{canonical}' is not known here.", spec: "FHIR R4 conceptmap.html");

    internal static Issue UnknownSupplement(string canonical) => Issue.Error(IssueTypes.NotFound, "TERM-UNKNOWN-SUPPLEMENT", $"The supplement '{canonical}' is not known here.", spec: "FHIR R4 codesystem.html#supplements");

    internal static Issue UnknownCode(string system, string code, string? location = null) =>
        Issue.Error(IssueTypes.NotFound, "TERM-UNKNOWN-CODE", $"The code '{code}' is not in the code system '{system}'.", location);

    internal static Issue Required(string operation, string parameters) => Issue.Error(IssueTypes.Required, "TERM-REQUIRED", $"{operation} needs {parameters}.", spec: "FHIR R4 terminology-service.html");

    internal static Issue TooCostly(string message) => Issue.Error(IssueTypes.TooCostly, "TERM-TOO-COSTLY", message, spec: "FHIR R4 valueset-operation-expand.html");

    internal static Issue Filter(string message, string location) => Issue.Error(IssueTypes.NotSupported, "TERM-FILTER", message, location, "FHIR R4 valueset-filter-operator.html");
}

/// <summary>What came of an operation: a result, or the issues that kept it from one; warnings may come with a result.</summary>
/// <typeparam name="T">The result's type.</typeparam>
/// <param name="Value">The result; null when there is none.</param>
/// <param name="Issues">What is wrong, or worth saying.</param>
public sealed record TermAnswer<T>(T? Value, IReadOnlyList<Issue> Issues)
    where T : class
{
    internal static TermAnswer<T> Refused(params IReadOnlyList<Issue> issues) => new(null, issues);

    internal static TermAnswer<T> Of(T value, IReadOnlyList<Issue>? issues = null) => new(value, issues ?? []);
}
