using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>Marks a request that is an entry of a Bundle: its answer becomes part of another, as JSON, whatever the format of the whole.</summary>
internal static class BundleEntryContext
{
    private static readonly object s_mark = new();
    private static readonly object s_lastUpdated = new();
    private static readonly object s_warnings = new();

    internal static void Mark(HttpContext http) => http.Items[s_mark] = true;

    internal static bool IsEntry(HttpContext http) => http.Items.ContainsKey(s_mark);

    /// <summary>Keeps the milliseconds, which the header has no room for.</summary>
    internal static void KeepLastUpdated(HttpContext http, DateTimeOffset lastUpdated) => http.Items[s_lastUpdated] = lastUpdated;

    /// <summary>Keeps what was worth telling about the content, for which an answer by itself has no place but on demand.</summary>
    internal static void KeepWarnings(HttpContext http, IReadOnlyList<Issue> warnings) => http.Items[s_warnings] = warnings;

    internal static IReadOnlyList<Issue> WarningsOf(HttpContext http) => http.Items.TryGetValue(s_warnings, out var kept) ? (IReadOnlyList<Issue>)kept! : [];

    internal static DateTimeOffset? LastUpdatedOf(HttpContext http) => http.Items.TryGetValue(s_lastUpdated, out var kept) ? (DateTimeOffset)kept! : null;
}
