using Carewright.Kernel;

namespace Carewright.Gateway.Exporting;

/// <summary>
/// Where an export goes. Rows are handed over file by file and must not leave this process before <see cref="ReleaseAsync"/> has been called for their file: only then is it on record who got them.
/// Called by one thread at a time.
/// </summary>
public interface IExportSink
{
    /// <summary>True when the open file shall end before the next row. Asked after each row.</summary>
    bool IsFull { get; }

    /// <summary>A file begins; all of its rows have this resource type.</summary>
    ValueTask OpenAsync(string type, bool isDeletions, CancellationToken cancellationToken);

    /// <summary>One row of the open file: UTF-8 JSON on one line, without the line's end.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken);

    /// <summary>The open file is complete and its audit records are durable: it may leave now.</summary>
    ValueTask ReleaseAsync(ExportedFile file, CancellationToken cancellationToken);
}

/// <summary>A file of an export.</summary>
/// <param name="Type">Resource type of its rows.</param>
/// <param name="Number">From 1, in the order of the export.</param>
/// <param name="Resources">Rows in it.</param>
/// <param name="Patients">Patients whose compartments they are in.</param>
/// <param name="IsDeletions">True: its rows are Bundles of deletions (Bulk Data Access 2.0 export.html, <c>deleted</c>).</param>
public sealed record ExportedFile(string Type, int Number, int Resources, int Patients, bool IsDeletions);

/// <summary>An export that may be made.</summary>
/// <param name="Types">The types it has, in order.</param>
/// <param name="Patients">How many patients it is limited to; null when it is not.</param>
/// <param name="Warnings">What lenient handling leaves out.</param>
public sealed record ExportOutline(IReadOnlyList<string> Types, int? Patients, IReadOnlyList<Issue> Warnings);

/// <summary>An export that was made.</summary>
/// <param name="TransactionTime">It holds what the record held at this instant, and nothing later.</param>
/// <param name="Resources">Rows in all files.</param>
/// <param name="Warnings">What was left out, and rows that could not be opened.</param>
public sealed record ExportResult(DateTimeOffset TransactionTime, long Resources, IReadOnlyList<Issue> Warnings);
