using Carewright.Gateway.Emergencies;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Proxies;

/// <summary>
/// All proxies, and whom an account represents by them. Asked with every decision about a proxy's request and kept nowhere: so it ends with the moment, and with the version, that ends it. Safe to
/// call from many threads.
/// </summary>
internal sealed class ProxyRegister
{
    private readonly RecordShelf<ProxyGrant> _shelf;
    private readonly ProxyStandings _standings;
    private readonly TimeProvider _clock;

    internal ProxyRegister(IRecordStore store, TimeProvider clock)
    {
        _clock = clock;
        Ages = new AgeShelf(store);
        _shelf = new RecordShelf<ProxyGrant>(store, "proxy", one => one.Id, ProxyJson.Default.ProxyGrant);
        _standings = new ProxyStandings(store, Ages, clock);
    }

    internal AgeShelf Ages { get; }

    internal RecordShelf<ProxyGrant> Shelf => _shelf;

    internal ProxyStandings Standings => _standings;

    /// <summary>Whom the account represents now.</summary>
    internal IEnumerable<RepresentedPatient> RepresentedBy(string userName)
    {
        var now = _clock.GetUtcNow();
        return from grant in Of(userName)
               let standing = _standings.Of(grant, now)
               where standing.Ended is null
               select new RepresentedPatient(grant.Patient, grant.Person, standing.Closed);
    }

    /// <summary>The proxies that an account has joined, ended ones too.</summary>
    internal IEnumerable<ProxyGrant> Of(string userName) => _shelf.All.Where(one => one.UserName == userName);

    /// <summary>Whether none of an account's proxies is in force, and when the next of them ends by itself.</summary>
    internal (bool HasEnded, DateTimeOffset? NextChange) StandingOf(string userName)
    {
        var now = _clock.GetUtcNow();
        var inForce = Of(userName).Select(one => _standings.Of(one, now)).Where(one => one.Ended is null).ToList();
        return (inForce.Count == 0, inForce.Min(one => one.EndsAt));
    }
}
