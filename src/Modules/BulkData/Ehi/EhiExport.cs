using System.Buffers;
using System.Globalization;
using System.Reflection;
using Carewright.Audit;
using Carewright.BulkData.Jobs;
using Carewright.Gateway;
using Carewright.Gateway.Exporting;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.BulkData.Ehi;

/// <summary>What an export of everything wrote.</summary>
/// <param name="Resources">Resources in it.</param>
/// <param name="Attachments">Decoded attachments.</param>
/// <param name="AuditEvents">Records of the audit trail.</param>
/// <param name="Problems">What could not be opened or decoded; named in the manifest.</param>
public sealed record EhiSummary(long Resources, int Attachments, long AuditEvents, int Problems)
{
    /// <summary>The instant whose record the archive holds.</summary>
    public DateTimeOffset TransactionTime { get; init; }
}

/// <summary>
/// Writes one patient's record, or everyone's, as an archive that anybody can read (45 CFR 170.315(b)(10); docs/architecture/ehi-export.md). The archive is in clear: it is how a record leaves.
/// </summary>
/// <param name="gateway">The way to the record.</param>
/// <param name="store">For the audit trail, and the tenant's name in it.</param>
/// <param name="policies">The policy in force: who takes out the whole record, and who what is shown to them.</param>
public sealed class EhiExport(RecordGateway gateway, IRecordStore store, PolicyShelf policies)
{
    private const int AuditPart = 5_000;

    /// <summary>Writes the archive to a new or empty folder, or to a new file when the path ends in <c>.zip</c>. What is left of one that was broken off ends in <c>.part</c> and has no manifest.</summary>
    /// <param name="actor">Who takes it out.</param>
    /// <param name="patientId">Logical id of the one patient; null for everyone.</param>
    /// <param name="target">Path of the folder or file.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>The summary; refused with 403 (operation), 404 (patient), 409 (there is something at the path).</returns>
    public async Task<Answer<EhiSummary>> WriteToAsync(Actor actor, string? patientId, string target, CancellationToken cancellationToken)
    {
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            return new Refusal(409, [Issue.Error(IssueTypes.Conflict, "EHI-TARGET", $"There is something at '{target}' already; name a new file, or a new or empty folder.")]);
        var order = OrderOf(actor, patientId, "ehi-export");
        var outline = await gateway.OutlineExportAsync(actor, order, null, cancellationToken).ConfigureAwait(false);
        if (outline.IsRefused)
            return outline.Refusal;
        if (!target.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return await RunAsync(actor, order, new FolderArchive(target), null, cancellationToken).ConfigureAwait(false);
        var part = target + ".part";
        var answer = await ZipAsync(actor, order, part, cancellationToken).ConfigureAwait(false);
        if (!answer.IsRefused)
            File.Move(part, target);
        return answer;
    }

    /// <summary>What an actor's export of everything asks of the gateway.</summary>
    internal ExportOrder OrderOf(Actor actor, string? patientId, string name) => new(patientId is null ? ExportLevel.System : ExportLevel.Patient)
    {
        Patients = patientId is null ? null : [$"Patient/{patientId}"],
        Scope = policies.Current.MayOperate(actor, "ehi-export") ? ExportScope.WholeRecord : ExportScope.Granted,
        Name = name,
        Asked = patientId is null ? "everyone" : $"Patient/{patientId}",
    };

    /// <summary>Writes the archive of an order that is on record.</summary>
    internal async Task<Answer<EhiSummary>> RunAsync(Actor actor, ExportOrder order, IEhiArchive archive, JobProgress? progress, CancellationToken cancellationToken)
    {
        var sink = new EhiSink(archive, progress);
        var format = FormatPage();
        await archive.WriteAsync("FORMAT.md", format, cancellationToken).ConfigureAwait(false);
        sink.Files.Add(EhiFile.Of("FORMAT.md", format));
        var answer = await gateway.ExportAsync(actor, order, sink, cancellationToken).ConfigureAwait(false);
        if (answer.IsRefused)
            return answer.Refusal;
        var resources = sink.Counts.Values.Sum();
        var audited = 0L;
        if (order.Scope == ExportScope.WholeRecord && policies.Current.MayOperate(actor, "audit"))
        {
            if (await gateway.RecordAsync(actor, "export-file", "AuditEvent", 200, cancellationToken, $"{order.Name} audit trail of {order.Asked}").ConfigureAwait(false) is { } unrecorded)
                return unrecorded;
            audited = await WriteAuditAsync(sink, order.Patients?[0], answer.Value.TransactionTime, cancellationToken).ConfigureAwait(false);
        }
        var manifest = new EhiManifest
        {
            TransactionTime = answer.Value.TransactionTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            Scope = order.Scope == ExportScope.WholeRecord ? "whole-record" : "granted",
            Patient = order.Patients?[0],
            Counts = sink.Counts,
            Files = sink.Files,
            Problems = [.. sink.Problems, .. answer.Value.Warnings.Select(warning => warning.Message)],
        };
        await archive.WriteAsync("manifest.json", manifest.ToJson(), cancellationToken).ConfigureAwait(false);
        return new EhiSummary(resources, sink.Files.Count(file => file.Resource is not null), audited, manifest.Problems.Count) { TransactionTime = answer.Value.TransactionTime };
    }

    private async Task<Answer<EhiSummary>> ZipAsync(Actor actor, ExportOrder order, string path, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        await using (file.ConfigureAwait(false))
        {
            using var zip = new ZipFileArchive(file);
            return await RunAsync(actor, order, zip, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<long> WriteAuditAsync(EhiSink sink, string? patient, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var events = new AuditEventJson(store.Tenant.Value, "local");
        var lines = new ArrayBufferWriter<byte>(256 * 1024);
        var (total, part) = (0L, 0);
        foreach (var entry in new AuditTrail(store).All(new AuditFilter(Patient: patient, To: until), cancellationToken))
        {
            lines.Write(events.Serialize(entry.Record).Span);
            lines.Write("\n"u8);
            total++;
            if (++part < AuditPart)
                continue;
            await sink.PutAsync("audit", "AuditEvent", part, lines.WrittenMemory, cancellationToken).ConfigureAwait(false);
            lines.ResetWrittenCount();
            part = 0;
        }
        if (part > 0)
            await sink.PutAsync("audit", "AuditEvent", part, lines.WrittenMemory, cancellationToken).ConfigureAwait(false);
        return total;
    }

    private static ReadOnlyMemory<byte> FormatPage()
    {
        using var page = Assembly.GetExecutingAssembly().GetManifestResourceStream("ehi-export.md") ?? throw new InvalidOperationException("The page that describes the format is not in the program.");
        using var copy = new MemoryStream();
        page.CopyTo(copy);
        return copy.ToArray();
    }
}
