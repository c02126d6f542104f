using System.Buffers;
using System.Collections.Concurrent;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Organisation;

namespace Carewright.Synthesis.Resources;

/// <summary>The NDJSON lines of some patients, by resource type. Reused; one thread writes it, then one reads it.</summary>
internal sealed class Batch : IResourceSink, IDisposable
{
    private readonly ArrayBufferWriter<byte>[] _lines = [.. ResourceKinds.Names.Select(_ => new ArrayBufferWriter<byte>())];
    private readonly long[] _counts = new long[ResourceKinds.Names.Length];
    private readonly ResourceWriter _json;
    private readonly OrganisationWriter _organisation;
    private readonly ChartWriter _charts;

    public Batch(ClinicLayout clinic, BookingBook bookings)
    {
        _json = new ResourceWriter(this);
        _organisation = new OrganisationWriter(clinic, bookings, _json);
        _charts = new ChartWriter(clinic, bookings, _json);
    }

    public int LastPatient { get; private set; }

    public ReadOnlyMemory<byte> Lines(ResourceKind kind) => _lines[(int)kind].WrittenMemory;

    public long Count(ResourceKind kind) => _counts[(int)kind];

    public Batch WriteOrganisation()
    {
        LastPatient = 0;
        _organisation.Write();
        return this;
    }

    public Batch WritePatients(int first, int end)
    {
        for (var patient = first; patient < end; patient++) _charts.Write(patient);
        LastPatient = end;
        return this;
    }

    public void Accept(ResourceKind kind, string id, ReadOnlySpan<byte> json)
    {
        var lines = _lines[(int)kind];
        lines.Write(json);
        lines.Write("\n"u8);
        _counts[(int)kind]++;
    }

    public void Clear()
    {
        foreach (var lines in _lines) lines.ResetWrittenCount();
        Array.Clear(_counts);
    }

    public void Dispose() => _json.Dispose();
}

/// <summary>Batches that wait for their next use. Thread-safe.</summary>
internal sealed class BatchPool(ClinicLayout clinic, BookingBook bookings)
{
    private readonly ConcurrentBag<Batch> _free = [];

    public Batch Rent() => _free.TryTake(out var batch) ? batch : new Batch(clinic, bookings);

    public void Return(Batch batch)
    {
        batch.Clear();
        _free.Add(batch);
    }
}
