using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;

namespace Carewright.FhirApi.Features;

/// <summary>The rows of types that another part serves.</summary>
internal sealed class ServedTypes(IEnumerable<FhirServedType> types, Searching searching)
{
    private readonly FhirServedType[] _types = [.. types];

    /// <summary>The served type of a name, or null.</summary>
    internal FhirServedType? Find(string type) => Array.Find(_types, served => served.Type == type);

    internal IEnumerable<FhirRoute> Routes() => _types.SelectMany(RoutesOf);

    private IEnumerable<FhirRoute> RoutesOf(FhirServedType served)
    {
        yield return new("GET", FhirLevel.Instance, null, "read", served.Type, true, null, exchange => ReadAsync(exchange, served));
        yield return new("GET", FhirLevel.Type, null, "search-type", served.Type, true, null, exchange => SearchAsync(exchange, served, FhirQuery.Of(exchange.Http.Request)));
        yield return new("POST", FhirLevel.Search, null, "search-type", served.Type, true, null, async exchange =>
        {
            if (await searching.FormAsync(exchange).ConfigureAwait(false) is { } criteria)
                await SearchAsync(exchange, served, criteria).ConfigureAwait(false);
        });
    }

    private static async Task ReadAsync(FhirExchange exchange, FhirServedType served)
    {
        var answer = await served.Read(exchange.Http, exchange.Id).ConfigureAwait(false);
        await (answer.Issues.Count > 0 ? RefuseAsync(exchange, answer) : BodyResponse.WriteAsync(exchange.Http, answer.Status, answer.Entries[0].Value)).ConfigureAwait(false);
    }

    private static async Task SearchAsync(FhirExchange exchange, FhirServedType served, IReadOnlyList<KeyValuePair<string, string>> criteria)
    {
        var answer = await served.Search(exchange.Http, criteria).ConfigureAwait(false);
        await (answer.Issues.Count > 0 ? RefuseAsync(exchange, answer) : BodyResponse.WriteAsync(exchange.Http, 200, Bundle(exchange, served.Type, criteria, answer))).ConfigureAwait(false);
    }

    private static Task RefuseAsync(FhirExchange exchange, FhirServedAnswer answer)
    {
        if (answer.Status == 429)
            exchange.Http.Response.Headers.RetryAfter = "1";
        return OutcomeResponse.WriteAsync(exchange.Http, answer.Status, answer.Issues);
    }

    private static ReadOnlyMemory<byte> Bundle(FhirExchange exchange, string type, IReadOnlyList<KeyValuePair<string, string>> criteria, FhirServedAnswer answer)
    {
        var baseUrl = BaseUrl.Of(exchange.Http.Request);
        var writer = new BundleWriter("searchset", answer.Entries.Sum(entry => entry.Value.Length + 200));
        writer.Link("self", Link($"{baseUrl}/{type}", criteria));
        if (answer.Next is { } next)
            writer.Link("next", Link($"{baseUrl}/{type}", [.. criteria.Where(pair => pair.Key != "_cursor"), new("_cursor", next)]));
        foreach (var (id, json) in answer.Entries)
        {
            writer.StartEntry(baseUrl, $"{type}/{id}", json.Span);
            writer.SearchMode("match");
            writer.EndEntry();
        }
        return writer.Finish();
    }

    private static string Link(string address, IReadOnlyList<KeyValuePair<string, string>> criteria) =>
        criteria.Count == 0 ? address : $"{address}?{string.Join('&', criteria.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"))}";
}
