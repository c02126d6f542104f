using Carewright.Gateway.Emergencies;
using Carewright.Gateway.Proxies;
using Carewright.Gateway.Settings;
using Carewright.Security;

namespace Carewright.Gateway.Access;

/// <summary>Works out what a decision rests on beside actor and policy. In the ordinary case nothing: then it costs two look-ups.</summary>
internal sealed class AccessMoments(SiteClock clock, GlassRegister glass, EmergencyRegister emergency, ProxyRegister proxies)
{
    /// <summary>The moment, or null when nothing of it matters to the actor's role.</summary>
    internal AccessMoment? Of(AccessPolicy policy, Actor actor)
    {
        var (usesTimes, usesDay, usesProxies) = policy.NeedsOf(actor.Role);
        var opened = glass.OpenedBy(actor);
        if (!usesTimes && !usesDay && !usesProxies && opened.Count == 0 && !emergency.IsOn)
            return null;
        var local = usesTimes || usesDay ? clock.At(actor.Site) : null;
        return new AccessMoment(
            usesTimes && local is { IsKnown: true } site ? AccessMoment.Join(policy.Times.Where(window => window.IsOpen(site.Time)).Select(window => window.Name)) : "",
            usesDay ? DateOnly.FromDateTime(local!.Value.Time) : default,
            emergency.IsOn,
            AccessMoment.Join(opened))
        {
            Represented = usesProxies ? RepresentedPatient.Join(proxies.RepresentedBy(actor.UserName)) : "",
        };
    }
}

/// <summary>The time on the wall of a site.</summary>
/// <param name="Time">The time there, or UTC.</param>
/// <param name="IsKnown">Whether the site's time zone is known; hours of an unknown zone are not the site's.</param>
internal readonly record struct SiteTime(DateTime Time, bool IsKnown);

/// <summary>The clocks of the sites. A site's zone is looked up once a minute, since every decision may ask.</summary>
internal sealed class SiteClock(SiteSettings sites, TimeProvider clock)
{
    private static readonly TimeSpan s_keep = TimeSpan.FromMinutes(1);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (DateTimeOffset Until, TimeZoneInfo? Zone)> _zones = new(StringComparer.Ordinal);

    internal SiteTime? At(string? site)
    {
        var now = clock.GetUtcNow();
        return site is not null && ZoneOf(site, now) is { } zone ? new SiteTime(TimeZoneInfo.ConvertTime(now, zone).DateTime, true) : new SiteTime(now.UtcDateTime, false);
    }

    private TimeZoneInfo? ZoneOf(string site, DateTimeOffset now)
    {
        if (_zones.TryGetValue(site, out var known) && known.Until > now)
            return known.Zone;
        var zone = sites.Find(site)?.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : null;
        _zones[site] = (now + s_keep, zone);
        return zone;
    }
}
