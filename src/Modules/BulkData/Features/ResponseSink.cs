using System.Buffers;
using Carewright.Gateway.Exporting;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary>Streams an export as the answer itself, in parts that are small enough to be kept until they are on record.</summary>
internal sealed class ResponseSink(HttpResponse response) : IExportSink
{
    private const int MostRows = 500;
    private const int MostBytes = 4 * 1024 * 1024;
    private readonly ArrayBufferWriter<byte> _part = new(64 * 1024);
    private int _rows;

    public bool IsFull => _rows >= MostRows || _part.WrittenCount >= MostBytes;

    public ValueTask OpenAsync(string type, bool isDeletions, CancellationToken cancellationToken)
    {
        _part.ResetWrittenCount();
        _rows = 0;
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        _part.Write(json.Span);
        _part.Write("\n"u8);
        _rows++;
        return ValueTask.CompletedTask;
    }

    public async ValueTask ReleaseAsync(ExportedFile file, CancellationToken cancellationToken)
    {
        Start();
        await response.Body.WriteAsync(_part.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the head of the answer, also of one without rows.</summary>
    internal void Start()
    {
        if (response.HasStarted)
            return;
        response.StatusCode = 200;
        response.ContentType = "application/fhir+ndjson";
        response.Headers.CacheControl = "no-store";
    }
}
