using Carewright.Kernel;

namespace Carewright.Audit;

/// <summary>
/// A search of AuditEvents over the log (FHIR R4 auditevent.html#search): what the index of the log can find, and tests of the records found. Values of one parameter that are separated by commas are
/// alternatives; parameters, and a parameter given again, must all hold. Newest first, always.
/// </summary>
public sealed class AuditEventSearch
{
    /// <summary>Records opened for one page at most: a search for something rare gives a short page with a next link.</summary>
    public const int MostLooked = 20_000;

    private readonly List<Func<AuditRecord, bool>> _tests;

    internal AuditEventSearch(AuditFilter filter, List<Func<AuditRecord, bool>> tests, int count, long? before) =>
        (Filter, _tests, Count, Before) = (filter, tests, count, before);

    /// <summary>What the log's index finds.</summary>
    public AuditFilter Filter { get; }

    /// <summary>Entries of a page, 1 to 500.</summary>
    public int Count { get; }

    /// <summary>Only records before this place in the log; null for the newest.</summary>
    public long? Before { get; }

    /// <summary>The codes that <see cref="AuditEventSearchParser"/> understands.</summary>
    public static IReadOnlyList<string> Parameters { get; } = ["_id", "action", "agent", "agent-name", "date", "entity", "outcome", "patient", "subtype", "type"];

    /// <summary>One page. It may be short, or empty, and still have a next one.</summary>
    public AuditPage Run(AuditTrail trail, CancellationToken cancellationToken)
    {
        var (found, before, looked) = (new List<AuditEntry>(), Before, 0);
        while (looked < MostLooked)
        {
            var page = trail.Query(Filter, before, Math.Clamp(Count, 50, 1000), cancellationToken);
            foreach (var entry in page.Entries)
            {
                if (!_tests.TrueForAll(test => test(entry.Record)))
                    continue;
                found.Add(entry);
                if (found.Count == Count)
                    return new AuditPage(found, page.Next is null && ReferenceEquals(entry, page.Entries[^1]) ? null : entry.Sequence);
            }
            looked += page.Entries.Count;
            before = page.Next;
            if (before is null)
                return new AuditPage(found, null);
        }
        return new AuditPage(found, before);
    }
}

/// <summary>The outcome of parsing: a search, or what is wrong with it; never both.</summary>
/// <param name="Search">The search.</param>
/// <param name="Issues">Every fault, each located by its parameter.</param>
public sealed record AuditEventSearchOutcome(AuditEventSearch? Search, IReadOnlyList<Issue> Issues);
