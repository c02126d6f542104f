using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Carewright.Kernel;
using Carewright.Storage;
using Carewright.Terminology;
using Carewright.Terminology.Operations;

namespace Carewright.FhirApi.Features.Closure;

/// <summary>Keeps closure tables, durable before they are told; one change at a time. A table belongs to the account that made it.</summary>
internal sealed class ClosureTables(IPrivateTable store, TerminologyService terminology) : IDisposable
{
    /// <summary>Concepts of one table: each new one is compared with every one that is there.</summary>
    private const int MostConcepts = 5_000;

    /// <summary>Tables of one account.</summary>
    private const int MostTables = 50;

    private const string Kind = "closure";
    private readonly SemaphoreSlim _changing = new(1, 1);

    internal ClosureTable? Find(string userName, string name) => store.Get(Kind, KeyOf(userName, name)) is { } json ? JsonSerializer.Deserialize(json, ClosureJson.Default.ClosureTable) : null;

    /// <summary>An empty table under the name, whatever was there.</summary>
    internal async Task<(ClosureTable? Table, Issue? Fault)> ResetAsync(string userName, string name, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Find(userName, name) is null && store.List(Kind).Count(pair => pair.Key.StartsWith(Prefix(userName), StringComparison.Ordinal)) >= MostTables)
                return (null, Issue.Error(IssueTypes.TooCostly, "CLOSURE-TABLES", $"An account keeps at most {MostTables} closure tables; use one of the names that are there.", "name"));
            return (await KeepAsync(new ClosureTable(userName, name, 0, [], []), cancellationToken).ConfigureAwait(false), null);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Adds concepts and what follows of them; the table, and faults when it is left as it was.</summary>
    internal async Task<(ClosureTable Table, IReadOnlyList<Issue> Faults)> AddAsync(ClosureTable table, IReadOnlyList<ClosureConcept> concepts, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            table = Find(table.UserName, table.Name) ?? table;
            var known = table.Concepts.ToHashSet();
            List<ClosureConcept> added = [.. concepts.Where(known.Add)];
            if (table.Concepts.Count + added.Count > MostConcepts)
                return (table, [Issue.Error(IssueTypes.TooCostly, "CLOSURE-SIZE", $"A closure table has at most {MostConcepts} concepts.", "concept")]);
            if (added.Count == 0)
                return (table, []);
            var faults = new List<Issue>();
            var entries = Entries(table, added, faults, cancellationToken);
            if (faults.Count > 0)
                return (table, faults);
            return (await KeepAsync(table with { Version = table.Version + 1, Concepts = [.. table.Concepts, .. added], Entries = [.. table.Entries, .. entries] }, cancellationToken).ConfigureAwait(false), []);
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose() => _changing.Dispose();

    private List<ClosureEntry> Entries(ClosureTable table, List<ClosureConcept> added, List<Issue> faults, CancellationToken cancellationToken)
    {
        var entries = new List<ClosureEntry>();
        for (var i = 0; i < added.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // By itself first: so an unknown code is told once, and not once for each other concept.
            if (Compare(added[i], added[i], faults) is null)
                continue;
            foreach (var other in table.Concepts.Concat(added.Take(i)).Where(other => other.System == added[i].System))
            {
                if (Compare(added[i], other, null) is { } outcome && EntryOf(table.Version + 1, added[i], other, outcome) is { } entry)
                    entries.Add(entry);
            }
        }
        return entries;
    }

    private static ClosureEntry? EntryOf(int version, ClosureConcept one, ClosureConcept other, string outcome) => outcome switch
    {
        "subsumed-by" => new ClosureEntry(version, one.System, one.Code, other.Code, "subsumes"),
        "subsumes" => new ClosureEntry(version, one.System, other.Code, one.Code, "subsumes"),
        "equivalent" => new ClosureEntry(version, one.System, one.Code, other.Code, "equal"),
        _ => null,
    };

    private string? Compare(ClosureConcept one, ClosureConcept other, List<Issue>? faults)
    {
        var answer = terminology.Subsumes(new SubsumesRequest(one.System, null, one.Code, other.Code));
        if (answer.Value is null)
            faults?.AddRange(answer.Issues.DistinctBy(issue => issue.Message));
        return answer.Value?.Outcome;
    }

    private async Task<ClosureTable> KeepAsync(ClosureTable table, CancellationToken cancellationToken)
    {
        await store.PutAsync(Kind, KeyOf(table.UserName, table.Name), JsonSerializer.SerializeToUtf8Bytes(table, ClosureJson.Default.ClosureTable), cancellationToken).ConfigureAwait(false);
        return table;
    }

    private static string KeyOf(string userName, string name) => Prefix(userName) + Digest(name);

    private static string Prefix(string userName) => Digest(userName) + "/";

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
