using Carewright.Audit;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Gateway.Searching;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Reading;

/// <summary>
/// <c>Observation/$lastn</c>: of each code the newest, by when the observation was made (FHIR R4 observation-operation-lastn.html). Two observations are of one code when any of their codings is
/// the same, or, without codings, their text.
/// </summary>
internal sealed class LastObservations(IRecordStore store, AccessPredicates predicates, AccessCompiler access, Scribe scribe)
{
    private const int PageSize = 500;
    private const int MostLooked = 20_000;
    private readonly SearchGuard _guard = new(access);

    internal async ValueTask<Answer<ReleasedPage>> RunAsync(Actor actor, SearchRequest request, int most, string asked, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "lastn", "Observation", asked);
        var allowed = access.For(actor, AccessInteraction.Search, "Observation");
        var refusal = allowed.IsAllowed ? _guard.Check(actor, request, "Observation", allowed) : Refusals.Forbidden("search Observation");
        IReadOnlyList<StoredVersion> rows = [];
        if (refusal is null)
            (rows, refusal) = Find(actor, request, allowed, most, cancellationToken);
        if (refusal is not null)
            return await scribe.RefuseAsync(actor, deed, refusal, allowed.Rule, cancellationToken).ConfigureAwait(false);
        var entries = rows.Select(row => new ReleasedEntry(Releaser.Release(row, allowed), true)).ToList();
        var draft = scribe.Draft(actor, deed, AuditOutcome.Success, 200, entries.ConvertAll(entry => entry.Resource.Reference), Reader.PatientsOf(rows));
        return await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false) ? new ReleasedPage(entries, null, entries.Count) : Refusals.Busy;
    }

    private (IReadOnlyList<StoredVersion> Rows, Refusal? Refusal) Find(Actor actor, SearchRequest request, CompiledAccess allowed, int most, CancellationToken cancellationToken)
    {
        var groups = new CodeGroups(most);
        var looked = 0;
        try
        {
            for (string? cursor = null; looked < MostLooked;)
            {
                var compiled = predicates.Compile(actor, request with { Cursor = cursor }, allowed, PageSize);
                if (compiled.Plan is not { } plan)
                    return ([], new Refusal(400, compiled.Issues));
                var page = store.Search(plan, cancellationToken);
                foreach (var row in page.Rows.Where(allowed.Allows))
                    groups.Take(row);
                looked += page.Rows.Count;
                cursor = page.NextCursor;
                if (cursor is null)
                    return (groups.Rows, null);
            }
        }
        catch (SearchTooCostlyException costly)
        {
            return ([], Refusals.TooCostly(costly.Message));
        }
        return ([], Refusals.TooCostly($"More than {MostLooked} observations match; narrow them by category, code or date."));
    }

    /// <summary>Counts what was taken of each code; rows come newest first.</summary>
    private sealed class CodeGroups(int most)
    {
        private readonly Dictionary<string, int> _groupOf = new(StringComparer.Ordinal);
        private readonly List<int> _taken = [];

        internal List<StoredVersion> Rows { get; } = [];

        internal void Take(StoredVersion row)
        {
            var keys = Keys(row);
            var group = keys.Select(key => _groupOf.TryGetValue(key, out var known) ? known : -1).FirstOrDefault(known => known >= 0, -1);
            if (group < 0)
            {
                group = _taken.Count;
                _taken.Add(0);
            }
            foreach (var key in keys)
                _groupOf.TryAdd(key, group);
            if (_taken[group]++ < most)
                Rows.Add(row);
        }

        private static List<string> Keys(StoredVersion row)
        {
            var code = (ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.")).Root.Child("code");
            var keys = new List<string>();
            foreach (var coding in code.Children("coding"))
            {
                if (coding.Child("code").GetString() is { } value)
                    keys.Add($"{coding.Child("system").GetString()}|{value}");
            }
            return keys.Count > 0 ? keys : ["text|" + SearchText.Fold(code.Child("text").GetString() ?? "")];
        }
    }
}
