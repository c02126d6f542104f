namespace Carewright.InBasket.Features;

/// <summary>A page of an in-basket, gravest first.</summary>
/// <param name="Rows">Reviews whose report the person may see.</param>
/// <param name="Next">What <c>cursor</c> is for the next page; null: there is none.</param>
internal sealed record BasketPage(IReadOnlyList<BasketRow> Rows, string? Next);

/// <summary>A review as a list shows it.</summary>
/// <param name="Id">Of the Task.</param>
/// <param name="Status"><c>requested</c> (nobody has opened it), <c>in-progress</c>, <c>completed</c>, …</param>
/// <param name="Rating"><c>normal</c>, <c>unrated</c>, <c>abnormal</c>, <c>critical</c>.</param>
/// <param name="Corrected">The laboratory has changed what was there.</param>
/// <param name="Withdrawn">The laboratory has taken it back.</param>
/// <param name="Replaces">The review that was signed before; null: none.</param>
/// <param name="AuthoredOn">Since when it waits.</param>
/// <param name="Due">When it is due.</param>
/// <param name="Step">Steps of its escalation.</param>
/// <param name="Owner">Whose it is; null: the shared list's.</param>
/// <param name="Role">The role that it has escalated to; null: none.</param>
/// <param name="Patient">Whom it is about; null: not for the person to see.</param>
/// <param name="Report">What it is about.</param>
/// <param name="Values">In a list those that are not normal; of one review all.</param>
/// <param name="ValueCount">How many there are in all.</param>
/// <param name="Seen">What the person has seen; a signature gives it back.</param>
/// <param name="SignedBy">Who signed; null: nobody.</param>
/// <param name="SignedAt">When.</param>
/// <param name="Notes">Comments and what became of it, oldest first.</param>
internal sealed record BasketRow(
    string Id, string Status, string Rating, bool Corrected, bool Withdrawn, string? Replaces, DateTimeOffset? AuthoredOn, DateTimeOffset? Due, int Step, BasketName? Owner, string? Role, BasketPatient? Patient, BasketReport Report,
    IReadOnlyList<BasketValue> Values, int ValueCount, string Seen, BasketName? SignedBy, DateTimeOffset? SignedAt, IReadOnlyList<BasketNote> Notes);

/// <summary>Somebody.</summary>
internal sealed record BasketName(string Reference, string? Name);

/// <summary>A patient.</summary>
internal sealed record BasketPatient(string Reference, string? Name, string? BirthDate, string? Gender);

/// <summary>A report. The order and the files come with one review alone.</summary>
internal sealed record BasketReport(string Reference, string? Title, string? Status, DateTimeOffset? Issued, string? Conclusion, string? Laboratory)
{
    /// <summary>The order that it answers.</summary>
    public BasketOrder? Order { get; init; }

    /// <summary>The report as the laboratory made it.</summary>
    public IReadOnlyList<BasketFile> Files { get; init; } = [];
}

/// <summary>What was ordered, when and why.</summary>
internal sealed record BasketOrder(string Reference, string? Title, string? AuthoredOn, BasketName? Requester, IReadOnlyList<string> Reasons);

/// <summary>A file: inside of the report, or at an address of the record.</summary>
internal sealed record BasketFile(string? Title, string? ContentType, string? Data, string? Url);

/// <summary>A result.</summary>
/// <param name="Reference"><c>Observation/id</c>.</param>
/// <param name="Name">The analyte.</param>
/// <param name="Codes">Its codes, <c>system|code</c>.</param>
/// <param name="Text">The value for people, without its unit.</param>
/// <param name="Unit">The unit, or null.</param>
/// <param name="Flags">Flags of the laboratory.</param>
/// <param name="Rating">How grave it is.</param>
/// <param name="Range">The reference range for people.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Notes">What the laboratory remarks.</param>
/// <param name="Previous">The result before it.</param>
/// <param name="Was">What was told before a correction.</param>
internal sealed record BasketValue(
    string Reference, string? Name, IReadOnlyList<string> Codes, string? Text, string? Unit, IReadOnlyList<string> Flags, string Rating, string? Range, string? At, IReadOnlyList<string> Notes, BasketEarlier? Previous, BasketEarlier? Was);

/// <summary>An earlier value.</summary>
internal sealed record BasketEarlier(string? Text, string? Unit, IReadOnlyList<string> Flags, string? At);

/// <summary>A note of a review.</summary>
internal sealed record BasketNote(string? Time, string? Author, string Text);

/// <summary>How much waits.</summary>
/// <param name="Mine">For the person.</param>
/// <param name="Critical">Of these, and of the shared list, critical ones.</param>
/// <param name="Shared">On the shared list.</param>
internal sealed record BasketCounts(long Mine, long Critical, long Shared);
