namespace Carewright.Attacks.Tests.Browsing;

/// <summary>A line of <c>routes.txt</c>.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">Route pattern.</param>
/// <param name="Rule">Who gets through.</param>
internal sealed record RouteRule(string Method, string Pattern, string Rule)
{
    internal static IReadOnlyList<RouteRule> All { get; } = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "routes.txt"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(words => new RouteRule(words[0], words[1], words[2]))];

    /// <summary>An address of the route that names nothing that there is.</summary>
    internal string Address => Pattern.TrimStart('/').Replace("{id}", "00000000-0000-4000-8000-000000000000", StringComparison.Ordinal)
        .Replace("{name}", "nothing.ndjson", StringComparison.Ordinal).Replace("{userName}", "nobody-of-that-name", StringComparison.Ordinal).Replace("{number:int}", "999999", StringComparison.Ordinal)
        .Replace("{duty}", "nothing", StringComparison.Ordinal);

    internal bool HasBody => Method is "POST" or "PUT" or "PATCH";

    public override string ToString() => $"{Method} {Pattern}";
}
