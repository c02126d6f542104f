using System.Text.RegularExpressions;
using Carewright.Gateway.Emergencies;
using Carewright.Security;

namespace Carewright.Gateway.Rights;

/// <summary>
/// The register of information-blocking exceptions (45 CFR 171.201-.206, .301-.303, .403). Whoever decides to deny or delay records which exception it rests on and why (operation
/// <c>privacy-intake</c>); whoever answers for privacy sees them all (<c>privacy</c>). Other parts of the server name an entry by its id.
/// </summary>
public sealed partial class ExceptionRegister
{
    private const int MostWords = 200;
    private readonly RightsDesk _desk;
    private readonly RecordShelf<ExceptionUse> _shelf;

    internal ExceptionRegister(RightsDesk desk)
    {
        _desk = desk;
        _shelf = new RecordShelf<ExceptionUse>(desk.Store, "blocking-exception", use => use.Id, RightsJson.Default.ExceptionUse);
    }

    /// <summary>Whether there is an entry of this id that holds now: what a decision may name. Nothing else of it is told.</summary>
    public bool Holds(string id) => _shelf.Find(id)?.HoldsAt(_desk.Now) == true;

    /// <summary>Records one. Refused with 403 (operation), 404 (no such patient), 422 (words, an end that is past, neither patient nor requester).</summary>
    public async ValueTask<Answer<ExceptionUse>> RecordAsync(Actor actor, ExceptionDraft draft, CancellationToken cancellationToken)
    {
        var deed = new Deed("create", "blocking-exception");
        if (!_desk.MayTakeIn(actor))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Intake, cancellationToken).ConfigureAwait(false);
        if (Check(draft) is { } refusal)
            return await _desk.RefuseAsync(actor, deed, refusal, cancellationToken).ConfigureAwait(false);
        if (draft.PatientId is { } patient && !_desk.HasPatient(patient))
            return await _desk.RefuseAsync(actor, deed, Refusals.NotFound("Patient", patient), cancellationToken).ConfigureAwait(false);
        var now = _desk.Now;
        var use = new ExceptionUse(_desk.NewId(), draft.Exception, draft.Practice, draft.Matter, Trimmed(draft.Subject), draft.PatientId is { } id ? $"Patient/{id}" : null, Trimmed(draft.Requester),
            draft.Reason.Trim(), actor.UserName, actor.Display, actor.Role, now, draft.Until?.ToUniversalTime(), draft.Exception == "171.204" ? BusinessDays(DateOnly.FromDateTime(now.UtcDateTime), 10) : null, null);
        return await _desk.KeepAsync(actor, deed with { Query = $"id={use.Id}&exception={use.Exception}&matter={use.Matter}" }, 201, _shelf, use, use.Patient, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends one before its time, by whoever recorded it or answers for privacy. Refused with 403, 404, 409 (ended), 422 (reason).</summary>
    public async ValueTask<Answer<ExceptionUse>> EndAsync(Actor actor, string id, string reason, CancellationToken cancellationToken)
    {
        var deed = new Deed("update", "blocking-exception-end");
        var use = _shelf.Find(id);
        if (!_desk.MayTakeIn(actor))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Intake, cancellationToken).ConfigureAwait(false);
        if (use is null || (use.By != actor.UserName && !_desk.May(actor, RightsDesk.Privacy)))
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.NotFound, cancellationToken).ConfigureAwait(false);
        if (!use.HoldsAt(_desk.Now))
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.Ended, cancellationToken).ConfigureAwait(false);
        if (!RightsDesk.IsText(reason))
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.BadText("reason"), cancellationToken).ConfigureAwait(false);
        var ended = use with { Ended = new EntryEnd(actor.UserName, actor.Display, _desk.Now, reason.Trim()) };
        return await _desk.KeepAsync(actor, deed with { Query = $"id={id}" }, 200, _shelf, ended, ended.Patient, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The register, newest first. Refused with 403 (operation <c>privacy</c>). On record with the patients it names.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="filter">What to show.</param>
    /// <param name="isExport">Whether it leaves as a file.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public async ValueTask<Answer<ExceptionList>> ListAsync(Actor actor, ExceptionFilter filter, bool isExport, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", isExport ? "blocking-exceptions-export" : "blocking-exceptions", null, filter.PatientId is { } id ? $"patient={id}" : null);
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        ExceptionUse[] uses = [.. _shelf.All.Where(use => Shows(filter, use)).OrderByDescending(use => use.At).ThenByDescending(use => use.Id, StringComparer.Ordinal)];
        return await _desk.ShowAsync(actor, deed, uses.Select(use => use.Patient), cancellationToken).ConfigureAwait(false) ? new ExceptionList(uses) : Refusals.Busy;
    }

    private static bool Shows(ExceptionFilter filter, ExceptionUse use) =>
        (filter.PatientId is null || use.Patient == $"Patient/{filter.PatientId}") && (filter.Exception is null || use.Exception == filter.Exception)
        && (filter.From is null || use.At >= filter.From) && (filter.To is null || use.At < filter.To);

    private Refusal? Check(ExceptionDraft draft)
    {
        if (!BlockingGround.All.Any(one => one.Code == draft.Exception))
            return RightsRefusals.BadValue("exception", $"one of {string.Join(", ", BlockingGround.All.Select(one => one.Code))}");
        if (!BlockingGround.Practices.Contains(draft.Practice))
            return RightsRefusals.BadValue("practice", $"one of {string.Join(", ", BlockingGround.Practices)}");
        if (!BlockingGround.Matters.Contains(draft.Matter))
            return RightsRefusals.BadValue("matter", $"one of {string.Join(", ", BlockingGround.Matters)}");
        if (draft.Subject is { } subject && !Subject().IsMatch(subject))
            return RightsRefusals.BadValue("subject", "a reference or an app's id");
        if (draft.Requester?.Length > MostWords || (draft.PatientId is null && string.IsNullOrWhiteSpace(draft.Requester)))
            return RightsRefusals.BadValue("requester", $"who asked, in at most {MostWords} characters; or name a patient");
        if (draft.Until is { } until && until <= _desk.Now)
            return RightsRefusals.BadValue("until", "a time to come");
        return RightsDesk.IsText(draft.Reason) ? null : RightsRefusals.BadText("reason");
    }

    private static DateOnly BusinessDays(DateOnly day, int count)
    {
        while (count > 0)
        {
            day = day.AddDays(1);
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                count--;
        }
        return day;
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.\-/]{0,199}\z")]
    private static partial Regex Subject();
}
