using System.Globalization;
using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Kernel;
using Carewright.Storage.Indexing;

namespace Carewright.Storage.Search;

/// <summary>Turns the keys of <c>_sort</c> into an order: by the index for one date or number, else in memory by the opened rows (FHIR R4 search.html#sort).</summary>
internal sealed class SortCompiler(IndexEncoder encoder)
{
    public SearchOrder Compile(string resourceType, IReadOnlyList<SearchSort> sorts, List<Issue> issues)
    {
        foreach (var sort in sorts.Where(sort => SearchKinds.Of(sort.Parameter) is null or SearchKind.Composite or SearchKind.Position))
            issues.Add(Issue.Error(IssueTypes.NotSupported, "STORE-SORT", $"'{sort.Parameter.Code}' cannot be sorted by.", "_sort", "FHIR R4 search.html#sort"));
        if (sorts.Count == 0 || issues.Count > 0)
            return SearchOrder.Unordered;
        if (sorts.Count == 1)
        {
            var (parameter, descending) = sorts[0];
            if (parameter.Code == "_lastUpdated")
                return new SearchOrder(SearchOrder.ByLastUpdate, descending);
            if (encoder.Type(resourceType).Find(parameter) is { Kind: SearchKind.Date or SearchKind.Number or SearchKind.Quantity, IsPrivateDate: false, Sources: [var number] })
                return new SearchOrder(number, descending);
        }
        return new SearchOrder(SearchOrder.Any, false, row => Key(row, sorts));
    }

    /// <summary>All keys of a row as one text whose ordinal order is the order asked for; a row without a value comes last either way.</summary>
    private static string Key(StoredVersion row, IReadOnlyList<SearchSort> sorts)
    {
        var document = ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        var key = new StringBuilder();
        foreach (var (parameter, descending) in sorts)
            Append(key, One(row, document, parameter, descending), descending);
        return key.ToString();
    }

    private static string? One(StoredVersion row, ResourceDocument document, Fhir.Definitions.SearchParameterDefinition parameter, bool greatest)
    {
        if (parameter.Code == "_lastUpdated")
            return Sortable(row.LastUpdatedMicroseconds);
        if (parameter.Code == "_id")
            return row.Id;
        string? best = null, bestDisplay = null;
        SearchExtractor.Extract(document, parameter, (in SearchValue value) =>
        {
            best = Better(best, Text(value), greatest);
            if (value.Kind == SearchKind.Token && value.Component != SearchValue.OfTypeComponent)
                bestDisplay = Better(bestDisplay, value.Display, greatest);
        });
        // A token is its code; only who has no code at all is put in order by what stands for it.
        return best ?? bestDisplay;
    }

    private static string? Better(string? best, string? text, bool greatest) =>
        text is not null && (best is null || (greatest ? string.CompareOrdinal(text, best) > 0 : string.CompareOrdinal(text, best) < 0)) ? text : best;

    private static string? Text(in SearchValue value) => value.Kind switch
    {
        SearchKind.Date => Sortable(value.Low),
        SearchKind.Number or SearchKind.Quantity => Sortable(SortableNumber.Of(value.NumberLow)),
        SearchKind.String => SearchText.Fold(value.Text ?? ""),
        _ => value.Text,
    };

    private static string Sortable(long value) => ((ulong)value ^ (1UL << 63)).ToString("x16", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder key, string? text, bool descending)
    {
        key.Append(text is null ? '1' : '0');
        foreach (var c in text ?? "")
        {
            // Byte by byte: the complement of a whole letter may be half a surrogate pair, which no page token can carry.
            if (descending)
                key.Append((char)(byte.MaxValue - (c >> 8))).Append((char)(byte.MaxValue - (c & byte.MaxValue)));
            else
                key.Append(c);
        }
        key.Append(descending ? (char)(byte.MaxValue + 1) : '\0');
    }
}
