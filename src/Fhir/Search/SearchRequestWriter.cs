using System.Globalization;
using System.Text;

namespace Carewright.Fhir.Search;

/// <summary>Renders a request as the query string of its <c>self</c> link (FHIR R4 search.html#conformance).</summary>
internal static class SearchRequestWriter
{
    public static string Write(SearchRequest request)
    {
        var query = new StringBuilder();
        foreach (var criterion in request.Criteria)
        {
            if (criterion is { SourceName: { } name, SourceValue: { } value })
                Add(query, name, value);
        }
        foreach (var list in request.Lists)
            Add(query, "_list", list);
        foreach (var filter in request.FilterTexts)
            Add(query, "_filter", filter);
        if (request.Contained != SearchContained.False)
            Add(query, "_contained", Lower(request.Contained));
        if (request.ReturnsContained)
            Add(query, "_containedType", "contained");
        AddList(query, "_type", request.Types);
        foreach (var include in request.Includes)
            Add(query, Name(include), Value(include));
        AddList(query, "_sort", [.. request.Sorts.Select(sort => (sort.Descending ? "-" : "") + sort.Parameter.Code)]);
        if (request.Count is { } count)
            Add(query, "_count", count.ToString(CultureInfo.InvariantCulture));
        if (request.Total is { } total)
            Add(query, "_total", Lower(total));
        if (request.Summary != SearchSummary.False)
            Add(query, "_summary", Lower(request.Summary));
        AddList(query, "_elements", request.Elements);
        return query.ToString();
    }

    private static string Name(SearchInclude include) => (include.IsReverse ? "_revinclude" : "_include") + (include.Iterate ? ":iterate" : "");

    private static string Value(SearchInclude include) =>
        include.SourceType + ":" + (include.Parameter?.Code ?? "*") + (include.TargetType is { } target ? ":" + target : "");

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void AddList(StringBuilder query, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            Add(query, name, string.Join(',', values));
    }

    private static void Add(StringBuilder query, string name, string value)
    {
        if (query.Length > 0)
            query.Append('&');
        query.Append(Encode(name)).Append('=').Append(Encode(value));
    }

    /// <summary>Percent-encodes, but leaves the marks that are legal in a query and that people read: <c>: , / $</c>.</summary>
    private static string Encode(string text) => Uri.EscapeDataString(text)
        .Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal)
        .Replace("%2F", "/", StringComparison.Ordinal).Replace("%24", "$", StringComparison.Ordinal);
}
