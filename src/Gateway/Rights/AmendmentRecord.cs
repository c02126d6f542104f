namespace Carewright.Gateway.Rights;

/// <summary>
/// A request to amend a record (45 CFR 164.526): where it stands. Words are not here but in the chart, sealed with the rest of it: each step is a DocumentReference that names the record
/// (<c>context.related</c>) and the step before (<c>relatesTo</c>).
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Patient"><c>Patient/x</c> when it was asked; the documents say whose it is now.</param>
/// <param name="Record">The record to be amended (<c>Condition/x</c>).</param>
/// <param name="Version">The version that was there.</param>
/// <param name="AskedBy">User name of whoever asked, or took it in.</param>
/// <param name="AskedDisplay">Their name.</param>
/// <param name="IsFromPatient">Whether the patient asked in person.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="DueAt">When it has to be acted on, UTC: 60 days after it was asked, up to 30 more when extended (164.526(b)(2)).</param>
/// <param name="Extended">The extension; null without.</param>
/// <param name="Decision">The decision; null while there is none.</param>
/// <param name="Documents">The steps in the chart, in order.</param>
public sealed record AmendmentRecord(
    string Id, string Patient, string Record, long Version, string AskedBy, string AskedDisplay, bool IsFromPatient, DateTimeOffset AskedAt, DateTimeOffset DueAt,
    AmendmentStep? Extended, AmendmentDecision? Decision, IReadOnlyList<AmendmentDocument> Documents)
{
    /// <summary>The document of the request itself.</summary>
    public string Request => Documents[0].Reference;

    /// <summary>The newest document of a kind; null when there is none.</summary>
    public AmendmentDocument? Last(string kind) => Documents.LastOrDefault(one => one.Kind == kind);
}

/// <summary>Who did something, and when.</summary>
/// <param name="By">User name.</param>
/// <param name="Display">Their name.</param>
/// <param name="At">UTC.</param>
public sealed record AmendmentStep(string By, string Display, DateTimeOffset At);

/// <summary>How a request was decided.</summary>
/// <param name="By">User name.</param>
/// <param name="Display">Their name.</param>
/// <param name="At">UTC.</param>
/// <param name="IsAccepted">False when denied.</param>
/// <param name="Ground">Of a denial, one of <see cref="AmendmentGrounds.All"/>.</param>
/// <param name="Correction">Of an acceptance, the version that corrects (<c>Condition/x/_history/2</c>).</param>
public sealed record AmendmentDecision(string By, string Display, DateTimeOffset At, bool IsAccepted, string? Ground, string? Correction);

/// <summary>A step in the chart.</summary>
/// <param name="Kind"><c>request extension acceptance denial disagreement rebuttal</c>.</param>
/// <param name="Reference"><c>DocumentReference/x</c>.</param>
/// <param name="At">UTC.</param>
public sealed record AmendmentDocument(string Kind, string Reference, DateTimeOffset At);

/// <summary>The grounds on which a request may be denied (164.526(a)(2)).</summary>
public static class AmendmentGrounds
{
    /// <summary>Not created here (and whoever created it is there to be asked); not part of the designated record set; not open to inspection; accurate and complete.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["not-created-here"] = "The record was not created here, and whoever created it can be asked.",
        ["not-in-record-set"] = "The record is not part of the designated record set.",
        ["not-open-to-inspection"] = "The record is not one that you may inspect (45 CFR 164.524).",
        ["accurate-and-complete"] = "The record is accurate and complete.",
    };
}

/// <summary>A request as it is shown: with the words, as far as the reader may see them.</summary>
/// <param name="Record">Where it stands.</param>
/// <param name="Words">The text of each document by its reference; a document that the reader may not see is absent.</param>
/// <param name="IsLate">Whether it should have been acted on by now.</param>
/// <param name="About">The record that it is about.</param>
public sealed record AmendmentView(AmendmentRecord Record, IReadOnlyDictionary<string, string> Words, bool IsLate, AmendedRecord About);

/// <summary>Requests.</summary>
/// <param name="Requests">Those that wait first, by when they are due; then the others, newest first.</param>
public sealed record AmendmentList(IReadOnlyList<AmendmentView> Requests);
