using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>What of a row is sealed beside the message itself.</summary>
internal sealed record LogHead(string Partner, string ControlId, string Type, IReadOnlyList<long> Patients, int Attempts, MessageReason? Reason, string? Replaces, string? Decision)
{
    /// <summary>What is sealed of a message.</summary>
    public static LogHead Of(LoggedMessage message) => new(message.Partner, message.ControlId, message.Type, message.Patients, message.Attempts, message.Reason, message.Replaces, message.Decision);

    /// <summary>The message whose head it is.</summary>
    public LoggedMessage Message(long sequence, Guid id, long at, MessageDirection direction, MessageState state, bool hasRaw) => new(sequence, id.ToString(), LogRow.Time(at), direction, state)
    {
        Partner = Partner,
        ControlId = ControlId,
        Type = Type,
        Patients = Patients,
        Attempts = Attempts,
        Reason = Reason,
        Replaces = Replaces,
        Decision = Decision,
        HasRaw = hasRaw,
    };
}

/// <summary>Rows of the log, read and sealed.</summary>
internal static class LogRow
{
    public const string Columns = "seq, id, at, direction, state, head, body IS NOT NULL";

    /// <summary>The same of a table called <c>m</c>.</summary>
    public const string OfM = "m.seq, m.id, m.at, m.direction, m.state, m.head, m.body IS NOT NULL";

    public static LoggedMessage Read(Statement row, LogKeys keys)
    {
        var id = new Guid(row.Blob(1), bigEndian: true);
        return OpenHead(keys, id, row.Blob(5)).Message(row.Int64(0), id, row.Int64(2), (MessageDirection)row.Int64(3), (MessageState)row.Int64(4), row.Int64(6) == 1);
    }

    public static LogHead OpenHead(LogKeys keys, Guid id, ReadOnlySpan<byte> head) =>
        JsonSerializer.Deserialize(keys.OpenHead(id, head), LogJson.Default.LogHead) ?? throw new InvalidDataException("A head of the message log is empty.");

    public static byte[] CloseHead(LogKeys keys, Guid id, LogHead head) => keys.CloseHead(id, JsonSerializer.SerializeToUtf8Bytes(head, LogJson.Default.LogHead));

    public static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}

[JsonSerializable(typeof(LogHead))]
internal sealed partial class LogJson : JsonSerializerContext;
