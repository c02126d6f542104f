using System.Collections.Concurrent;
using Carewright.Gateway.Emergencies;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Rights;

/// <summary>
/// Amendments (45 CFR 164.526): a patient, or staff for them, asks; whoever answers for privacy acts within 60 days, or tells why it takes up to 30 more; a denial can be disagreed with and
/// that be rebutted. Every step is a document of the chart, in one commit with its audit record.
/// </summary>
public sealed class AmendmentRoom
{
    private static readonly TimeSpan s_time = TimeSpan.FromDays(60);
    private const int MostDays = 30;
    private const string RightsOnDenial =
        "\n\nYou may send us a statement of disagreement, which will be kept with the record and sent along with it. If you do not, you may ask that your request and this denial are sent along with the record. " +
        "You may complain to our privacy officer, or to the Secretary of the U.S. Department of Health and Human Services (45 CFR 164.526(d), 164.530(d), 160.306).";

    private readonly RightsDesk _desk;
    private readonly AmendmentReader _reader;
    private readonly AmendmentPapers _papers;
    private readonly RecordShelf<AmendmentRecord> _shelf;
    private readonly ConcurrentDictionary<string, bool> _underWay = new(StringComparer.Ordinal);

    internal AmendmentRoom(RightsDesk desk, AmendmentReader reader, AmendmentPapers papers)
    {
        (_desk, _reader, _papers) = (desk, reader, papers);
        _shelf = new RecordShelf<AmendmentRecord>(desk.Store, "amendment", one => one.Id, RightsJson.Default.AmendmentRecord);
    }

    /// <summary>Asks for an amendment of a record that the actor may read. Refused with 403 (operation), 404 (no such record of one patient), 422 (words).</summary>
    /// <param name="actor">The patient, or staff with the operation <c>privacy-intake</c>.</param>
    /// <param name="record">The record (<c>Condition/x</c>).</param>
    /// <param name="words">What is wrong and what should be there, in the patient's words: 10 to 4,000 characters.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    public async ValueTask<Answer<AmendmentView>> AskAsync(Actor actor, string record, string words, CancellationToken cancellationToken)
    {
        var deed = new Deed("create", "amendment-request");
        var own = OwnPatient(actor);
        if (own is null && !_desk.MayTakeIn(actor))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Intake, cancellationToken).ConfigureAwait(false);
        if (!RightsDesk.IsText(words))
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.BadText("words"), cancellationToken).ConfigureAwait(false);
        if (_reader.Readable(actor, record) is not { Patients: [var patient] } row || (own is not null && own != patient))
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.NotFound, cancellationToken).ConfigureAwait(false);
        var now = _desk.Now;
        var document = _papers.Document(new AmendmentPaper("request", words.Trim(), actor, null), patient, record, row, now);
        var asked = new AmendmentRecord(_desk.NewId(), patient, record, row.VersionId, actor.UserName, actor.Display, own is not null, now, now + s_time, null, null, [Named("request", document, now)]);
        return await KeepAsync(actor, deed, 201, asked, patient, [document], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Requests: a patient's own; all for whoever answers for privacy; one patient's for staff who take them in and may read that Patient. Refused with 403, 404.</summary>
    public async ValueTask<Answer<AmendmentList>> ListAsync(Actor actor, string? patientId, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "amendments", null, patientId is null ? null : $"patient={patientId}");
        var patient = OwnPatient(actor) ?? (patientId is null ? null : $"Patient/{patientId}");
        if (OwnPatient(actor) is null && !_desk.May(actor, RightsDesk.Privacy))
        {
            if (!_desk.MayTakeIn(actor))
                return await _desk.ForbidAsync(actor, deed, RightsDesk.Intake, cancellationToken).ConfigureAwait(false);
            if (patient is null || _reader.Readable(actor, patient) is null)
                return await _desk.RefuseAsync(actor, deed, Refusals.NotFound("Patient", patientId ?? "?"), cancellationToken).ConfigureAwait(false);
        }
        var found = _shelf.All.Select(one => (Request: one, Patient: _reader.PatientOf(one))).Where(one => patient is null || one.Patient == patient).ToList();
        var views = found.Select(one => _reader.View(actor, one.Request))
            .OrderBy(view => view.Record.Decision is not null).ThenBy(view => view.Record.Decision is null ? view.Record.DueAt : DateTimeOffset.MaxValue).ThenByDescending(view => view.Record.AskedAt).ToList();
        var seen = views.SelectMany(view => view.Words.Keys.Concat(view.About.Title is null ? [] : [view.Record.Record])).Distinct(StringComparer.Ordinal).ToList();
        return await _desk.ShowAsync(actor, deed, found.Select(one => one.Patient), cancellationToken, seen).ConfigureAwait(false) ? new AmendmentList(views) : Refusals.Busy;
    }

    /// <summary>Takes up to 30 more days, once, while the 60 run, and tells the patient why. Refused with 403, 404, 409, 422.</summary>
    public ValueTask<Answer<AmendmentView>> ExtendAsync(Actor actor, string id, int days, string reason, CancellationToken cancellationToken) =>
        StepAsync(actor, id, "amendment-extension", RightsDesk.Privacy, reason, request => request switch
        {
            { Decision: not null } => RightsRefusals.WrongState("The request is decided."),
            { Extended: not null } => RightsRefusals.WrongState("The time can be extended once."),
            _ when request.DueAt < _desk.Now => RightsRefusals.TooLate("The 60 days are over: the time can be extended only before."),
            _ => days is >= 1 and <= MostDays ? null : RightsRefusals.BadValue("days", $"a number from 1 to {MostDays}"),
        }, new Step((request, step) => request with { DueAt = request.DueAt.AddDays(days), Extended = step }), cancellationToken);

    /// <summary>Denies a request. Refused with 403, 404, 409 (decided), 422 (ground, reason).</summary>
    public ValueTask<Answer<AmendmentView>> DenyAsync(Actor actor, string id, string ground, string reason, CancellationToken cancellationToken) =>
        StepAsync(actor, id, "amendment-denial", RightsDesk.Privacy, reason,
            request => request.Decision is not null ? RightsRefusals.WrongState("The request is decided.")
                : AmendmentGrounds.All.ContainsKey(ground) ? null : RightsRefusals.BadValue("ground", $"one of {string.Join(", ", AmendmentGrounds.All.Keys)}"),
            new Step((request, step) => request with { Decision = new AmendmentDecision(step.By, step.Display, step.At, false, ground, null) })
            {
                Words = text => $"{AmendmentGrounds.All[ground]}\n\n{text}{RightsOnDenial}",
            }, cancellationToken);

    /// <summary>Accepts a request, naming the version that corrects the record. Refused with 403, 404, 409 (decided), 422 (no version of the patient's record made since it was asked).</summary>
    public ValueTask<Answer<AmendmentView>> AcceptAsync(Actor actor, string id, string correction, string reason, CancellationToken cancellationToken) =>
        StepAsync(actor, id, "amendment-acceptance", RightsDesk.Privacy, reason,
            request => request.Decision is not null ? RightsRefusals.WrongState("The request is decided.")
                : Corrects(request, correction) ? null : RightsRefusals.BadValue("correction", "a version of the patient's record that was made since the request (Type/id/_history/n)"),
            new Step((request, step) => request with { Decision = new AmendmentDecision(step.By, step.Display, step.At, true, null, correction) })
            {
                More = (request, patient, row) => [_papers.Provenance(request, correction, patient, row, actor, _desk.Now)],
            }, cancellationToken);

    /// <summary>The patient, or staff for them, disagrees with a denial. Refused with 403, 404, 409, 422.</summary>
    public ValueTask<Answer<AmendmentView>> DisagreeAsync(Actor actor, string id, string words, CancellationToken cancellationToken) =>
        StepAsync(actor, id, "amendment-disagreement", RightsDesk.Intake, words,
            request => request.Decision is not { IsAccepted: false } ? RightsRefusals.WrongState("There is no denial to disagree with.")
                : request.Last("disagreement") is null ? null : RightsRefusals.WrongState("There is a statement of disagreement."), new Step((request, _) => request), cancellationToken);

    /// <summary>Rebuts a statement of disagreement. Refused with 403, 404, 409, 422.</summary>
    public ValueTask<Answer<AmendmentView>> RebutAsync(Actor actor, string id, string words, CancellationToken cancellationToken) =>
        StepAsync(actor, id, "amendment-rebuttal", RightsDesk.Privacy, words,
            request => request.Last("disagreement") is null ? RightsRefusals.WrongState("There is no statement of disagreement.")
                : request.Last("rebuttal") is null ? null : RightsRefusals.WrongState("It is rebutted."), new Step((request, _) => request), cancellationToken);

    private async ValueTask<Answer<AmendmentView>> StepAsync(
        Actor actor, string id, string interaction, string operation, string words, Func<AmendmentRecord, Refusal?> check, Step step, CancellationToken cancellationToken)
    {
        var (deed, kind) = (new Deed("update", interaction), interaction["amendment-".Length..]);
        var own = operation == RightsDesk.Intake ? OwnPatient(actor) : null;
        if (own is null && !(operation == RightsDesk.Intake ? _desk.MayTakeIn(actor) : _desk.May(actor, operation)))
            return await _desk.ForbidAsync(actor, deed, operation, cancellationToken).ConfigureAwait(false);
        var request = _shelf.Find(id);
        if (request is null || _reader.PatientOf(request) is not { } patient || !Sees(actor, own, operation, patient) || LabelsOf(request) is not { } row)
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.NotFound, cancellationToken).ConfigureAwait(false);
        // Two steps of one request at a time would each go on from the same place.
        if (!_underWay.TryAdd(id, true))
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.WrongState("Somebody is at this request at this moment."), cancellationToken).ConfigureAwait(false);
        try
        {
            request = _shelf.Find(id)!;
            var refusal = check(request) ?? (RightsDesk.IsText(words) ? null : RightsRefusals.BadText("words"));
            if (refusal is not null)
                return await _desk.RefuseAsync(actor, deed, refusal, row, cancellationToken).ConfigureAwait(false);
            return await TakeAsync(actor, deed, kind, words, request, patient, row, step, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _underWay.TryRemove(id, out _);
        }
    }

    private ValueTask<Answer<AmendmentView>> TakeAsync(
        Actor actor, Deed deed, string kind, string words, AmendmentRecord request, string patient, StoredVersion row, Step step, CancellationToken cancellationToken)
    {
        var now = _desk.Now;
        var document = _papers.Document(new AmendmentPaper(kind, step.Words(words.Trim()), actor, request.Documents[^1].Reference), patient, request.Record, row, now);
        var next = step.Next(request, new AmendmentStep(actor.UserName, actor.Display, now)) with { Documents = [.. request.Documents, Named(kind, document, now)] };
        return KeepAsync(actor, deed with { Query = $"id={request.Id}" }, 200, next, patient, [document, .. step.More(request, patient, row)], cancellationToken);
    }

    // What closes the record closes what is said of it; when it is deleted, as it was when it was asked for.
    private StoredVersion? LabelsOf(AmendmentRecord request) =>
        _reader.Find(request.Record) is { IsDeleted: false } record ? record : _reader.Find(request.Request) is { IsDeleted: false } document ? document : null;

    private bool Sees(Actor actor, string? own, string operation, string patient) =>
        own is not null ? own == patient : operation == RightsDesk.Privacy || _desk.May(actor, RightsDesk.Privacy) || _reader.Readable(actor, patient) is not null;

    private bool Corrects(AmendmentRecord request, string correction) =>
        _reader.FindVersion(correction) is { IsDeleted: false } version && version.LastUpdated >= request.AskedAt && !IsOlder(request, version) && _reader.PatientOf(request) is { } patient && version.Patients.Contains(patient);

    private static bool IsOlder(AmendmentRecord request, StoredVersion version) => request.Record == $"{version.ResourceType}/{version.Id}" && version.VersionId <= request.Version;

    private async ValueTask<Answer<AmendmentView>> KeepAsync(
        Actor actor, Deed deed, int status, AmendmentRecord record, string patient, IReadOnlyList<VersionDraft> written, CancellationToken cancellationToken)
    {
        var kept = await _desk.KeepAsync(actor, deed, status, _shelf, record, patient, cancellationToken, written).ConfigureAwait(false);
        return kept.IsRefused ? kept.Refusal : _reader.View(actor, kept.Value);
    }

    private static AmendmentDocument Named(string kind, VersionDraft document, DateTimeOffset now) => new(kind, $"DocumentReference/{document.Id}", now);

    private static string? OwnPatient(Actor actor) => actor.Role == Roles.Patient && actor.FhirUser?.StartsWith("Patient/", StringComparison.Ordinal) == true ? actor.FhirUser : null;

    // What a step changes, says, and writes beside its document.
    private sealed record Step(Func<AmendmentRecord, AmendmentStep, AmendmentRecord> Next)
    {
        internal Func<string, string> Words { get; init; } = text => text;

        internal Func<AmendmentRecord, string, StoredVersion, IReadOnlyList<VersionDraft>> More { get; init; } = (_, _, _) => [];
    }
}
