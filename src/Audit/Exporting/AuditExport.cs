using System.IO.Pipelines;

namespace Carewright.Audit;

/// <summary>The forms an export can have.</summary>
public enum AuditExportFormat
{
    /// <summary>RFC 4180, one line per record.</summary>
    Csv,

    /// <summary>One FHIR R4 AuditEvent per line.</summary>
    Ndjson,
}

/// <summary>Writes a part of the log as a file, page by page, holding one page in memory.</summary>
/// <param name="trail">The log.</param>
/// <param name="events">The FHIR form.</param>
public sealed class AuditExport(AuditTrail trail, AuditEventJson events)
{
    private const int FlushEvery = 64 * 1024;

    /// <summary>Writes everything the filter shows, newest first, to the pipe; flushes, does not complete it.</summary>
    /// <returns>How many records were written.</returns>
    public async Task<long> WriteAsync(AuditFilter filter, AuditExportFormat format, PipeWriter output, CancellationToken cancellationToken)
    {
        if (format == AuditExportFormat.Csv)
            AuditCsv.WriteHeader(output);
        var records = 0L;
        foreach (var entry in trail.All(filter, cancellationToken))
        {
            Write(entry, format, output);
            records++;
            if (output.UnflushedBytes >= FlushEvery)
                await output.FlushAsync(cancellationToken);
        }
        await output.FlushAsync(cancellationToken);
        return records;
    }

    private void Write(AuditEntry entry, AuditExportFormat format, PipeWriter output)
    {
        if (format == AuditExportFormat.Csv)
        {
            AuditCsv.WriteRecord(output, entry);
            return;
        }
        var json = events.Serialize(entry.Record);
        var span = output.GetSpan(json.Length + 1);
        json.Span.CopyTo(span);
        span[json.Length] = (byte)'\n';
        output.Advance(json.Length + 1);
    }
}
