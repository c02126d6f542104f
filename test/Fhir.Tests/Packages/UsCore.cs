using System.Collections.Concurrent;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Profiles;
using Carewright.Testing;

namespace Carewright.Fhir.Tests.Packages;

/// <summary>US Core as published, read once per process.</summary>
internal static class UsCore
{
    private static readonly ConcurrentDictionary<string, (FhirPackage Package, ProfileSet Profiles)> s_read = new(StringComparer.Ordinal);

    public static FhirPackage Package(string version) => Read(version).Package;

    public static ProfileSet Profiles(string version) => Read(version).Profiles;

    private static (FhirPackage Package, ProfileSet Profiles) Read(string version) => s_read.GetOrAdd(version, _ =>
    {
        using var file = File.OpenRead(SharedData.Require($"fhir/us_core_{version.Replace(".", "", StringComparison.Ordinal)}.tgz"));
        var outcome = FhirPackage.Read(file, withExamples: true);
        Assert.Empty(outcome.Issues);
        return (outcome.Package!, new ProfileSet(DefinitionSet.R4.With(outcome.Package!)));
    });
}
