using Microsoft.AspNetCore.Http;

namespace Carewright.Conformance.Features;

/// <summary><c>GET /conformance/packages</c>: the packages, what they need and is missing, and files that could not be read.</summary>
internal static class ListPackages
{
    public static IResult Run(ConformanceLibrary library)
    {
        var definitions = library.Definitions;
        return Results.Json(
            new PackageListing(
                [.. definitions.Packages.Select(package => new PackageLine(package.Name, package.Version, package.Title, package.Resources.Count))],
                [.. definitions.MissingDependencies().Select(need => $"{need.Name}#{need.Version}")],
                [.. library.Faults.Select(issue => $"{issue.Location}: {issue.Message}")]),
            ConformanceJson.Default.PackageListing);
    }
}

/// <summary>One package.</summary>
internal sealed record PackageLine(string Name, string Version, string? Title, int Resources);

/// <summary>The packages.</summary>
internal sealed record PackageListing(PackageLine[] Packages, string[] Missing, string[] Faults);
