using System.Globalization;
using Carewright.Audit;
using Carewright.Security;

namespace Carewright.Gateway.Exporting;

/// <summary>
/// The file that an export is writing. When it ends, audit records name every patient whose rows it holds, so that an accounting of disclosures finds it by each of them; then it is released.
/// A record names a bounded number of patients, and a file holds a bounded number of rows: neither the log's rows nor memory grow with the export.
/// </summary>
internal sealed class ExportFile(Actor actor, ExportOrder order, IExportSink sink, Scribe scribe)
{
    internal const int PatientsPerRecord = 1000;

    /// <summary>Patients that one file may hold; their names are kept until it ends.</summary>
    private const int MostPatients = 25_000;

    private const int Attempts = 50;
    private readonly HashSet<string> _patients = new(StringComparer.Ordinal);
    private string? _type;
    private int _resources;
    private int _number;
    private bool _isDeletions;

    /// <summary>Rows written in all files.</summary>
    internal long Total { get; private set; }

    /// <summary>True when the store would not take the audit record: nothing more may be released.</summary>
    internal bool IsUnrecorded { get; private set; }

    internal async ValueTask WriteAsync(string type, ReadOnlyMemory<byte> json, IReadOnlyList<string> patients, CancellationToken cancellationToken)
    {
        if (IsUnrecorded)
            return;
        if (_type is null)
            await BeginAsync(type, false, cancellationToken).ConfigureAwait(false);
        await sink.WriteAsync(json, cancellationToken).ConfigureAwait(false);
        _patients.UnionWith(patients);
        _resources++;
        Total++;
        if (sink.IsFull || _patients.Count >= MostPatients)
            await EndAsync(cancellationToken).ConfigureAwait(false);
    }

    internal async ValueTask WriteDeletionsAsync(DeletionBundle bundle, CancellationToken cancellationToken)
    {
        if (IsUnrecorded)
            return;
        if (_type is null)
            await BeginAsync("Bundle", true, cancellationToken).ConfigureAwait(false);
        await sink.WriteAsync(bundle.Json, cancellationToken).ConfigureAwait(false);
        _patients.UnionWith(bundle.Patients);
        _resources++;
        if (sink.IsFull || _patients.Count >= MostPatients)
            await EndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the open file, if there is one: on record first, then released.</summary>
    internal async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_type is not { } type || IsUnrecorded)
            return;
        var file = new ExportedFile(type, _number, _resources, _patients.Count, _isDeletions);
        foreach (var (part, patients) in (_patients.Count == 0 ? [[]] : _patients.Chunk(PatientsPerRecord)).Index())
        {
            if (!await RecordAsync(file, part, patients, cancellationToken).ConfigureAwait(false))
            {
                IsUnrecorded = true;
                return;
            }
        }
        _type = null;
        _patients.Clear();
        _resources = 0;
        await sink.ReleaseAsync(file, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask BeginAsync(string type, bool isDeletions, CancellationToken cancellationToken)
    {
        (_type, _isDeletions) = (type, isDeletions);
        _number++;
        return sink.OpenAsync(type, isDeletions, cancellationToken);
    }

    // An export can wait for a busy store; it is nobody's screen.
    private async ValueTask<bool> RecordAsync(ExportedFile file, int part, string[] patients, CancellationToken cancellationToken)
    {
        var parts = Math.Max(1, (file.Patients + PatientsPerRecord - 1) / PatientsPerRecord);
        var about = string.Create(CultureInfo.InvariantCulture, $"{order.Name} file={file.Number} resources={file.Resources} patients={file.Patients} part={part + 1}/{parts}");
        var draft = scribe.Draft(actor, new Deed("read", "export-file", file.Type, about), AuditOutcome.Success, 200, [], patients);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await scribe.RecordAsync(draft, cancellationToken).ConfigureAwait(false))
                return true;
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(false);
        }
        return false;
    }
}
