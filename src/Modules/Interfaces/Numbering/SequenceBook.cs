using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage;

namespace Carewright.Interfaces.Numbering;

/// <summary>How far the numbers of partners' messages are, in both directions; durable before it is acted on.</summary>
internal sealed class SequenceBook(IPrivateTable table)
{
    private const string Kind = "partner-sequence";

    /// <summary>The number that was taken last from a partner; null: none was, or it has begun anew.</summary>
    internal long? LastTaken(string partner) => table.Get(Kind, "in." + partner) is { } value ? JsonSerializer.Deserialize(value, SequenceJson.Default.Int64) : null;

    /// <summary>Keeps the number that was taken last; null: the next may be any.</summary>
    internal Task TakenAsync(string partner, long? number) =>
        table.PutAsync(Kind, "in." + partner, number is { } value ? JsonSerializer.SerializeToUtf8Bytes(value, SequenceJson.Default.Int64) : null, CancellationToken.None);

    /// <summary>What is sent to a partner next.</summary>
    internal NextNumber Next(string partner) => table.Get(Kind, "out." + partner) is { } value ? JsonSerializer.Deserialize(value, SequenceJson.Default.NextNumber)! : new NextNumber(1, null);

    /// <summary>Keeps what is sent to a partner next.</summary>
    internal Task PutNextAsync(string partner, NextNumber next) => table.PutAsync(Kind, "out." + partner, JsonSerializer.SerializeToUtf8Bytes(next, SequenceJson.Default.NextNumber), CancellationToken.None);
}

/// <summary>The next number of what is sent.</summary>
/// <param name="Number">It.</param>
/// <param name="Open">Control id of the message that left under it and was not acknowledged, as far as is known; null: none did.</param>
internal sealed record NextNumber(long Number, string? Open);

[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(NextNumber))]
internal sealed partial class SequenceJson : JsonSerializerContext;
