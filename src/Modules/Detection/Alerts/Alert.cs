namespace Carewright.Detection.Alerts;

/// <summary>Something that a rule found, with its evidence and everything that was done about it.</summary>
/// <param name="Id">UUID version 7.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Title">The rule's title, as it was.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</param>
/// <param name="By">What its events have in common: <c>user</c>, <c>address</c> or <c>all</c>.</param>
/// <param name="Subject">Which user or address; empty for all.</param>
/// <param name="Threshold">The threshold that was reached, as tuned.</param>
/// <param name="FirstAt">The first event.</param>
/// <param name="LastAt">The last event.</param>
/// <param name="Count">Events counted, those that followed included.</param>
/// <param name="Evidence">Ids of audit records, at most <see cref="MostEvidence"/>.</param>
/// <param name="Patients">Patients whose records the events name, at most <see cref="MostEvidence"/>.</param>
/// <param name="Status"><c>open</c>, <c>confirmed</c> or <c>false-positive</c>.</param>
/// <param name="History">What was done about it, oldest first.</param>
internal sealed record Alert(
    string Id, string Rule, string Title, string Severity, string By, string Subject, int Threshold, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Count,
    IReadOnlyList<string> Evidence, IReadOnlyList<string> Patients, string Status, IReadOnlyList<AlertStep> History)
{
    /// <summary>Record ids and patients kept at most.</summary>
    public const int MostEvidence = 200;

    /// <summary>With one more event.</summary>
    public Alert With(DateTimeOffset at, string record, IReadOnlyList<string> patients) => this with
    {
        LastAt = at > LastAt ? at : LastAt,
        Count = Count + 1,
        Evidence = Evidence.Count < MostEvidence ? [.. Evidence, record] : Evidence,
        Patients = Patients.Count < MostEvidence ? [.. Patients.Union(patients, StringComparer.Ordinal).Take(MostEvidence)] : Patients,
    };

    /// <summary>With one more step.</summary>
    public Alert With(AlertStep step) => this with { History = [.. History, step] };
}

/// <summary>Something that was done about an alert.</summary>
/// <param name="At">When.</param>
/// <param name="Who">User name; <c>detection</c> for what happened by itself.</param>
/// <param name="What"><c>raised</c>, <c>response</c>, <c>sent</c>, <c>not-sent</c>, <c>verdict</c>, <c>tuned</c>, <c>incident</c>.</param>
/// <param name="Note">In words, or null.</param>
internal sealed record AlertStep(DateTimeOffset At, string Who, string What, string? Note);
