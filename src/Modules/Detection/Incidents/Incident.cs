using System.Text.Json.Serialization;

namespace Carewright.Detection.Incidents;

/// <summary>A suspected breach and everything that was found out and done about it.</summary>
/// <param name="Id">Short and speakable: year and number.</param>
/// <param name="Title">What it is about.</param>
/// <param name="DiscoveredAt">When it was, or should have been, known (45 CFR 164.404(a)(2)): every clock starts here.</param>
/// <param name="OpenedBy">User name.</param>
/// <param name="Scope">Which part of the log it covers.</param>
/// <param name="Status"><c>triage</c>, <c>assessed</c>, <c>notifying</c> or <c>closed</c>.</param>
/// <param name="Alerts">Ids of the alerts it came from.</param>
/// <param name="Steps">What was done, oldest first.</param>
internal sealed record Incident(
    string Id, string Title, DateTimeOffset DiscoveredAt, string OpenedBy, IncidentScope Scope, string Status, IReadOnlyList<string> Alerts, IReadOnlyList<IncidentStep> Steps)
{
    /// <summary>The risk assessment; null until it is made.</summary>
    public RiskAssessment? Assessment { get; init; }

    /// <summary>Patients whose records were touched, as found in the log.</summary>
    public IReadOnlyList<AffectedPatient> Patients { get; init; } = [];

    /// <summary>What was taken or seen, in words for the letters.</summary>
    public string Data { get; init; } = "";

    /// <summary>What happened, in words for the letters.</summary>
    public string Narrative { get; init; } = "";

    /// <summary>What the clinic does about it, in words for the letters.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>Whom to ask, in words for the letters.</summary>
    public string Contact { get; init; } = "";

    /// <summary>Duties that have been met, by the id of their rule.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Met { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>True when the law takes it for a breach: assessed, and not of low probability.</summary>
    [JsonIgnore]
    public bool IsBreach => Assessment is { IsLowProbability: false };

    /// <summary>With one more step.</summary>
    public Incident With(IncidentStep step) => this with { Steps = [.. Steps, step] };
}

/// <summary>Which part of the log an incident covers.</summary>
/// <param name="Users">User names; at least one.</param>
/// <param name="From">From here on.</param>
/// <param name="To">Up to here.</param>
internal sealed record IncidentScope(IReadOnlyList<string> Users, DateTimeOffset From, DateTimeOffset To);

/// <summary>Something that was done.</summary>
/// <param name="At">When.</param>
/// <param name="Who">User name.</param>
/// <param name="What"><c>opened</c>, <c>changed</c>, <c>patients</c>, <c>assessed</c>, <c>duty-met</c>, <c>letter</c>, <c>evidence</c>, <c>closed</c>.</param>
/// <param name="Note">In words, or null.</param>
internal sealed record IncidentStep(DateTimeOffset At, string Who, string What, string? Note);

/// <summary>A patient whose record was touched.</summary>
/// <param name="Reference">The patient.</param>
/// <param name="Looks">Records of the log that name the patient.</param>
/// <param name="State">State of residence as recorded, or null.</param>
/// <param name="Country">Country as recorded, or null.</param>
/// <param name="Excluded">Why no breach happened to this patient, or null.</param>
internal sealed record AffectedPatient(string Reference, int Looks, string? State, string? Country, string? Excluded);

/// <summary>The four factors of 45 CFR 164.402(2), each with a rating and the reasons for it, and what follows.</summary>
/// <param name="Data">(i) The nature and extent of the information, and how likely it names somebody.</param>
/// <param name="Recipient">(ii) Who used it, or to whom it went.</param>
/// <param name="Acquired">(iii) Whether it was in fact acquired or viewed.</param>
/// <param name="Mitigated">(iv) How far the risk has been mitigated.</param>
/// <param name="IsLowProbability">True: a low probability that it was compromised is demonstrated, and it is no breach.</param>
/// <param name="Conclusion">Why.</param>
internal sealed record RiskAssessment(RiskFactor Data, RiskFactor Recipient, RiskFactor Acquired, RiskFactor Mitigated, bool IsLowProbability, string Conclusion)
{
    /// <summary>What is missing or contradicts itself; empty when it can stand. A low probability is to be demonstrated: it cannot stand on a factor that was rated high.</summary>
    public IReadOnlyList<string> Faults()
    {
        RiskFactor[] factors = [Data, Recipient, Acquired, Mitigated];
        var faults = new List<string>();
        if (factors.Any(factor => factor.Rating is not ("low" or "medium" or "high") || string.IsNullOrWhiteSpace(factor.Reason)))
            faults.Add("Each of the four factors needs a rating and a reason.");
        if (string.IsNullOrWhiteSpace(Conclusion))
            faults.Add("Say why.");
        if (IsLowProbability && factors.Any(factor => factor.Rating == "high"))
            faults.Add("A low probability cannot be concluded while a factor is rated high.");
        return faults;
    }
}

/// <summary>One of the four factors.</summary>
/// <param name="Rating"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Reason">Why.</param>
internal sealed record RiskFactor(string Rating, string Reason);
