namespace Carewright.Security;

/// <summary>The criteria text of a grant or labelling rule.</summary>
public static class PolicyFilter
{
    /// <summary>Splits <c>a=b&amp;c=d</c> into decoded names and values, as <c>SearchRequest.Parse</c> takes them. A part without <c>=</c> has an empty value.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(string filter)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var part in filter.Split('&'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            pairs.Add(new(Uri.UnescapeDataString(name), Uri.UnescapeDataString(value)));
        }
        return pairs;
    }
}
