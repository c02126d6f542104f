using System.Globalization;
using Carewright.Gateway.Settings;
using Carewright.Security;

namespace Carewright.Administration.Features;

/// <summary>The <c>Session</c> of the HTTP contract.</summary>
internal sealed record SessionAnswer(
    string UserName,
    string Display,
    string Role,
    string Tenant,
    string? FhirUser,
    SiteAnswer? Site,
    DepartmentAnswer? Department,
    int IdleTimeoutSeconds,
    DateTimeOffset ExpiresAt,
    IReadOnlyDictionary<string, IReadOnlyList<string>> May,
    IReadOnlyList<string> Areas)
{
    public static SessionAnswer Of(Actor actor, DateTimeOffset expiresAt, AccessPolicy policy, TenantSetup setup, SiteSettings sites, IReadOnlyDictionary<string, IReadOnlyList<string>>? may) => new(
        actor.UserName,
        actor.Display,
        actor.Role,
        setup.Profile?.Name ?? "",
        actor.FhirUser,
        actor.Site is { } site ? SiteAnswer.Of(site, sites.Find(site)) : null,
        actor.Department is { } department ? new DepartmentAnswer(department, DepartmentAnswer.TextOf(department)) : null,
        (int)Sessions.IdleTimeout.TotalSeconds,
        expiresAt,
        may ?? policy.Permissions(actor),
        policy.FindRole(actor.Role)?.Areas ?? []);
}

/// <summary>The site, its name and its time zone (IANA), as far as the record knows them.</summary>
internal sealed record SiteAnswer(string Reference, string? Display, string? TimeZone)
{
    public static SiteAnswer Of(string reference, SiteSetting? site) => new(reference, site?.Name, site?.TimeZone);
}

/// <summary>The department.</summary>
internal sealed record DepartmentAnswer(string Code, string Display)
{
    /// <summary><c>family-medicine</c> -> <c>Family medicine</c>.</summary>
    public static string TextOf(string code)
    {
        var words = code.Replace('-', ' ');
        return string.Concat(words[..1].ToUpper(CultureInfo.InvariantCulture), words.AsSpan(1));
    }
}
