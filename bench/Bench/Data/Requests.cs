using System.Globalization;
using System.Text;

namespace Carewright.Bench.Data;

/// <summary>Makes the requests of each row from the corpus. Which one comes at which number is fixed, so that two runs ask the same.</summary>
internal sealed class Requests(Corpus corpus, string physician, string system)
{
    private const int Prepared = 5_000;
    private const int EntriesOfTransaction = 50;
    private const int SearchesOfMixed = 5;

    // A kept store holds what earlier runs made.
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly ReadOnlyMemory<byte>[] _everything = Many(Math.Min(corpus.BusyPatients.Count, Prepared), i => Wire.Get($"/fhir/Patient/{corpus.BusyPatients[i]}/$everything?_count=100", physician));
    private readonly ReadOnlyMemory<byte>[] _reads = Reads(Readable(corpus), physician);
    private readonly ReadOnlyMemory<byte>[] _creates = [.. corpus.Observations.Select(one => Wire.Send("POST", "/fhir/Observation", one.Json, physician))];
    private readonly ReadOnlyMemory<byte>[] _rawReads = Many(Prepared, i => Wire.Get(string.Create(CultureInfo.InvariantCulture, $"/r/{1 + (Spread(i) % (uint)corpus.References.Count)}")));
    private readonly ReadOnlyMemory<byte>[] _rawPages = Many(Prepared, i => Wire.Get(string.Create(CultureInfo.InvariantCulture, $"/p/{i % 16}/{Spread(i) >> 2}")));
    private readonly ReadOnlyMemory<byte>[] _rawCreates = [.. corpus.Observations.Select(one => Wire.Send("POST", "/w", one.Json))];
    private readonly ReadOnlyMemory<byte>[] _transactions = Many(64, i => Wire.Send("POST", "/fhir", Transaction(corpus, i), physician));
    private readonly ReadOnlyMemory<byte>[] _rawTransactions = Many(64, i => Wire.Send("POST", $"/t/{EntriesOfTransaction}", Transaction(corpus, i)));
    private readonly ReadOnlyMemory<byte>[] _versions = [.. Readable(corpus).Take(Prepared).Select(reference => Wire.Get($"/fhir/{reference}/_history/1", physician))];
    private long _deleted;

    /// <summary>
    /// The searches of one page of 20, by name. The values are sampled from what is loaded. The first five are those of <see cref="Mixed"/>.
    /// </summary>
    public IReadOnlyList<(string Name, ReadOnlyMemory<byte>[] Requests)> Searches { get; } =
    [
        ("patient + code", Pages(corpus.Series.Count, i => $"Observation?patient={corpus.Series[i].Patient}&code={Uri.EscapeDataString(corpus.Series[i].Code)}", physician)),
        ("patient + category, newest first", Pages(corpus.BusyPatients.Count, i => $"Observation?patient={corpus.BusyPatients[i]}&category=vital-signs&_sort=-date", physician)),
        ("name prefix", Pages(Prepared, i => $"Patient?name={Uri.EscapeDataString(Pick(corpus.Families, i)[..2])}", physician)),
        ("date range", Pages(Prepared, i => $"Encounter?{Month(i)}", physician)),
        ("identifier", Pages(Prepared, i => $"Patient?identifier={Uri.EscapeDataString(Pick(corpus.Identifiers, i))}", physician)),
        ("name prefix + birth date", Pages(Prepared, i => $"Patient?name={Uri.EscapeDataString(Pick(corpus.Families, i)[..3])}&birthdate={Pick(corpus.BirthDates, i)}", physician)),
        ("token, everybody", Pages(Prepared, i => $"Observation?code={Uri.EscapeDataString(Pick(corpus.Measured, i).Code)}", physician)),
        ("date, one patient", Pages(corpus.BusyPatients.Count, i => $"Observation?patient={corpus.BusyPatients[i]}&date=ge2022-01-01&date=lt2025-01-01", physician)),
        ("quantity, one patient", Pages(corpus.BusyPatients.Count, i => $"Observation?patient={corpus.BusyPatients[i]}&value-quantity=gt{Quantity(corpus, i)}", physician)),
        ("quantity, everybody", Pages(Prepared, i => $"Observation?value-quantity=gt{Quantity(corpus, i)}", physician)),
        ("composite, one patient", Pages(corpus.Series.Count, i => $"Observation?patient={corpus.Series[i].Patient}&combo-code-value-quantity={Composite(corpus, i)}", physician)),
        ("composite, everybody", Pages(Prepared, i => $"Observation?code-value-quantity={Composite(corpus, i)}", physician)),
        ("chain", Pages(Prepared, i => $"Observation?patient.identifier={Uri.EscapeDataString(Pick(corpus.Identifiers, i))}", physician)),
        ("_has", Pages(Prepared, i => $"Patient?name={Uri.EscapeDataString(Pick(corpus.Families, i)[..2])}&_has:Observation:patient:code={Uri.EscapeDataString(Pick(corpus.Measured, i).Code)}", physician)),
        ("_include", Pages(corpus.Series.Count, i => $"Observation?patient={corpus.Series[i].Patient}&code={Uri.EscapeDataString(corpus.Series[i].Code)}&_include=Observation:patient&_include=Observation:encounter", physician)),
        ("_total=accurate", Pages(corpus.BusyPatients.Count, i => $"Observation?patient={corpus.BusyPatients[i]}&category=vital-signs&_total=accurate", physician)),
        ("sort, everybody", Pages(Prepared, i => $"Observation?code={Uri.EscapeDataString(Pick(corpus.Measured, i).Code)}&_sort=-date", physician)),
    ];

    public ReadOnlyMemory<byte> Read(int connection, long number) => _reads[number % _reads.Length];

    public ReadOnlyMemory<byte> RawRead(int connection, long number) => _rawReads[number % _rawReads.Length];

    public ReadOnlyMemory<byte> RawPage(int connection, long number) => _rawPages[number % _rawPages.Length];

    public ReadOnlyMemory<byte> Create(int connection, long number) => _creates[number % _creates.Length];

    public ReadOnlyMemory<byte> RawCreate(int connection, long number) => _rawCreates[number % _rawCreates.Length];

    public ReadOnlyMemory<byte> TransactionOf50(int connection, long number) => _transactions[number % _transactions.Length];

    public ReadOnlyMemory<byte> RawTransaction(int connection, long number) => _rawTransactions[number % _rawTransactions.Length];

    public ReadOnlyMemory<byte> ReadVersion(int connection, long number) => _versions[number % _versions.Length];

    /// <summary>Every second one finds what the one before it made.</summary>
    public ReadOnlyMemory<byte> ConditionalCreate(int connection, long number)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{_run}-{number / 2}");
        var json = corpus.Observations[(int)(number / 2 % corpus.Observations.Count)].Json;
        var identifier = Encoding.ASCII.GetBytes($",\"identifier\":[{{\"system\":\"urn:bench\",\"value\":\"{key}\"}}]}}");
        return Wire.Send("POST", "/fhir/Observation", [.. json.AsSpan(0, json.Length - 1), .. identifier], physician, $"If-None-Exist: identifier=urn:bench|{key}");
    }

    /// <summary>All of a patient, a page of 100.</summary>
    public ReadOnlyMemory<byte> Everything(int connection, long number) => _everything[number % _everything.Length];

    /// <summary>The first page of a long search that a deep page is walked to from.</summary>
    public string LongSearch => $"/fhir/Observation?code={Uri.EscapeDataString(corpus.Measured[0].Code)}&_count=20";

    /// <summary>Asks for one address over and over.</summary>
    public Func<int, long, ReadOnlyMemory<byte>> Address(string path)
    {
        var request = Wire.Get(path, physician);
        return (_, _) => request;
    }

    /// <summary>60 reads, 15 searches, 15 updates, 8 creates and 2 deletes of a hundred.</summary>
    public ReadOnlyMemory<byte> Mixed(int connection, long number) => (Spread(number) % 100) switch
    {
        < 60 => Read(connection, number),
        < 75 => Searches[(int)(number % SearchesOfMixed)].Requests[number % Searches[(int)(number % SearchesOfMixed)].Requests.Length],
        < 90 => Update(connection, number),
        < 98 => Create(connection, number),
        _ => Delete(),
    };

    /// <summary>The same shares of the raw requests; an update and a delete are inserts there.</summary>
    public ReadOnlyMemory<byte> RawMixed(int connection, long number) => (Spread(number) % 100) switch
    {
        < 60 => RawRead(connection, number),
        < 75 => RawPage(connection, number),
        _ => RawCreate(connection, number),
    };

    /// <summary>The batch with which the app opens the large chart.</summary>
    public ReadOnlyMemory<byte> Chart() => Wire.Send("POST", "/fhir", Encoding.UTF8.GetBytes(ChartBatch.Of(corpus.ChartPatient)), physician);

    // Each connection updates resources of its own, so that none waits for another's version. The text changes, so that each is a new version.
    public ReadOnlyMemory<byte> Update(int connection, long number)
    {
        var (id, json) = corpus.Observations[(int)(((number * 61) + connection) % corpus.Observations.Count)];
        var note = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"note\":[{{\"text\":\"Amended {number}.\"}}]}}"));
        return Wire.Send("PUT", $"/fhir/Observation/{id}", [.. json.AsSpan(0, json.Length - 1), .. note], physician);
    }

    // No clinician may delete, so the system interface does.
    private ReadOnlyMemory<byte> Delete() => Wire.Delete($"/fhir/Observation/{corpus.Expendable[(int)(Interlocked.Increment(ref _deleted) % corpus.Expendable.Count)]}", system);

    // What a physician may not read would be a refusal, not a read; notes of a restricted department are among the documents.
    private static bool IsChart(string reference) =>
        reference.StartsWith("Observation/", StringComparison.Ordinal) || reference.StartsWith("Patient/", StringComparison.Ordinal) || reference.StartsWith("MedicationRequest/", StringComparison.Ordinal)
        || reference.StartsWith("Immunization/", StringComparison.Ordinal) || reference.StartsWith("AllergyIntolerance/", StringComparison.Ordinal) || reference.StartsWith("DiagnosticReport/", StringComparison.Ordinal);

    private static List<string> Readable(Corpus corpus)
    {
        var expendable = corpus.Expendable.Select(id => $"Observation/{id}").ToHashSet(StringComparer.Ordinal);
        return corpus.References.FindAll(reference => IsChart(reference) && !expendable.Contains(reference));
    }

    private static ReadOnlyMemory<byte>[] Many(int count, Func<int, ReadOnlyMemory<byte>> make) => [.. Enumerable.Range(0, count).Select(make)];

    private static ReadOnlyMemory<byte>[] Reads(List<string> references, string token) => Many(Prepared, i => Wire.Get($"/fhir/{Pick(references, i)}", token));

    private static ReadOnlyMemory<byte>[] Pages(int count, Func<int, string> query, string token) => Many(Math.Min(count, Prepared), i => Wire.Get($"/fhir/{query(i)}&_count=20", token));

    private static string Quantity(Corpus corpus, int i) => Pick(corpus.Measured, i) is var (_, unit, value) ? Uri.EscapeDataString(string.Create(CultureInfo.InvariantCulture, $"{value}|{unit}")) : "";

    private static string Composite(Corpus corpus, int i) => Pick(corpus.Measured, i) is var (code, unit, value) ? Uri.EscapeDataString(string.Create(CultureInfo.InvariantCulture, $"{code}$gt{value}|{unit}")) : "";

    private static string Month(int i)
    {
        var start = new DateOnly(2022, 1, 1).AddDays((int)(Spread(i) % 1_200));
        return $"date=ge{start:yyyy-MM-dd}&date=lt{start.AddDays(14):yyyy-MM-dd}";
    }

    private static byte[] Transaction(Corpus corpus, int number)
    {
        var entries = Enumerable.Range(0, EntriesOfTransaction)
            .Select(i => $$$"""{"resource":{{{Encoding.UTF8.GetString(corpus.Observations[((number * EntriesOfTransaction) + i) % corpus.Observations.Count].Json)}}},"request":{"method":"POST","url":"Observation"}}""");
        return Encoding.UTF8.GetBytes($$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""");
    }

    private static T Pick<T>(List<T> list, int number) => list[(int)(Spread(number) % (uint)list.Count)];

    // Fibonacci hashing: numbers in a row land far apart.
    private static uint Spread(long number) => (uint)((ulong)number * 0x9E37_79B9_7F4A_7C15UL >> 32);
}
