namespace Carewright.Mapping.Writing;

/// <summary>What a message is written from. Immutable as long as its bytes are not changed.</summary>
/// <param name="Foci">References of what the message is about, in the order in which it is to say it: <c>ServiceRequest/a</c>.</param>
/// <param name="Resources">Those and all that they refer to, by reference, as UTF-8 JSON. What is not in it is not known to the writer: a reference to it gives nothing.</param>
public sealed record OutboundRecord(IReadOnlyList<string> Foci, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Resources);
