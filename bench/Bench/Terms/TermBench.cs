using System.Diagnostics;
using Carewright.Bench.Raw;
using Carewright.Bench.Results;
using Carewright.Storage.Sqlite.Terminology;
using Carewright.Terminology;
using Carewright.Terminology.Operations;
using Carewright.Terminology.Sources;

namespace Carewright.Bench.Terms;

/// <summary>
/// Terminology over a large system: loading, type-ahead within everything and within one branch, lookup, validation. On one thread, through the service that the doors ask. The raw row is SQLite's own full-text search
/// (FTS5 with prefix indexes, its rank) over the same texts.
/// </summary>
internal sealed class TermBench(DirectoryInfo folder, int concepts)
{
    private const int Questions = 3_000;
    private const int RawQuestions = 300;
    private const int Page = 20;
    private readonly TermCorpus _corpus = new(concepts);

    internal IReadOnlyList<BenchRow> Run()
    {
        folder.Create();
        using var store = new SqliteTermStore(folder, TimeProvider.System);
        using var raw = new RawDatabase(folder.FullName);
        raw.Execute("CREATE VIRTUAL TABLE phrases USING fts5(text, prefix='1 2 3', content='')");
        var load = Load(store, raw);
        var service = new TerminologyService(new TerminologySources([], store), TimeProvider.System);
        var typed = Enumerable.Range(0, Questions).Select(_ => _corpus.Typed()).ToArray();
        var all = TermCorpus.Header.Url + "/vs";
        var branch = TermCorpus.Header.Url + "?fhir_vs=isa/A000000";
        // The compiler's first steps and the first touch of the file are not what a clinic meets every day.
        foreach (var one in typed.Take(200))
            Expand(service, all, one);
        var rawMedian = RawMedian(raw, typed);
        return
        [
            load,
            Typeahead("type-ahead in all concepts", all, rawMedian),
            Typeahead("type-ahead below one concept", branch, null),
            Rate("$lookup", i => service.Lookup(new LookupRequest(TermCorpus.Header.Url, Code(i)))),
            Rate("$validate-code in a branch", i => service.ValidateCode(new ValidateCodeRequest([new SentCoding(TermCorpus.Header.Url, null, Code(i), null)]) { Url = branch })),
            Rate("$subsumes", i => service.Subsumes(new SubsumesRequest(TermCorpus.Header.Url, null, Code(i / 36), Code(i)))),
            Rate("$expand, a page of 100 in the middle", i => service.Expand(new ExpandRequest { Url = branch, Offset = i % (concepts / 2), Count = 100 })),
        ];

        BenchRow Typeahead(string name, string url, double? rawMilliseconds)
        {
            var times = Times(Questions, i => Expand(service, url, typed[i]));
            var note = rawMilliseconds is { } median ? $"FTS5: median {Numbers.Text(median)} ms" : $"{service.Expand(new ExpandRequest { Url = url, Count = 0 }).Value!.Total:N0} concepts";
            return new BenchRow(name, "/s", 1000 / times.Average(), rawMilliseconds is > 0 ? 1000 / rawMilliseconds : null, At(times, 0.5), At(times, 0.95), At(times, 0.99), 0, note, [Bar.AtMost(At(times, 0.95), 20, "p95", "ms")]);
        }
    }

    private BenchRow Load(SqliteTermStore store, RawDatabase raw)
    {
        var texts = new List<string>();
        var started = Stopwatch.GetTimestamp();
        using (var load = store.BeginLoad(TermCorpus.Header, "bench"))
        {
            _corpus.Fill(load, texts.Add);
            load.Complete(null, CancellationToken.None);
        }
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        raw.Execute("BEGIN");
        var insert = raw.Prepare("INSERT INTO phrases(rowid, text) VALUES(?,?)");
        foreach (var (place, text) in texts.Index())
        {
            SQLitePCL.raw.sqlite3_bind_int64(insert, 1, place + 1);
            SQLitePCL.raw.sqlite3_bind_text(insert, 2, text);
            RawDatabase.Run(insert);
        }
        insert.Dispose();
        raw.Execute("COMMIT");
        var stored = store.List()[0];
        return new BenchRow("terminology load", "concepts/s", concepts / seconds, null, null, null, null, 0, $"{stored.Concepts:N0} concepts, {stored.Terms:N0} texts, {Numbers.Text(stored.Bytes / 1e6)} MB in {Numbers.Text(seconds)} s", []);
    }

    private static double RawMedian(RawDatabase raw, string[] typed)
    {
        var query = raw.Prepare("SELECT rowid FROM phrases WHERE phrases MATCH ? ORDER BY rank LIMIT 20");
        var times = Times(RawQuestions, i =>
        {
            SQLitePCL.raw.sqlite3_bind_text(query, 1, string.Join(' ', typed[i].Split(' ').Select(word => word + "*")));
            while (SQLitePCL.raw.sqlite3_step(query) == SQLitePCL.raw.SQLITE_ROW)
            {
            }
            SQLitePCL.raw.sqlite3_reset(query);
        });
        query.Dispose();
        return At(times, 0.5);
    }

    private static void Expand(TerminologyService service, string url, string typed)
    {
        if (service.Expand(new ExpandRequest { Url = url, Filter = typed, Count = Page }).Value is null)
            throw new BenchFault("Type-ahead was refused.");
    }

    private string Code(int i) => (i * 7_919 % concepts) is var key ? $"{(char)('A' + (key % 26))}{key:000000}" : "";

    private static BenchRow Rate(string name, Action<int> act)
    {
        var times = Times(Questions, act);
        return new BenchRow(name, "/s", 1000 / times.Average(), null, At(times, 0.5), At(times, 0.95), At(times, 0.99), 0, null, []);
    }

    private static double[] Times(int count, Action<int> act)
    {
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            act(i);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        return times;
    }

    private static double At(double[] times, double share) => times.Order().ElementAt((int)(times.Length * share));
}
