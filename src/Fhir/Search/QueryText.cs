namespace Carewright.Fhir.Search;

/// <summary>Splits the text of a query, wherever it stands: in an address, a resource, a header, a policy (RFC 3986, form-encoded).</summary>
public static class QueryText
{
    /// <summary>Names and values in order, decoded; a name without <c>=</c> has an empty value.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? new(Decode(part), "") : new(Decode(part[..equals]), Decode(part[(equals + 1)..]));
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
