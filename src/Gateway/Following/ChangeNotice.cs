using Carewright.Storage;

namespace Carewright.Gateway.Following;

/// <summary>That a version was committed; of its content nothing. Whoever wants to know more reads it, as an actor.</summary>
/// <param name="Sequence">Its place in the feed.</param>
/// <param name="ResourceType">Resource type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="VersionId">The version; when it is read, there may be a later one.</param>
/// <param name="Action">What was done.</param>
/// <param name="At">When, UTC.</param>
public readonly record struct ChangeNotice(long Sequence, string ResourceType, string Id, long VersionId, VersionAction Action, DateTimeOffset At)
{
    /// <summary><c>Type/id</c>.</summary>
    public string Reference => $"{ResourceType}/{Id}";
}
