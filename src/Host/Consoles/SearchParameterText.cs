using System.Globalization;
using Carewright.Conformance;
using Carewright.Storage;

namespace Carewright.Host.Consoles;

/// <summary>How far the indexing in the background is.</summary>
/// <param name="Waiting">Types in work or waiting.</param>
/// <param name="Type">The one in work; null when none is.</param>
/// <param name="Done">Its rows so far.</param>
/// <param name="Total">Of how many.</param>
internal sealed record IndexingWork(int Waiting, string? Type, long Done, long Total)
{
    internal static IndexingWork Of(IReadOnlyList<IndexingStatus> status) =>
        status.FirstOrDefault(one => one.IsRunning) is { } running ? new(status.Count, running.ResourceType, running.Done, running.Total) : new(status.Count, null, 0, 0);
}

/// <summary>Search parameters in words for the person at the keyboard.</summary>
internal static class SearchParameterText
{
    /// <summary>One line per parameter and, below, what is at hand and not in force.</summary>
    internal static IReadOnlyList<string> Listing(ConformanceLibrary library)
    {
        var lines = library.SearchParameters().Select(Line).Concat(library.UnusedSearchParameters().Select(unused => $"unused   {unused.Code} ({unused.Source}): {unused.Reason}")).ToList();
        return lines.Count > 0 ? lines : ["no search parameters beyond those of FHIR R4"];
    }

    private static string Line(SearchParameterLine line) => string.Create(CultureInfo.InvariantCulture, $"{State(line),-9}{line.Type}.{line.Code}: {line.Kind}, {line.Source}, {line.Url}");

    private static string State(SearchParameterLine line) => line.State == "whole" ? "whole" : string.Create(CultureInfo.InvariantCulture, $"{line.Percent} %");
}
