using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Gateway.Subscribing;

/// <summary>
/// The lines of <c>channel.header</c>. Their values are credentials of somebody else's system: they are kept in the private table, and what stands in the resource, its history, its searches
/// and its exports is the name alone. Nobody reads them back, the owner included; who updates a subscription sends them again or leaves the mark in place.
/// </summary>
internal static class HeaderLines
{
    /// <summary>Stands in the resource in place of a value.</summary>
    internal const string Kept = "[kept]";

    /// <summary>Kind of the private row, keyed by the subscription's id: the whole lines, one after the other.</summary>
    internal const string Kind = "subscription-headers";

    private const int Most = 20;
    private const int Longest = 8_192;

    // What the transport itself writes: a subscriber who could set these could smuggle a second request into the first.
    private static readonly string[] s_reserved = ["host", "content-length", "transfer-encoding", "connection", "content-type", "upgrade", "te", "trailer", "expect", "proxy-authorization"];

    internal static void Check(Element channel, List<Issue> issues)
    {
        var count = 0;
        foreach (var header in channel.Children("header"))
        {
            var line = header.GetString() ?? "";
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var isSound = colon > 0 && line.Length <= Longest && NameOf(line).All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) && !line.Any(c => c is < ' ' and not '\t' or > '~');
            if (!isSound)
                issues.Add(Issue.Error(IssueTypes.Value, "SUBS-HEADER", "A header is one line, 'Name: value', of printable ASCII.", header.Location(), "FHIR R4 subscription.html"));
            else if (s_reserved.Contains(NameOf(line).ToLowerInvariant()))
                issues.Add(Issue.Error(IssueTypes.BusinessRule, "SUBS-HEADER-RESERVED", $"The header {NameOf(line)} is the server's own to write.", header.Location()));
            if (++count == Most + 1)
                issues.Add(Issue.Error(IssueTypes.TooLong, "SUBS-HEADERS", $"A subscription has at most {Most} headers.", header.Location()));
        }
    }

    internal static string NameOf(string line) => line.Split(':')[0].Trim();

    internal static string ValueOf(string line) => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
}
