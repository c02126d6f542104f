namespace Carewright.Gateway.Rights;

/// <summary>That a patient's record must not be erased. Kept for good.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Patient"><c>Patient/x</c> as it was named.</param>
/// <param name="Reason">Why, in words: a case, a letter, an investigation.</param>
/// <param name="By">User name of whoever placed it.</param>
/// <param name="Display">Their name.</param>
/// <param name="Since">UTC.</param>
/// <param name="Release">Its end; null while it holds.</param>
public sealed record LegalHold(string Id, string Patient, string Reason, string By, string Display, DateTimeOffset Since, EntryEnd? Release)
{
    /// <summary>Whether it holds.</summary>
    public bool IsOpen => Release is null;
}

/// <summary>The end of an entry: an entry of its own, with who and why.</summary>
/// <param name="By">User name.</param>
/// <param name="Display">Their name.</param>
/// <param name="At">UTC.</param>
/// <param name="Reason">Why.</param>
public sealed record EntryEnd(string By, string Display, DateTimeOffset At, string Reason);

/// <summary>Holds.</summary>
/// <param name="Holds">Newest first.</param>
public sealed record LegalHoldList(IReadOnlyList<LegalHold> Holds);
