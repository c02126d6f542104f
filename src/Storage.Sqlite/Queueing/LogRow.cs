using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>What of a row is sealed beside the message itself: all that its hashes can be made of again.</summary>
/// <param name="Partner">The partner's id.</param>
/// <param name="ControlId">MSH-10.</param>
/// <param name="Type">Type and event.</param>
/// <param name="Patients">Its patients' identifiers, <c>system|value</c>.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Reason">Why it is where it is.</param>
/// <param name="Replaces">Id of the message that it repeats or stands in for.</param>
/// <param name="Decision">What a person has decided.</param>
internal sealed record LogHead(string Partner, string ControlId, string Type, IReadOnlyList<string> Patients, int Attempts, MessageReason? Reason, string? Replaces, string? Decision)
{
    /// <summary>Digest of what must be the same for a message to have come before; null: none is a duplicate of it.</summary>
    // Left out when there is none: the serializer's fast path would write no bytes, which is something else.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Content { get; init; }
}

/// <summary>A row of the log, opened, but for its body.</summary>
internal sealed record LogEntry(long Sequence, Guid Id, long At, MessageDirection Direction, MessageState State, int Generation, LogHead Head, bool HasRaw)
{
    /// <summary>The message as others see it.</summary>
    public LoggedMessage Message(LogKeys keys) => new(Sequence, Id.ToString(), LogRow.Time(At), Direction, State)
    {
        Partner = Head.Partner,
        ControlId = Head.ControlId,
        Type = Head.Type,
        Patients = [.. Head.Patients.Select(keys.Order)],
        Attempts = Head.Attempts,
        Reason = Head.Reason,
        Replaces = Head.Replaces,
        Decision = Head.Decision,
        HasRaw = HasRaw,
    };
}

/// <summary>Rows of the log, read and sealed.</summary>
internal static class LogRow
{
    /// <summary>What <see cref="Read"/> reads, of a table called <c>m</c>.</summary>
    public const string Columns = "m.seq, m.id, m.at, m.direction, m.state, m.generation, m.head, m.body IS NOT NULL";

    /// <summary>How many columns that are.</summary>
    public const int Width = 8;

    /// <exception cref="SealBrokenException">Somebody has changed the row, or its key is gone.</exception>
    public static LogEntry Read(Statement row, LogKeys keys)
    {
        var (id, generation) = (new Guid(row.Blob(1), bigEndian: true), (int)row.Int64(5));
        var head = JsonSerializer.Deserialize(keys.Of(generation).OpenHead(id, row.Blob(6)), LogJson.Default.LogHead) ?? throw new InvalidDataException("A head of the message log is empty.");
        return new LogEntry(row.Int64(0), id, row.Int64(2), (MessageDirection)row.Int64(3), (MessageState)row.Int64(4), generation, head, row.Int64(7) == 1);
    }

    public static byte[] CloseHead(LogKey key, Guid id, LogHead head) => key.CloseHead(id, JsonSerializer.SerializeToUtf8Bytes(head, LogJson.Default.LogHead));

    public static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}

[JsonSerializable(typeof(LogHead))]
internal sealed partial class LogJson : JsonSerializerContext;
