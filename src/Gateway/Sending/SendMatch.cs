namespace Carewright.Gateway.Sending;

/// <summary>A change that something is sent for.</summary>
/// <param name="Reference"><c>Type/id</c>.</param>
/// <param name="VersionId">The version that was written.</param>
/// <param name="Together">What it goes together with: the same text; null: it goes alone.</param>
/// <param name="Message">Id of the partner's message that wrote the version; null: none did.</param>
public sealed record SendMatch(string Reference, long VersionId, string? Together, string? Message);

/// <summary>What is to leave.</summary>
/// <param name="Message">Id of the message that it leaves in.</param>
/// <param name="Type">Type and event.</param>
/// <param name="Foci">What it is about: <c>Type/id</c> each, as they are now.</param>
public sealed record SendOrder(string Message, string Type, IReadOnlyList<string> Foci);
