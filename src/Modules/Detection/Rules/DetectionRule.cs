using System.Text.Json.Serialization;

namespace Carewright.Detection.Rules;

/// <summary>A rule of detection, as data: which events it counts, by whom, over which time, from how many on it raises an alert, and what the clinic then wants done.</summary>
/// <param name="Id">Stable name: lower-case words with hyphens.</param>
/// <param name="Title">What happened, in words for the compliance officer.</param>
/// <param name="Explanation">Why it matters, and what else it may be.</param>
/// <param name="When">Which events count.</param>
/// <param name="By">Events of one of these belong together: <c>user</c>, <c>address</c>, or <c>all</c>.</param>
/// <param name="Count">What is counted: <c>events</c>, or different <c>users</c>, <c>addresses</c>, <c>patients</c>.</param>
/// <param name="WindowMinutes">Within so many minutes.</param>
/// <param name="Threshold">From so many on.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</param>
/// <param name="Response"><c>none</c>, <c>step-up</c>, <c>end-sessions</c> or <c>lock</c>: done at once to the user whom the alert names.</param>
internal sealed record DetectionRule(
    string Id, string Title, string Explanation, EventMatch When, string By, string Count, int WindowMinutes, int Threshold, string Severity, string Response)
{
    /// <summary>False: kept, but not asked. Settable, because what reads JSON gives an absent init-only property its type's default.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The window.</summary>
    [JsonIgnore]
    public TimeSpan Window => TimeSpan.FromMinutes(WindowMinutes);
}

/// <summary>Which events a rule counts. A list that is absent asks nothing; of a list that is there one must hold, except where it says otherwise.</summary>
internal sealed record EventMatch
{
    /// <summary>Interactions: <c>sign-in</c>, <c>read</c>.</summary>
    public IReadOnlyList<string>? Interactions { get; init; }

    /// <summary>Outcomes: <c>success</c>, <c>refused</c>, <c>failed</c>.</summary>
    public IReadOnlyList<string>? Outcomes { get; init; }

    /// <summary>Roles.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Clients: <c>app</c>, <c>token</c>.</summary>
    public IReadOnlyList<string>? Clients { get; init; }

    /// <summary>Facts that must all hold (<see cref="Observing.Facts"/>).</summary>
    public IReadOnlyList<string>? Facts { get; init; }

    /// <summary>Facts of which none may hold.</summary>
    public IReadOnlyList<string>? Without { get; init; }

    /// <summary>True when the event must name a patient.</summary>
    public bool OfPatients { get; init; }
}
