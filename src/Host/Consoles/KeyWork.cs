using Carewright.Storage.Sqlite.Rotation;

namespace Carewright.Host.Consoles;

/// <summary>How far a rotation of keys is.</summary>
/// <param name="IsAtWork">False when nothing is left to do; the rest says nothing then.</param>
/// <param name="Layer"><c>tenant</c>, <c>data</c> or <c>messages</c>; empty before it has begun.</param>
/// <param name="Done">Looked at so far.</param>
/// <param name="Total">Of how many.</param>
/// <param name="Kept">Keys that stay because something under them does not open.</param>
/// <param name="IsSettling">Everything is under the new keys; the old ones are destroyed in a moment.</param>
internal sealed record KeyWork(bool IsAtWork, string Layer, long Done, long Total, long Kept, bool IsSettling)
{
    internal static KeyWork Of(KeyRotationStatus? status) =>
        status is null ? new(false, "", 0, 0, 0, false) : new(true, status.Layer, status.Done, status.Total, status.Kept, status.IsSettling);
}
