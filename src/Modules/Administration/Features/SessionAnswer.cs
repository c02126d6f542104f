using System.Globalization;
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
    public static SessionAnswer Of(Actor actor, DateTimeOffset expiresAt, AccessPolicy policy, TenantSetup setup) => new(
        actor.UserName,
        actor.Display,
        actor.Role,
        setup.Profile?.Name ?? "",
        actor.FhirUser,
        actor.Site is { } site ? new SiteAnswer(site) : null,
        actor.Department is { } department ? new DepartmentAnswer(department, DepartmentAnswer.TextOf(department)) : null,
        (int)Sessions.IdleTimeout.TotalSeconds,
        expiresAt,
        policy.Permissions(actor),
        policy.FindRole(actor.Role)?.Areas ?? []);
}

/// <summary>The site; its name is a read of the Location, which the app does as itself.</summary>
internal sealed record SiteAnswer(string Reference);

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
