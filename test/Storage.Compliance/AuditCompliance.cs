using System.Globalization;
using System.Text;
using Carewright.Storage.Sealing;
using Xunit;

namespace Carewright.Storage.Compliance;

/// <summary>The audit rows and the private table.</summary>
public abstract class AuditCompliance : StoreCompliance
{
    [Fact]
    public async Task Rows_are_chained_and_come_back_in_order()
    {
        await WriteAuditAsync(200);
        await SettleAsync();
        await ReopenAsync();
        await Store.CommitAsync(new CommitRequest([], [Row(200)], []), Stop);
        var rows = Store.AuditChain(0).ToList();
        Assert.Equal(Enumerable.Range(0, 201).Select(i => $"{{\"n\":{i}}}"), rows.Select(row => Encoding.UTF8.GetString(row.Content.Span)));
        var previous = new byte[AuditSeal.HashSize];
        foreach (var row in rows)
        {
            Assert.Equal(AuditSeal.Chain(previous, row.Sequence, row.Sealed.Span), row.Hash.ToArray());
            previous = row.Hash.ToArray();
        }
        Assert.Equal(rows.Skip(51).Select(row => row.Sequence), Store.AuditChain(rows[50].Sequence).Select(row => row.Sequence));
    }

    [Fact]
    public async Task Rows_are_found_by_all_their_keys_newest_first()
    {
        await WriteAuditAsync(120);
        foreach (var settled in new[] { false, true })
        {
            if (settled)
                await SettleAsync();
            Assert.Equal(Expected(119, i => true), Found([], null, null));
            Assert.Equal(Expected(119, i => i % 3 == 1), Found([new("user", "u1")], null, null));
            Assert.Equal(Expected(119, i => i % 3 == 1 && i % 5 == 2), Found([new("user", "u1"), new("patient", "Patient/2")], null, null));
            Assert.Empty(Found([new("user", "u1"), new("patient", "nobody")], null, null));
            Assert.Empty(Found([new("patient", "u1")], null, null));
            Assert.Equal(Expected(119, i => i is >= 30 and <= 60), Found([], Drafts.Start.AddMinutes(30 * 7), Drafts.Start.AddMinutes(60 * 7)));
            Assert.Equal(Expected(119, i => i >= 30 && i % 3 == 0), Found([new("user", "u0")], Drafts.Start.AddMinutes(30 * 7), null));
            Assert.Equal(Expected(119, i => i <= 60 && i % 3 == 0), Found([new("user", "u0")], null, Drafts.Start.AddMinutes(60 * 7)));
        }
    }

    [Fact]
    public async Task Audit_rows_page_by_sequence()
    {
        await WriteAuditAsync(50);
        var all = Store.AuditRows(new AuditQuery([], null, null, null, 1000), Stop).Select(row => row.Sequence).ToList();
        var paged = new List<long>();
        for (var page = Store.AuditRows(new AuditQuery([], null, null, null, 7), Stop); page.Count > 0; page = Store.AuditRows(new AuditQuery([], null, null, paged[^1], 7), Stop))
            paged.AddRange(page.Select(row => row.Sequence));
        Assert.Equal(all, paged);
        var user = Store.AuditRows(new AuditQuery([new("user", "u1")], null, null, all[10], 3), Stop);
        Assert.All(user, row => Assert.True(row.Sequence < all[10]));
    }

    [Fact]
    public async Task A_write_and_its_audit_row_share_one_sequence()
    {
        var result = await Store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("p1"))], [Row(0)], []), Stop);
        Assert.Equal(result.Sequence, Store.AuditChain(0).Single().Sequence);
        Assert.Equal(result.Sequence - 1, Store.Read("Patient", "p1")!.Sequence);
    }

    [Fact]
    public async Task Private_values_are_put_replaced_listed_and_deleted()
    {
        await Store.Private.PutAsync("account", "ada", [1, 2, 3], Stop);
        await Store.Private.PutAsync("account", "bob", [4], Stop);
        await Store.Private.PutAsync("session", "ada", [], Stop);
        await Store.Private.PutAsync("account", "ada", [5, 6], Stop);
        await ReopenAsync();
        Assert.Equal([5, 6], Store.Private.Get("account", "ada")!);
        Assert.Equal([], Store.Private.Get("session", "ada")!);
        Assert.Null(Store.Private.Get("session", "bob"));
        Assert.Equal(["ada", "bob"], Store.Private.List("account").Select(pair => pair.Key).Order());
        await Store.Private.PutAsync("account", "ada", null, Stop);
        Assert.Null(Store.Private.Get("account", "ada"));
        Assert.Equal(["bob"], Store.Private.List("account").Select(pair => pair.Key));
        Assert.Equal([4], Store.Private.List("account")[0].Value);
    }

    private static AuditDraft Row(int i) => new(
        i.ToString(CultureInfo.InvariantCulture), Drafts.Start.AddMinutes(i * 7), Encoding.UTF8.GetBytes($"{{\"n\":{i}}}"), [new("user", $"u{i % 3}"), new("patient", $"Patient/{i % 5}")]);

    private static IEnumerable<int> Expected(int last, Func<int, bool> holds) => Enumerable.Range(0, last + 1).Where(holds).Reverse();

    private async Task WriteAuditAsync(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.Equal(CommitStatus.Committed, (await Store.CommitAsync(new CommitRequest([], [Row(i)], []), Stop)).Status);
    }

    private List<int> Found(IReadOnlyList<AuditKey> keys, DateTimeOffset? from, DateTimeOffset? to) => [.. Store.AuditRows(new AuditQuery(keys, from, to, null, 1000), Stop)
        .Select(row => int.Parse(Encoding.UTF8.GetString(row.Content.Span)[5..^1], CultureInfo.InvariantCulture))];
}
