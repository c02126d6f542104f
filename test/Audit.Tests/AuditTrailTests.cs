using Carewright.Testing.Fakes;

namespace Carewright.Audit.Tests;

public sealed class AuditTrailTests : IAsyncDisposable
{
    private readonly FakeRecordStore _store = new();
    private readonly AuditTrail _trail;

    public AuditTrailTests() => _trail = new AuditTrail(_store);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_go_on_where_the_last_ended_without_gap_or_repetition()
    {
        for (var i = 0; i < 25; i++)
            Assert.True(await _trail.RecordAsync(Records.Read(i), Stop));
        var (seen, before) = (new List<string>(), (long?)null);
        do
        {
            var page = _trail.Query(new AuditFilter(), before, 7, Stop);
            seen.AddRange(page.Entries.Select(entry => entry.Record.Resources[0]));
            before = page.Next;
            await _trail.RecordAsync(Records.Read(1000), Stop);
        }
        while (before is not null);
        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(number => $"Observation/{number}"), seen);
    }

    [Fact]
    public async Task Filters_are_all_applied()
    {
        for (var i = 0; i < 12; i++)
            await _trail.RecordAsync(Records.Read(i, i % 2 == 0 ? "a" : "b", $"Patient/{i % 3}") with { Action = i % 4 < 2 ? "read" : "update" }, Stop);
        int[] Numbers(AuditFilter filter) => [.. _trail.All(filter, Stop).Select(entry => int.Parse(entry.Record.Resources[0].AsSpan(12), System.Globalization.CultureInfo.InvariantCulture)).Order()];
        Assert.Equal([0, 2, 4, 6, 8, 10], Numbers(new AuditFilter(User: "a")));
        Assert.Equal([0, 6], Numbers(new AuditFilter(User: "a", Patient: "Patient/0")));
        Assert.Equal([0], Numbers(new AuditFilter(User: "a", Patient: "Patient/0", Action: "read")));
        Assert.Equal([3, 4], Numbers(new AuditFilter(From: Records.Start.AddSeconds(3), To: Records.Start.AddSeconds(4))));
        Assert.Empty(Numbers(new AuditFilter(User: "c")));
    }

    [Fact]
    public async Task A_busy_store_is_told_to_the_caller()
    {
        _store.IsBusy = true;
        Assert.False(await _trail.RecordAsync(Records.Read(), Stop));
        Assert.Empty(_store.Rows);
    }

    [Fact]
    public async Task An_export_of_more_than_a_page_has_every_record_once()
    {
        for (var i = 0; i < 1203; i++)
            await _trail.RecordAsync(Records.Read(i), Stop);
        Assert.Equal(1203, _trail.All(new AuditFilter(), Stop).Select(entry => entry.Record.Id).Distinct().Count());
    }
}
