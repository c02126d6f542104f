using System.Diagnostics;
using System.Globalization;
using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Storage;
using Carewright.Storage.Sealing;
using Carewright.Storage.Search;
using Carewright.Storage.Sqlite;

namespace Carewright.StoreBench;

/// <summary>Loads the store, without the gateway: drafts are extracted before the clock runs.</summary>
internal sealed class StoreLoad : IAsyncDisposable
{
    private static readonly string[] s_codes = ["8867-4", "8480-6", "8462-4", "718-7", "2339-0"];
    private readonly SqliteRecordStore _store;
    private readonly int _patients;

    private StoreLoad(SqliteRecordStore store, int resources)
    {
        _store = store;
        _patients = Math.Max(20, resources / 200);
        SampleBody = Draft(0).Body.ToArray();
    }

    /// <summary>How long each reading measurement runs.</summary>
    public static TimeSpan Span { get; } = TimeSpan.FromSeconds(3);

    public byte[] SampleBody { get; }

    public int Written { get; private set; }

    public long EntriesPerResource { get; private set; }

    public static async Task<StoreLoad> OpenAsync(DirectoryInfo folder, int resources) =>
        new(await SqliteRecordStore.OpenAsync(folder, new RawKeyProvider(new byte[32]), TimeProvider.System, CancellationToken.None), resources);

    public async Task<Measured> CreatesAsync(int callers, int perCommit, int count)
    {
        const int Round = 20_000;
        var done = 0;
        var clock = new Meter();
        while (done < count)
        {
            var drafts = Enumerable.Range(Written, Math.Min(Round, count - done)).AsParallel().Select(Draft).Chunk(perCommit).ToArray();
            var next = -1;
            clock.Start();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < drafts.Length; i = Interlocked.Increment(ref next))
                {
                    var result = await _store.CommitAsync(new CommitRequest(drafts[i], [], []), CancellationToken.None);
                    if (result.Status != CommitStatus.Committed)
                        throw new InvalidOperationException($"The commit ended as {result.Status}.");
                }
            })));
            clock.Stop();
            done += drafts.Sum(chunk => chunk.Length);
            Written += drafts.Sum(chunk => chunk.Length);
        }
        return clock.Per(done);
    }

    public async Task SettleAsync()
    {
        while (_store.Statistics() is var statistics && statistics.DeltaEntries > 0)
            await Task.Delay(100);
        EntriesPerResource = _store.Read("Observation", "o1")!.Entries.ToList().Count + 3 + 2;
    }

    public Measured PointReads() => Rate(random => _store.Read("Observation", "o" + random.Next(Written).ToString(CultureInfo.InvariantCulture))!.Open().Length);

    public Measured Pages(string query, bool patients, bool open = false)
    {
        var plans = Enumerable.Range(0, patients ? 200 : 1).Select(i => Plan(query.Replace("p17", $"p{i % _patients}", StringComparison.Ordinal))).ToArray();
        return Rate(random =>
        {
            var page = _store.Search(plans[random.Next(plans.Length)], CancellationToken.None);
            if (page.Rows.Count == 0)
                throw new InvalidOperationException("The page is empty.");
            return open ? page.Rows.Sum(row => row.Open().Length) : page.Rows.Count;
        });
    }

    public string BytesPerResource() => string.Create(CultureInfo.InvariantCulture,
        $"{_store.Statistics().RecordBytes / Written} record + {_store.Statistics().IndexBytes / Written} index");

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static Measured Rate(Func<Random, int> once)
    {
        var random = new Random(1);
        var total = 0L;
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < TimeSpan.FromSeconds(1);)
            total += once(random);
        var meter = new Meter();
        meter.Start();
        var count = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Span; count++)
            total += once(random);
        meter.Stop();
        return meter.Per(total < 0 ? 0 : count);
    }

    /// <summary>The plan without the collision check, which opens rows: what is measured is the index.</summary>
    private SearchPlan Plan(string query)
    {
        var pairs = query.Split('&').Select(part => part.Split('=')).Select(part => KeyValuePair.Create(part[0], part[1]));
        var request = SearchRequest.Parse("Observation", pairs, FhirModel.R4, SearchHandling.Strict).Request!;
        return _store.Compiler.Compile("Observation", request.Criteria, request.Sorts, 20, null).Plan! with { Confirm = null };
    }

    private VersionDraft Draft(int number)
    {
        var random = new Random(number);
        var patient = $"p{random.Next(_patients)}";
        var at = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(500_000));
        var code = s_codes[random.Next(s_codes.Length)];
        var text = string.Create(CultureInfo.InvariantCulture, $$"""
            {"resourceType":"Observation","id":"o{{number}}","meta":{"versionId":"1","lastUpdated":"{{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-vital-signs"]},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital Signs"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"{{code}}","display":"A measurement of the body"}],"text":"A measurement of the body"},"subject":{"reference":"Patient/{{patient}}"},"encounter":{"reference":"Encounter/e{{random.Next(100000)}}"},"effectiveDateTime":"{{at:yyyy-MM-dd'T'HH:mm:ss'Z'}}","issued":"{{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","performer":[{"reference":"Practitioner/d{{random.Next(40)}}"}],"valueQuantity":{"value":{{random.Next(400, 1800) / 10m}},"unit":"beats/minute","system":"http://unitsofmeasure.org","code":"/min"},"note":[{"text":"{{random.NextInt64():x}} {{random.NextInt64():x}}"}]}
            """);
        var body = Encoding.UTF8.GetBytes(text);
        var values = SearchExtractor.Extract(ResourceDocument.Parse(body).Document!);
        return new VersionDraft("Observation", $"o{number}", null, 1, at, VersionAction.Create, body, values, [$"Patient/{patient}"]);
    }
}
