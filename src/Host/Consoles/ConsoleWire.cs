using System.Buffers.Binary;
using System.Text.Json.Serialization;
using Carewright.BulkData.Ehi;
using Carewright.Gateway.Importing;
using Carewright.Security;
using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;

namespace Carewright.Host.Consoles;

/// <summary>What passes over the console's socket. Both ends are the same program, so the forms may change with it.</summary>
internal static class ConsoleWire
{
    internal const string GrantHeader = "X-Carewright-Console";

    internal sealed record Open(byte[] Proof);

    internal sealed record Grant(string Secret);

    internal sealed record TokenRequest(string UserName);

    internal sealed record Token(string AccessToken);

    internal sealed record BackupRequest(string Target);

    internal sealed record Key(WrappedTenantKey Wrapped, byte[] Proof);

    internal sealed record DataKeys(string? Patient);

    internal sealed record Act(string Interaction, string? About);

    internal sealed record Lines(IReadOnlyList<string> Text);

    internal sealed record PackageRequest(string Package);

    internal sealed record SwitchRequest(string Canonical, bool IsOn);

    internal sealed record ChoiceRequest(string Canonical, string Choice);

    internal sealed record CatalogueRequest(string Laboratory, string Tests, string? Questions);

    internal sealed record EhiRequest(string Target, string? Patient);

    /// <summary>A batch as length-prefixed JSON: four bytes, little-endian, before each resource.</summary>
    internal static byte[] Frame(IReadOnlyList<ImportItem> batch)
    {
        var frame = new byte[batch.Sum(item => item.Json.Length + sizeof(int))];
        var at = 0;
        foreach (var item in batch)
        {
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(at), item.Json.Length);
            item.Json.Span.CopyTo(frame.AsSpan(at + sizeof(int)));
            at += item.Json.Length + sizeof(int);
        }
        return frame;
    }

    /// <summary>Takes a frame apart again; null when it is not one.</summary>
    internal static List<ImportItem>? Unframe(ReadOnlyMemory<byte> frame)
    {
        var batch = new List<ImportItem>();
        while (!frame.IsEmpty)
        {
            if (frame.Length < sizeof(int) || BinaryPrimitives.ReadInt32LittleEndian(frame.Span) is var length && (length < 0 || length > frame.Length - sizeof(int)))
                return null;
            batch.Add(new ImportItem(frame.Slice(sizeof(int), length)));
            frame = frame[(sizeof(int) + length)..];
        }
        return batch;
    }
}

/// <summary>The JSON of the console's socket.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConsoleWire.Open))]
[JsonSerializable(typeof(ConsoleWire.Grant))]
[JsonSerializable(typeof(ConsoleWire.TokenRequest))]
[JsonSerializable(typeof(ConsoleWire.Token))]
[JsonSerializable(typeof(ConsoleWire.BackupRequest))]
[JsonSerializable(typeof(ConsoleWire.Act))]
[JsonSerializable(typeof(ConsoleWire.Key))]
[JsonSerializable(typeof(ConsoleWire.DataKeys))]
[JsonSerializable(typeof(TenantKeyHandover))]
[JsonSerializable(typeof(KeyWork))]
[JsonSerializable(typeof(BackupSegment))]
[JsonSerializable(typeof(ConsoleWire.Lines))]
[JsonSerializable(typeof(ConsoleWire.PackageRequest))]
[JsonSerializable(typeof(ConsoleWire.ChoiceRequest))]
[JsonSerializable(typeof(ConsoleWire.SwitchRequest))]
[JsonSerializable(typeof(ConsoleWire.CatalogueRequest))]
[JsonSerializable(typeof(IndexingWork))]
[JsonSerializable(typeof(ConsoleWire.EhiRequest))]
[JsonSerializable(typeof(EhiSummary))]
[JsonSerializable(typeof(AccountDraft))]
[JsonSerializable(typeof(AuditProof))]
[JsonSerializable(typeof(ImportOutcome[]))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
