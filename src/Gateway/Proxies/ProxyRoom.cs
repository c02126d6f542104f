using Carewright.Fhir.Json;
using Carewright.Gateway.Rights;
using Carewright.Security;

namespace Carewright.Gateway.Proxies;

/// <summary>
/// Who acts for a patient: given and ended by whoever answers for privacy (operation <c>privacy</c>), and by an adult patient for themselves. Each step is one commit with its audit record and the
/// RelatedPerson.
/// </summary>
public sealed class ProxyRoom
{
    private const int MostOpen = 20;
    private const int MostYears = 30;
    private readonly RightsDesk _desk;
    private readonly ProxyRegister _register;
    private readonly ProxyRecords _records;
    private readonly ProxyEnding _ending;

    internal ProxyRoom(RightsDesk desk, ProxyRegister register, ProxyRecords records)
    {
        (_desk, _register, _records) = (desk, register, records);
        _ending = new ProxyEnding(desk, register, records);
        Invitations = new ProxyInvitations(desk, register);
        Ages = new AgeRoom(desk, register.Ages);
    }

    /// <summary>Joining by a code.</summary>
    public ProxyInvitations Invitations { get; }

    /// <summary>The table of ages.</summary>
    public AgeRoom Ages { get; }

    /// <summary>Gives somebody leave to act for a patient. Refused with 403 (operation), 404 (no such patient), 409 (too many), 422.</summary>
    /// <param name="actor">Staff.</param>
    /// <param name="draft">What is given. A guardian has papers and a last day; whom a patient has named by paper has the paper.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    public async ValueTask<Answer<ProxyOffer>> GiveAsync(Actor actor, ProxyDraft draft, CancellationToken cancellationToken)
    {
        var deed = new Deed("create", "proxy-give", "Patient") { Address = $"Patient/{draft.Patient}" };
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        if (draft.Kind is not (ProxyKinds.Parent or ProxyKinds.Guardian or ProxyKinds.Adult))
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.BadValue("kind", "parent, guardian or adult"), cancellationToken).ConfigureAwait(false);
        if (draft.Kind == ProxyKinds.Guardian && draft.Until is null)
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.BadValue("until", "the last day of a guardian, as the court's papers say"), cancellationToken).ConfigureAwait(false);
        if (draft.Kind != ProxyKinds.Parent && !ArePapersOf(draft))
            return await _desk.RefuseAsync(actor, deed, RightsRefusals.BadValue("papers", "a DocumentReference of the patient that proves it"), cancellationToken).ConfigureAwait(false);
        return await BeginAsync(actor, deed, draft, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A patient names somebody. Refused with 403 (not a patient), 409 (too many), 422 (not of age).</summary>
    public async ValueTask<Answer<ProxyOffer>> NameAsync(Actor actor, string name, string relationship, DateOnly? until, CancellationToken cancellationToken)
    {
        var deed = new Deed("create", "proxy-give", "Patient");
        if (OwnPatient(actor) is not { } own)
            return await _desk.ForbidAsync(actor, deed, "own-rights", cancellationToken).ConfigureAwait(false);
        return await BeginAsync(actor, deed with { Address = own }, new ProxyDraft(own["Patient/".Length..], ProxyKinds.Adult, name, relationship, until, null), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a proxy at once: staff any, a patient whom they have named. Refused with 403, 404, 409 (ended already), 422 (staff's reason).</summary>
    public ValueTask<Answer<ProxyView>> EndAsync(Actor actor, string id, string reason, CancellationToken cancellationToken) => _ending.RunAsync(actor, OwnPatient(actor), id, reason, cancellationToken);

    /// <summary>Proxies of a patient, newest first. Refused with 403 (operation), 404 (no such patient).</summary>
    public async ValueTask<Answer<ProxyList>> ListAsync(Actor actor, string patientId, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "proxies", "Patient") { Address = $"Patient/{patientId}" };
        if (!_desk.May(actor, RightsDesk.Privacy))
            return await _desk.ForbidAsync(actor, deed, RightsDesk.Privacy, cancellationToken).ConfigureAwait(false);
        if (!_desk.HasPatient(patientId))
            return await _desk.RefuseAsync(actor, deed, Refusals.NotFound("Patient", patientId), cancellationToken).ConfigureAwait(false);
        return await ShowAsync(actor, deed, $"Patient/{patientId}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A patient's own proxies, newest first. Refused with 403.</summary>
    public async ValueTask<Answer<ProxyList>> OwnAsync(Actor actor, CancellationToken cancellationToken)
    {
        var deed = new Deed("read", "proxies", "Patient");
        if (OwnPatient(actor) is not { } own)
            return await _desk.ForbidAsync(actor, deed, "own-rights", cancellationToken).ConfigureAwait(false);
        return await ShowAsync(actor, deed with { Address = own }, own, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What somebody is to a patient whom they have looked up as a proxy, by what was given: a code of v3-RoleCode, or null.</summary>
    public string? RelationshipOf(string userName, string patient) =>
        _register.Of(userName).Where(one => one.Patient == patient).OrderByDescending(one => one.At).Select(one => _ending.View(one).Relationship).FirstOrDefault();

    /// <summary>The account that has joined a proxy; null when none has.</summary>
    public string? AccountOf(string id) => _register.Shelf.Find(id)?.UserName;

    /// <summary>Whether an account represents nobody at this moment, so that a request of it is refused.</summary>
    public bool RepresentsNobody(string userName) => _register.StandingOf(userName).HasEnded;

    /// <summary>Whether an account of the role has no access any more, and when the next of its proxies ends by itself (UTC). One that is just being made has not ended.</summary>
    public (bool HasEnded, DateTimeOffset? NextChange) StandingOf(string userName) => Invitations.IsJoining(userName) ? (false, null) : _register.StandingOf(userName);

    internal static string? OwnPatient(Actor actor) => actor.Role == Roles.Patient && actor.FhirUser?.StartsWith("Patient/", StringComparison.Ordinal) == true ? actor.FhirUser : null;

    private async ValueTask<Answer<ProxyOffer>> BeginAsync(Actor actor, Deed deed, ProxyDraft draft, CancellationToken cancellationToken)
    {
        var patient = Patient(draft.Patient);
        var refusal = patient is null ? Refusals.NotFound("Patient", draft.Patient) : Wrong(draft) ?? Unfit(draft, patient);
        if (refusal is not null)
            return await _desk.RefuseAsync(actor, deed, refusal, cancellationToken).ConfigureAwait(false);
        var (code, now) = (ProxyCode.New(), _desk.Now);
        var record = _records.Begin(draft, _desk.Today);
        var invitation = new ProxyInvitation(ProxyCode.HashOf(code), now + ProxyCode.Life, 0);
        var grant = new ProxyGrant(_desk.NewId(), draft.Kind, $"Patient/{draft.Patient}", $"RelatedPerson/{record.Id}", draft.Until, draft.Papers, actor.UserName, actor.Display, now, invitation, null, null);
        var told = deed with { Query = $"id={grant.Id}&kind={grant.Kind}" };
        var answer = await _desk.KeepAsync(actor, told, 201, _register.Shelf, grant, grant.Patient, cancellationToken, [record]).ConfigureAwait(false);
        return answer.IsRefused ? answer.Refusal : new ProxyOffer(_ending.View(grant), code, invitation.ExpiresAt);
    }

    private Refusal? Wrong(ProxyDraft draft)
    {
        if (draft.Name.Trim().Length is < 2 or > 120 || draft.Name.Any(char.IsControl))
            return RightsRefusals.BadValue("name", "a name of 2 to 120 characters");
        if (!ProxyRecords.Relationships.ContainsKey(draft.Relationship))
            return RightsRefusals.BadValue("relationship", $"one of {string.Join(", ", ProxyRecords.Relationships.Keys)}");
        if (draft.Until is { } until && (until < _desk.Today || until > _desk.Today.AddYears(MostYears)))
            return RightsRefusals.BadValue("until", $"a day from today on, at most {MostYears} years away");
        var open = _register.Shelf.All.Count(one => one.Patient == $"Patient/{draft.Patient}" && _register.Standings.Of(one, _desk.Now).Ended is null);
        return open >= MostOpen ? ProxyRefusals.TooMany : null;
    }

    // Whose date of birth is not known is neither a minor nor of age.
    private Refusal? Unfit(ProxyDraft draft, ResourceDocument patient)
    {
        var isOfAge = _register.Standings.AgeOf(patient, _desk.Now) is { } age ? _desk.Now >= age.OfAgeAt : (bool?)null;
        return draft.Kind switch
        {
            _ when ProxyStandings.IsDeceased(patient) => ProxyRefusals.Deceased,
            ProxyKinds.Parent when isOfAge != false => ProxyRefusals.NotAMinor,
            ProxyKinds.Adult when isOfAge != true => ProxyRefusals.NotAnAdult,
            _ => null,
        };
    }

    private bool ArePapersOf(ProxyDraft draft) =>
        draft.Papers?.Split('/') is ["DocumentReference", var id] && _desk.Store.Read("DocumentReference", id) is { IsDeleted: false } row && row.Patients.Contains($"Patient/{draft.Patient}");

    private ResourceDocument? Patient(string id) => _desk.Store.Read("Patient", id) is { IsDeleted: false } row ? ResourceDocument.Parse(row.Open()).Document : null;

    private async ValueTask<Answer<ProxyList>> ShowAsync(Actor actor, Deed deed, string patient, CancellationToken cancellationToken)
    {
        ProxyView[] views = [.. _register.Shelf.All.Where(one => one.Patient == patient).OrderByDescending(one => one.At).ThenByDescending(one => one.Id, StringComparer.Ordinal).Select(_ending.View)];
        return await _desk.ShowAsync(actor, deed, [patient], cancellationToken, [.. views.Select(one => one.Person)]).ConfigureAwait(false) ? new ProxyList(views) : Refusals.Busy;
    }
}
