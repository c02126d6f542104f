using System.Collections.Concurrent;
using System.Text;
using Carewright.Fhir.Json;
using Carewright.Gateway.Rights;
using Carewright.Kernel;
using Carewright.Security;

namespace Carewright.Gateway.Proxies;

/// <summary>
/// How whoever was given a proxy joins it with an account: by the code, and by the patient's date of birth, so that a code that went astray opens nothing by itself. Five wrong dates void the code.
/// </summary>
public sealed class ProxyInvitations
{
    private readonly RightsDesk _desk;
    private readonly ProxyRegister _register;
    private readonly ConcurrentDictionary<string, bool> _underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _joining = new(StringComparer.Ordinal);

    internal ProxyInvitations(RightsDesk desk, ProxyRegister register) => (_desk, _register) = (desk, register);

    /// <summary>Makes the account that shall join.</summary>
    /// <param name="person">The <c>RelatedPerson/x</c> that it is.</param>
    /// <param name="name">Name for people, as it was given.</param>
    /// <returns>The account's user name, or what is wrong.</returns>
    public delegate Task<(string? UserName, IReadOnlyList<Issue> Issues)> AccountMaker(string person, string name);

    /// <summary>Joins. Refused with 422: the code or the date, or what is wrong with the account.</summary>
    /// <param name="actor">A proxy who is signed in, or nobody.</param>
    /// <param name="code">As it was handed over.</param>
    /// <param name="birthDate">The patient's.</param>
    /// <param name="userName">The account that joins, folded.</param>
    /// <param name="account">Makes the account; null: it is there.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    public async ValueTask<Answer<JoinedProxy>> JoinAsync(Actor actor, string code, string birthDate, string userName, AccountMaker? account, CancellationToken cancellationToken)
    {
        var deed = new Deed("update", "proxy-join", "Patient");
        if (Find(code) is not { } grant || !_underWay.TryAdd(grant.Id, true))
            return await _desk.RefuseAsync(actor, deed, ProxyRefusals.BadInvitation, cancellationToken).ConfigureAwait(false);
        _joining[userName] = true;
        try
        {
            // As it is now that nobody else is at it: guesses that come at once count one by one.
            return Find(code) is { } current
                ? await JoinAsync(actor, deed with { Query = $"id={current.Id}" }, current, birthDate, userName, account, cancellationToken).ConfigureAwait(false)
                : await _desk.RefuseAsync(actor, deed, ProxyRefusals.BadInvitation, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _joining.TryRemove(userName, out _);
            _underWay.TryRemove(grant.Id, out _);
        }
    }

    /// <summary>Whether the account was made a moment ago and joins now.</summary>
    internal bool IsJoining(string userName) => _joining.ContainsKey(userName);

    private async ValueTask<Answer<JoinedProxy>> JoinAsync(Actor actor, Deed deed, ProxyGrant grant, string birthDate, string userName, AccountMaker? account, CancellationToken cancellationToken)
    {
        if (!IsBorn(grant.Patient, birthDate))
            return await FailAsync(actor, deed, grant, cancellationToken).ConfigureAwait(false);
        if (account is not null)
        {
            var name = ProxyRecords.Read(_desk.Store.Read("RelatedPerson", grant.Person["RelatedPerson/".Length..])).Name ?? userName;
            var made = await account(grant.Person, name).ConfigureAwait(false);
            if (made.UserName is null)
                return await _desk.RefuseAsync(actor, deed, new Refusal(422, made.Issues), cancellationToken).ConfigureAwait(false);
        }
        var told = deed with { Query = $"{deed.Query}&userName={userName}" };
        var joined = await _desk.KeepAsync(actor, told, 200, _register.Shelf, grant with { Invitation = null, UserName = userName }, grant.Patient, cancellationToken).ConfigureAwait(false);
        return joined.IsRefused ? joined.Refusal : new JoinedProxy(userName, grant.Patient);
    }

    private ProxyGrant? Find(string code)
    {
        var hash = ProxyCode.HashOf(code);
        return _register.Shelf.All.FirstOrDefault(one => one.Invitation is { } invitation && invitation.CodeHash == hash && invitation.ExpiresAt > _desk.Now
            && invitation.Failures < ProxyCode.MostFailures && _register.Standings.Of(one, _desk.Now).Ended is null);
    }

    private bool IsBorn(string patient, string birthDate) =>
        _desk.Store.Read("Patient", patient["Patient/".Length..]) is { IsDeleted: false } row
        && ResourceDocument.Parse(row.Open()).Document?.Root.Child("birthDate") is { } born && born.GetString() is { Length: > 0 } && born.ValueEquals(Encoding.UTF8.GetBytes(birthDate));

    private async ValueTask<Answer<JoinedProxy>> FailAsync(Actor actor, Deed deed, ProxyGrant grant, CancellationToken cancellationToken)
    {
        var failed = grant with { Invitation = grant.Invitation! with { Failures = grant.Invitation.Failures + 1 } };
        var kept = await _desk.FailAsync(actor, deed, _register.Shelf, failed, grant.Patient, cancellationToken).ConfigureAwait(false);
        return kept ? ProxyRefusals.BadInvitation : Refusals.Busy;
    }
}
