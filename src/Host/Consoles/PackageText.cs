using Carewright.Conformance;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Validation;

namespace Carewright.Host.Consoles;

/// <summary>Packages in words for the person at the keyboard.</summary>
internal static class PackageText
{
    /// <summary>What a package brings, by type.</summary>
    internal static string Contents(FhirPackage package) => package.Resources.Count == 0
        ? "nothing that is used"
        : string.Join(", ", package.Resources.CountBy(resource => resource.ResourceType).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(6).Select(pair => $"{pair.Value} {pair.Key}"));

    /// <summary>The packages, what is missing, and the profiles about which something was chosen.</summary>
    internal static IReadOnlyList<string> Listing(ConformanceLibrary library)
    {
        var lines = library.Definitions.Packages.Select(package => $"{package}: {Contents(package)}").ToList();
        lines.AddRange(library.Faults.Select(issue => $"unusable: {issue.Location}: {issue.Message}"));
        lines.AddRange(library.Definitions.MissingDependencies().Select(need => $"missing: {need.Name}#{need.Version}"));
        lines.AddRange(library.Choices.OrderBy(choice => choice.Key, StringComparer.Ordinal).Select(choice => $"{Word(choice.Value)}: {choice.Key}"));
        return lines.Count > 0 ? lines : ["no packages"];
    }

    private static string Word(ProfileStance stance) => stance switch
    {
        ProfileStance.Enforced => "enforced",
        ProfileStance.Warned => "warned",
        _ => "off",
    };
}
