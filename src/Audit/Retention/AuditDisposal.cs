using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage;

namespace Carewright.Audit;

/// <summary>A signed statement: this month of the log was disposed of, and the chain goes on from here.</summary>
/// <param name="Month">The month, as <c>2019-05</c>.</param>
/// <param name="Records">Records disposed of.</param>
/// <param name="FirstSequence">Sequence number of the first of them.</param>
/// <param name="LastSequence">Sequence number of the last of them.</param>
/// <param name="Hash">The chain value of the last of them.</param>
/// <param name="At">When, UTC, to the millisecond.</param>
/// <param name="Rule">The retention rule under which it was done.</param>
/// <param name="Signature">Signature of the checkpoints' key over <see cref="Statement"/>.</param>
public sealed record AuditDisposal(string Month, long Records, long FirstSequence, long LastSequence, byte[] Hash, DateTimeOffset At, string Rule, byte[] Signature)
{
    /// <summary>The bytes that are signed.</summary>
    public byte[] Statement(TenantId tenant) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"carewright audit disposal 1\n{tenant.Value}\n{Month}\n{Records}\n{FirstSequence}\n{LastSequence}\n{Convert.ToHexStringLower(Hash)}\n{At.ToUnixTimeMilliseconds()}\n{Rule}"));

    /// <summary>How the audit record of the disposal says it: with the last chain value, so that the record itself is in the chain that goes on.</summary>
    public string ToQuery() => string.Create(CultureInfo.InvariantCulture, $"month={Month}&records={Records}&last={LastSequence}&chain={Convert.ToHexStringLower(Hash)}");
}

/// <summary>The statements of disposals, kept in the private table.</summary>
internal sealed class AuditDisposals(IRecordStore store, AuditCheckpoints checkpoints)
{
    internal const string Kind = "audit-disposal";

    /// <summary>All of them, oldest month first.</summary>
    internal IReadOnlyList<AuditDisposal> List() =>
        [.. store.Private.List(Kind).Select(row => JsonSerializer.Deserialize(row.Value, DisposalJson.Default.AuditDisposal)!).OrderBy(disposal => disposal.LastSequence)];

    /// <summary>Where the chain begins after them.</summary>
    internal ChainStart Start() =>
        List() is [.., var last] all ? new ChainStart(last.LastSequence, last.Hash) { Disposed = all.Sum(disposal => disposal.Records) } : ChainStart.Beginning;

    /// <summary>Whether it was signed by this store's key, unchanged.</summary>
    internal bool IsGenuine(AuditDisposal disposal) => checkpoints.IsSigned(disposal.Statement(store.Tenant), disposal.Signature);

    /// <summary>The statement of a month, signed, ready to be kept.</summary>
    internal AuditDisposal Sign(AuditMonth month, DateTimeOffset now, string rule)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var name = string.Create(CultureInfo.InvariantCulture, $"{month.Year:D4}-{month.Month:D2}");
        var draft = new AuditDisposal(name, month.Records, month.FirstSequence, month.LastSequence, month.LastHash.ToArray(), at, rule, []);
        return draft with { Signature = checkpoints.Sign(draft.Statement(store.Tenant)) };
    }

    internal static PrivateDraft Draft(AuditDisposal disposal) => new(Kind, disposal.Month, JsonSerializer.SerializeToUtf8Bytes(disposal, DisposalJson.Default.AuditDisposal));
}

[JsonSerializable(typeof(AuditDisposal))]
internal sealed partial class DisposalJson : JsonSerializerContext;
