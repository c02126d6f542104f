using System.Text.Json.Serialization;

namespace Carewright.Gateway.Emergencies;

/// <summary>That somebody opened one patient's record in an emergency, and what became of it. Kept for good.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserName">Who.</param>
/// <param name="Display">Their name.</param>
/// <param name="Role">Their role.</param>
/// <param name="Session">The session that it holds for.</param>
/// <param name="Patient"><c>Patient/x</c>.</param>
/// <param name="Reason">One of the policy's reasons.</param>
/// <param name="Text">In their own words.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndsAt">UTC; earlier than planned when they closed it.</param>
/// <param name="ReviewBy">When the review is due, UTC.</param>
/// <param name="Review">The review; null while it is due.</param>
public sealed record GlassRecord(
    string Id, string UserName, string Display, string Role, string? Session, string Patient, string Reason, string Text,
    DateTimeOffset StartedAt, DateTimeOffset EndsAt, DateTimeOffset ReviewBy, ReviewRecord? Review);

/// <summary>A clinic's emergency mode, once.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserName">Who turned it on.</param>
/// <param name="Display">Their name.</param>
/// <param name="Reason">Why.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndsAt">UTC; it ends by itself, or earlier when somebody ends it.</param>
/// <param name="ReviewBy">When the review is due, UTC.</param>
/// <param name="Review">The review; null while it is due.</param>
public sealed record EmergencyRecord(
    string Id, string UserName, string Display, string Reason, DateTimeOffset StartedAt, DateTimeOffset EndsAt, DateTimeOffset ReviewBy, ReviewRecord? Review);

/// <summary>A review with its sign-off.</summary>
/// <param name="By">User name of the reviewer.</param>
/// <param name="Display">Their name.</param>
/// <param name="At">UTC.</param>
/// <param name="Outcome"><c>appropriate</c>, <c>inappropriate</c>, <c>follow-up</c>.</param>
/// <param name="Text">What was found.</param>
public sealed record ReviewRecord(string By, string Display, DateTimeOffset At, string Outcome, string Text)
{
    /// <summary>The outcomes there are.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["appropriate", "inappropriate", "follow-up"];
}

[JsonSerializable(typeof(GlassRecord))]
[JsonSerializable(typeof(EmergencyRecord))]
internal sealed partial class EmergencyJson : JsonSerializerContext;
