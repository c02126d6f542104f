using System.Globalization;
using Carewright.Gateway;
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
    IReadOnlyList<string> Areas,
    IReadOnlyList<string> Operations,
    IReadOnlyList<string> Methods,
    DateTimeOffset ProvedAt,
    IReadOnlyList<string>? MustEnrol,
    bool MustProve,
    bool Demonstration)
{
    /// <summary>A session that must set up a second factor first, or prove who it is, may do nothing and has no screens, whatever its role.</summary>
    public static SessionAnswer Of(Actor actor, LiveSession? live, DateTimeOffset expiresAt, SessionContext context)
    {
        var (mustEnrol, mustProve) = (live?.Session.MustEnrol == true, live?.Session.MustProve == true);
        var isHeld = mustEnrol || mustProve;
        return new(
            actor.UserName,
            actor.Display,
            actor.Role,
            context.Setup.Profile?.Name ?? "",
            actor.FhirUser,
            actor.Site is { } site ? SiteAnswer.Of(site, context.Sites.Find(site)) : null,
            actor.Department is { } department ? new DepartmentAnswer(department, DepartmentAnswer.TextOf(department)) : null,
            context.SignIn.Current.IdleMinutes * 60,
            expiresAt,
            isHeld ? new Dictionary<string, IReadOnlyList<string>>() : context.PermissionsOf(actor),
            isHeld ? [] : context.Policies.Current.FindRole(actor.Role)?.Areas ?? [],
            isHeld ? [] : [.. AccessPolicy.KnownOperations.Where(operation => context.Policies.Current.MayOperate(actor, operation))],
            live?.Session.Methods ?? [],
            live?.Session.ProvedAt ?? default,
            mustEnrol ? context.SignIn.Current.RuleOf(actor.Role).Kinds : null,
            mustProve,
            context.SignIn.Current.IsDemonstration);
    }
}

/// <summary>What a session's answer is made from beside the session.</summary>
internal sealed record SessionContext(PolicyShelf Policies, TenantSetup Setup, SiteSettings Sites, SignInPolicyInForce SignIn, RecordGateway Gateway)
{
    /// <summary>What the gateway lets the actor do at this moment.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> PermissionsOf(Actor actor) => Gateway.Permissions(actor);
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
