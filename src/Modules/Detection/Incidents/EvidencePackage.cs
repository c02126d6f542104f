using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Carewright.Audit;
using Carewright.Detection.Alerts;
using Carewright.Storage;

namespace Carewright.Detection.Incidents;

/// <summary>
/// What an investigator or a court is given: the incident, its timeline, the part of the log it covers, the proof that the log is whole, and a manifest with the SHA-256 of every file, signed with the
/// key of the log's checkpoints.
/// </summary>
internal sealed class EvidencePackage(PatientFinding finding, AlertBook alerts, AuditCheckpoints checkpoints, IRecordStore store, TimeProvider time)
{
    /// <summary>The package as a ZIP file.</summary>
    public byte[] Build(Incident incident, string host, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["incident.json"] = JsonSerializer.SerializeToUtf8Bytes(incident, IncidentJson.Default.Incident),
            ["timeline.txt"] = Encoding.UTF8.GetBytes(Timeline(incident)),
            ["alerts.ndjson"] = Lines(incident.Alerts.Select(alerts.Find).OfType<Alert>().Select(alert => JsonSerializer.SerializeToUtf8Bytes(alert, StateJson.Default.Alert))),
            ["checkpoints.ndjson"] = Lines(checkpoints.List().Select(checkpoint => Encoding.UTF8.GetBytes(checkpoints.LineOf(checkpoint).ToJson()))),
            ["verification.txt"] = Encoding.UTF8.GetBytes(Proof(checkpoints.Verify(cancellationToken))),
        };
        AddRecords(files, incident, host, cancellationToken);
        var manifest = Encoding.UTF8.GetBytes(string.Concat(files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(file.Value))}  {file.Key}\n")));
        files["manifest.sha256"] = manifest;
        files["manifest.p384.sig"] = checkpoints.SignEvidence(manifest);
        files["manifest.p384.pub.der"] = checkpoints.PublicKey();
        return Zip(files);
    }

    private void AddRecords(Dictionary<string, byte[]> files, Incident incident, string host, CancellationToken cancellationToken)
    {
        var csv = new System.Buffers.ArrayBufferWriter<byte>();
        var events = new AuditEventJson(store.Tenant.Value, host);
        using var ndjson = new MemoryStream();
        AuditCsv.WriteHeader(csv);
        foreach (var entry in finding.Records(incident.Scope, cancellationToken))
        {
            AuditCsv.WriteRecord(csv, entry);
            ndjson.Write(events.Serialize(entry.Record).Span);
            ndjson.WriteByte((byte)'\n');
        }
        files["audit.csv"] = csv.WrittenSpan.ToArray();
        files["audit.ndjson"] = ndjson.ToArray();
    }

    private string Timeline(Incident incident)
    {
        var events = incident.Steps.Select(step => (step.At, Text: $"{step.Who}: {step.What}{(step.Note is null ? "" : " - " + step.Note)}"))
            .Concat(incident.Alerts.Select(alerts.Find).OfType<Alert>().SelectMany(alert => alert.History.Select(step => (step.At, Text: $"alert {alert.Id} ({alert.Title}): {step.What}{(step.Note is null ? "" : " - " + step.Note)}"))))
            .Append((incident.Scope.From, "first moment that the incident covers"))
            .Append((incident.Scope.To, "last moment that the incident covers"))
            .Append((incident.DiscoveredAt, "discovered"))
            .OrderBy(one => one.Item1);
        return string.Concat(events.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Item1.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC  {one.Item2}\n")));
    }

    private string Proof(ChainVerification found) => string.Create(
        CultureInfo.InvariantCulture,
        $"Verified {time.GetUtcNow().UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: {(found.IsVerified ? "the log is whole" : $"BROKEN at record {found.FirstBroken}: {found.Reason}")}\n{found.Records} records walked, {found.Checkpoints} signed checkpoints compared, {found.Disposed} records disposed of under the retention rules before them.\n");

    private static byte[] Lines(IEnumerable<byte[]> lines) => [.. lines.SelectMany(line => line.Append((byte)'\n'))];

    private static byte[] Zip(Dictionary<string, byte[]> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                entry.Write(content);
            }
        }
        return bytes.ToArray();
    }
}
