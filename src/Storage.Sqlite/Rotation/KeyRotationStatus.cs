namespace Carewright.Storage.Sqlite.Rotation;

/// <summary>How far the rotation of a layer of keys is (ADR 0009).</summary>
/// <param name="Layer"><c>tenant</c>, <c>data</c> or <c>messages</c>.</param>
/// <param name="Done">Keys and rows looked at, of <c>tenant</c>; sequence numbers looked at, of <c>data</c> and <c>messages</c>.</param>
/// <param name="Total">Of how many.</param>
/// <param name="Kept">Keys that stay because something under them does not open; of <c>messages</c>, the messages.</param>
/// <param name="IsSettling">True when everything is under the new keys and the old ones wait to be destroyed, until nobody can hold a row that was read before.</param>
public sealed record KeyRotationStatus(string Layer, long Done, long Total, long Kept, bool IsSettling);

/// <summary>A rotation that cannot begin; the message says why to the person who asked.</summary>
public sealed class KeyRotationException(string message) : Exception(message);
