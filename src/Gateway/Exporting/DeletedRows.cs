using System.Buffers;
using System.Text.Json;
using Carewright.Gateway.Access;
using Carewright.Storage;

namespace Carewright.Gateway.Exporting;

/// <summary>Deletions as a transaction Bundle (Bulk Data Access 2.0 export.html, <c>deleted</c>).</summary>
/// <param name="Json">The Bundle.</param>
/// <param name="Patients">Whose resources were deleted.</param>
internal sealed record DeletionBundle(ReadOnlyMemory<byte> Json, IReadOnlyCollection<string> Patients);

/// <summary>
/// What was deleted since an instant, found in the change feed. Its place there is found by halving, because the feed is ordered by time as good as by sequence: a margin covers what was stamped earlier than it was committed.
/// Only deletions of rows that the actor could have seen are told.
/// </summary>
internal sealed class DeletedRows(IRecordStore store)
{
    private const int PerBundle = 500;
    private const int PageSize = 1000;
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(10);

    internal IEnumerable<DeletionBundle> Since(ExportPlan plan, DateTimeOffset until, Dictionary<string, CompiledAccess> types, CancellationToken cancellationToken)
    {
        var since = plan.Order.Since!.Value;
        var open = new List<StoredVersion>(PerBundle);
        foreach (var row in Feed(StartOf(since - s_margin), cancellationToken))
        {
            if (!row.IsDeleted || row.LastUpdated <= since || row.LastUpdated > until || !types.TryGetValue(row.ResourceType, out var access) || !IsTold(plan, row, access))
                continue;
            open.Add(row);
            if (open.Count < PerBundle)
                continue;
            yield return Bundle(open);
            open.Clear();
        }
        if (open.Count > 0)
            yield return Bundle(open);
    }

    // A resource that was written again afterwards is in the export itself.
    private bool IsTold(ExportPlan plan, StoredVersion row, CompiledAccess access)
    {
        var isOfExport = plan.Order.Level == ExportLevel.System || ExportTypes.BelongingOf(row.ResourceType) switch
        {
            Belonging.Compartment => row.Patients.Any(patient => plan.Cohort is null || plan.Cohort.Contains(patient)),
            Belonging.Directory => true,
            _ => false, // the version that is left says no longer whose it was
        };
        if (!isOfExport)
            return false;
        return store.Read(row.ResourceType, row.Id) is { } current && current.VersionId == row.VersionId && access.Shows(row);
    }

    private IEnumerable<StoredVersion> Feed(long after, CancellationToken cancellationToken)
    {
        for (var page = store.Changes(after, PageSize).ToList(); page.Count > 0; page = [.. store.Changes(page[^1].Sequence, PageSize)])
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var row in page)
                yield return row;
        }
    }

    private long StartOf(DateTimeOffset at)
    {
        var (low, high) = (0L, store.Statistics().LastSequence);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (store.Changes(middle, 1).FirstOrDefault() is { } row && row.LastUpdated < at)
                low = middle + 1;
            else
                high = middle;
        }
        return Math.Max(0, low - 1);
    }

    private static DeletionBundle Bundle(List<StoredVersion> rows)
    {
        var buffer = new ArrayBufferWriter<byte>(rows.Count * 80);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resourceType"u8, "Bundle"u8);
            json.WriteString("type"u8, "transaction"u8);
            json.WriteStartArray("entry"u8);
            foreach (var row in rows)
            {
                json.WriteStartObject();
                json.WriteStartObject("request"u8);
                json.WriteString("method"u8, "DELETE"u8);
                json.WriteString("url"u8, $"{row.ResourceType}/{row.Id}");
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return new DeletionBundle(buffer.WrittenMemory, [.. rows.SelectMany(row => row.Patients).Distinct(StringComparer.Ordinal)]);
    }
}
