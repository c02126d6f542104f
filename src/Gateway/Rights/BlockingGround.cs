namespace Carewright.Gateway.Rights;

/// <summary>An exception of 45 CFR part 171: a practice that is no information blocking although access, exchange or use is denied, delayed or bound to a condition.</summary>
/// <param name="Code">Its section (<c>171.201</c>).</param>
/// <param name="Name">Its name, as its section is headed.</param>
public sealed record BlockingGround(string Code, string Name)
{
    /// <summary>All that there are: subparts B, C and D.</summary>
    public static IReadOnlyList<BlockingGround> All { get; } =
    [
        new("171.201", "Preventing harm"),
        new("171.202", "Privacy"),
        new("171.203", "Security"),
        new("171.204", "Infeasibility"),
        new("171.205", "Health IT performance"),
        new("171.206", "Protecting care access"),
        new("171.301", "Manner"),
        new("171.302", "Fees"),
        new("171.303", "Licensing"),
        new("171.403", "TEFCA manner"),
    ];

    /// <summary>What can be denied or delayed: <c>access</c>, <c>exchange</c>, <c>use</c> (171.102).</summary>
    public static IReadOnlyList<string> Practices { get; } = ["access", "exchange", "use"];

    /// <summary>What it was decided about.</summary>
    public static IReadOnlyList<string> Matters { get; } = ["result", "record", "restriction", "app", "export", "request", "other"];
}

/// <summary>That somebody's decision to deny or delay rests on an exception. Kept for good.</summary>
/// <param name="Id">Its id, by which other parts of the record of a decision name it.</param>
/// <param name="Exception">Section of the exception.</param>
/// <param name="Practice">One of <see cref="BlockingGround.Practices"/>.</param>
/// <param name="Matter">One of <see cref="BlockingGround.Matters"/>.</param>
/// <param name="Subject">What is held back: <c>Observation/x</c>, an app's id; or null.</param>
/// <param name="Patient"><c>Patient/x</c>, or null when it concerns nobody in particular.</param>
/// <param name="Requester">Who asked, in words; or null.</param>
/// <param name="Reason">Why the exception's conditions are met, in words.</param>
/// <param name="By">User name of whoever decided.</param>
/// <param name="Display">Their name.</param>
/// <param name="Role">Their role.</param>
/// <param name="At">UTC.</param>
/// <param name="Until">When it ends by itself, UTC; null: when somebody ends it.</param>
/// <param name="AnswerBy">The day by which the requester must have the reason in writing: ten business days after the request for 171.204(b); null for the others. Days off are Saturdays and Sundays; public holidays are not known here.</param>
/// <param name="Ended">How it was ended; null while it was not.</param>
public sealed record ExceptionUse(
    string Id, string Exception, string Practice, string Matter, string? Subject, string? Patient, string? Requester, string Reason, string By, string Display, string Role,
    DateTimeOffset At, DateTimeOffset? Until, DateOnly? AnswerBy, EntryEnd? Ended)
{
    /// <summary>Whether it holds at a moment.</summary>
    public bool HoldsAt(DateTimeOffset moment) => Ended is null && (Until is null || Until > moment);
}

/// <summary>What is to be recorded.</summary>
/// <param name="Exception">As in <see cref="ExceptionUse"/>, like all others.</param>
/// <param name="Practice">What is denied or delayed.</param>
/// <param name="Matter">What it is about.</param>
/// <param name="Subject">What is held back.</param>
/// <param name="PatientId">Logical id of the Patient.</param>
/// <param name="Requester">Who asked.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">When it ends.</param>
public sealed record ExceptionDraft(string Exception, string Practice, string Matter, string? Subject, string? PatientId, string? Requester, string Reason, DateTimeOffset? Until);

/// <summary>What to show of the register; all that is given must hold.</summary>
/// <param name="PatientId">Logical id of a Patient.</param>
/// <param name="Exception">Section of an exception.</param>
/// <param name="From">Recorded not before, UTC.</param>
/// <param name="To">Recorded before, UTC.</param>
public sealed record ExceptionFilter(string? PatientId = null, string? Exception = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>Entries of the register.</summary>
/// <param name="Uses">Newest first.</param>
public sealed record ExceptionList(IReadOnlyList<ExceptionUse> Uses);
