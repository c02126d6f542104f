using Carewright.Audit;
using Carewright.Gateway.Emergencies;
using Carewright.Security;

namespace Carewright.Gateway.Rights;

/// <summary>
/// Accountings of disclosures (45 CFR 164.528): six years back, of what the log has and what was entered by hand. For whoever answers for privacy (<c>privacy</c>), and for a patient of the own
/// record, without what is held back at the word of law enforcement or oversight.
/// </summary>
public sealed class DisclosureRoom
{
    private const int Years = 6;
    private const int MostWords = 500;
    private static readonly TimeSpan s_oral = TimeSpan.FromDays(30);
    private readonly RightsDesk _desk;
    private readonly LinkedPatients _linked;
    private readonly DisclosureLog _log;
    private readonly RecordShelf<EnteredDisclosure> _entries;
    private readonly RecordShelf<AccountingSuspension> _suspensions;

    internal DisclosureRoom(RightsDesk desk, LinkedPatients linked, AuditTrail trail)
    {
        (_desk, _linked, _log) = (desk, linked, new DisclosureLog(trail));
        _entries = new RecordShelf<EnteredDisclosure>(desk.Store, "disclosure", one => one.Id, RightsJson.Default.EnteredDisclosure);
        _suspensions = new RecordShelf<AccountingSuspension>(desk.Store, "accounting-suspension", one => one.Id, RightsJson.Default.AccountingSuspension);
    }

    /// <summary>Enters a disclosure. Refused with 403 (operation <c>privacy-intake</c>), 404 (no such patient), 422.</summary>
    public async ValueTask<Answer<EnteredDisclosure>> EnterAsync(Actor actor, DisclosureDraft draft, CancellationToken cancellationToken)
    {
        var deed = new Deed("create", "disclosure-record");
        if (!_desk.MayTakeIn(actor))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Intake, cancellationToken).ConfigureAwait(false);
        if (Check(draft) is { } refusal)
            return await _desk.RefuseAsync(actor, deed, refusal, cancellationToken).ConfigureAwait(false);
        if (!_desk.HasPatient(draft.PatientId))
            return await _desk.RefuseAsync(actor, deed, Refusals.NotFound("Patient", draft.PatientId), cancellationToken).ConfigureAwait(false);
        var entry = new EnteredDisclosure(_desk.NewId(), $"Patient/{draft.PatientId}", draft.Category, draft.On, draft.To.Trim(), draft.Address?.Trim(), draft.What.Trim(), draft.Purpose.Trim(),
            actor.UserName, actor.Display, _desk.Now, null);
        return await _desk.KeepAsync(actor, deed with { Query = $"id={entry.Id}&category={entry.Category}" }, 201, _entries, entry, entry.Patient, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says that an entry was an error; it stays on file. Refused with 403 (operation <c>privacy</c>), 404, 409, 422.</summary>
    public async ValueTask<Answer<EnteredDisclosure>> WithdrawAsync(Actor actor, string id, string reason, CancellationToken cancellationToken)
    {
        var deed = new Deed("update", "disclosure-withdraw");
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        var entry = _entries.Find(id);
        var refusal = entry is null ? RightsRefusals.NotFound : entry.Withdrawn is not null ? RightsRefusals.Ended : RightsDesk.IsText(reason) ? null : RightsRefusals.BadText("reason");
        if (refusal is not null)
            return await _desk.RefuseAsync(actor, deed, refusal, cancellationToken).ConfigureAwait(false);
        var withdrawn = entry! with { Withdrawn = new EntryEnd(actor.UserName, actor.Display, _desk.Now, reason.Trim()) };
        return await _desk.KeepAsync(actor, deed with { Query = $"id={id}" }, 200, _entries, withdrawn, withdrawn.Patient, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leaves disclosures to one agency out for a time. Refused with 403 (operation <c>privacy</c>), 404, 422 (an end that is past, or more than 30 days away by word of mouth).</summary>
    /// <param name="actor">Who enters it.</param>
    /// <param name="patientId">Logical id of the Patient.</param>
    /// <param name="agency">The agency, as disclosures name it.</param>
    /// <param name="category"><c>law-enforcement</c> or <c>health-oversight</c>.</param>
    /// <param name="until">When it ends.</param>
    /// <param name="isOral">Whether the agency said it by word of mouth.</param>
    /// <param name="statement">The statement, and who made it.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    public async ValueTask<Answer<AccountingSuspension>> SuspendAsync(
        Actor actor, string patientId, string agency, string category, DateTimeOffset until, bool isOral, string statement, CancellationToken cancellationToken)
    {
        var deed = new Deed("create", "disclosure-suspend");
        var now = _desk.Now;
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        var refusal = category is not (DisclosureCategories.LawEnforcement or DisclosureCategories.Oversight) ? RightsRefusals.BadValue("category", "law-enforcement or health-oversight")
            : !IsWords(agency) ? RightsRefusals.BadValue("agency", "the agency's name")
            : until <= now || (isOral && until - now > s_oral) ? RightsRefusals.BadValue("until", "a time to come, at most 30 days away for a statement by word of mouth")
            : !RightsDesk.IsText(statement) ? RightsRefusals.BadText("statement")
            : _desk.HasPatient(patientId) ? null : Refusals.NotFound("Patient", patientId);
        if (refusal is not null)
            return await _desk.RefuseAsync(actor, deed, refusal, cancellationToken).ConfigureAwait(false);
        var suspension = new AccountingSuspension(_desk.NewId(), $"Patient/{patientId}", agency.Trim(), category, now, until.ToUniversalTime(), isOral, statement.Trim(), actor.UserName, actor.Display);
        return await _desk.KeepAsync(actor, deed with { Query = $"id={suspension.Id}" }, 201, _suspensions, suspension, suspension.Patient, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The accounting of a patient: for whoever answers for privacy, or for that patient. On record before it is given. Refused with 403, 404, 422 (a period that is no part of the last six years).
    /// </summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="patientId">Logical id of the Patient.</param>
    /// <param name="from">First day; null: six years ago.</param>
    /// <param name="to">Last day; null: today.</param>
    /// <param name="form">How it is given: <c>json csv pdf</c>.</param>
    /// <param name="isForPatient">Whether it is to be handed out: what is held back is then left out.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public async ValueTask<Answer<DisclosureAccounting>> AccountAsync(Actor actor, string patientId, DateOnly? from, DateOnly? to, string form, bool isForPatient, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "disclosure-accounting", null, $"format={form}") { Address = $"Patient/{patientId}" };
        var patient = $"Patient/{patientId}";
        var isOwn = actor.Role == Roles.Patient && actor.FhirUser == patient;
        if (!isOwn && !_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        var today = DateOnly.FromDateTime(_desk.Now.UtcDateTime);
        var (first, last) = (from ?? today.AddYears(-Years), to ?? today);
        if (first < today.AddYears(-Years) || last > today || last < first)
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.BadValue("from", "a day of the last six years, and not after 'to'"), cancellationToken).ConfigureAwait(false);
        if (!_desk.HasPatient(patientId))
            return await _desk.RefuseAsync(actor, deed, Refusals.NotFound("Patient", patientId), cancellationToken).ConfigureAwait(false);
        var accounting = Compose(patientId, first, last, cancellationToken);
        if (isOwn || isForPatient)
            accounting = accounting with { Lines = [.. accounting.Lines.Where(line => !line.IsHeldBack)], Suspensions = [] };
        return await _desk.ShowAsync(actor, deed, [patient], cancellationToken).ConfigureAwait(false) ? accounting : Refusals.Busy;
    }

    private DisclosureAccounting Compose(string patientId, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var patients = _linked.Replaced(patientId).Select(id => $"Patient/{id}").ToHashSet(StringComparer.Ordinal);
        var now = _desk.Now;
        AccountingSuspension[] suspensions = [.. _suspensions.All.Where(one => patients.Contains(one.Patient) && one.Until > now).OrderBy(one => one.Until)];
        var entered = _entries.All.Where(one => patients.Contains(one.Patient) && one.Withdrawn is null && one.On >= first && one.On <= last)
            .Select(one => new DisclosureLine(one.On, one.On, 1, one.To, one.Address, one.What, one.Purpose, one.Category, one.Id, false));
        var (from, to) = (new DateTimeOffset(first, TimeOnly.MinValue, TimeSpan.Zero), new DateTimeOffset(last, TimeOnly.MaxValue, TimeSpan.Zero));
        var logged = patients.SelectMany(patient => _log.Of(patient, from, to, cancellationToken));
        var lines = entered.Concat(logged).Select(line => line with { IsHeldBack = Array.Exists(suspensions, one => HoldsBack(one, line)) })
            .OrderByDescending(line => line.Last).ThenBy(line => line.To, StringComparer.Ordinal);
        return new DisclosureAccounting($"Patient/{patientId}", first, last, [.. lines], suspensions);
    }

    // What the log has carries no category: the name decides.
    private static bool HoldsBack(AccountingSuspension suspension, DisclosureLine line) =>
        (line.Category is null || line.Category == suspension.Category) && string.Equals(line.To, suspension.Agency, StringComparison.OrdinalIgnoreCase);

    private Refusal? Check(DisclosureDraft draft)
    {
        if (!DisclosureCategories.All.Contains(draft.Category))
            return RightsRefusals.BadValue("category", $"one of {string.Join(", ", DisclosureCategories.All)}");
        if (draft.On > DateOnly.FromDateTime(_desk.Now.UtcDateTime))
            return RightsRefusals.BadValue("on", "a day that has been");
        if (!IsWords(draft.To) || draft.Address?.Length > MostWords)
            return RightsRefusals.BadValue("to", "a name, with an address of at most 500 characters");
        return IsWords(draft.What) && IsWords(draft.Purpose) ? null : RightsRefusals.BadValue("what", "a few words, as is 'purpose'");
    }

    private static bool IsWords(string text) => text.Trim().Length is > 0 and <= MostWords;
}
