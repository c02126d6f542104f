namespace Carewright.Gateway.Proxies;

/// <summary>Why a proxy is not in force.</summary>
public static class ProxyEnds
{
    /// <summary>Somebody has ended it.</summary>
    public const string Ended = "ended";

    /// <summary>Its last day is over, or its RelatedPerson's period is not now.</summary>
    public const string TermOver = "term-over";

    /// <summary>The RelatedPerson is deleted, not active, or about another patient than it was given for.</summary>
    public const string RecordEnded = "record-ended";

    /// <summary>The Patient is deleted, not active, or merged into another.</summary>
    public const string PatientGone = "patient-gone";

    /// <summary>The patient has died, and the kind ends by it.</summary>
    public const string Deceased = "deceased";

    /// <summary>The child has come of age.</summary>
    public const string OfAge = "of-age";

    /// <summary>The child's date of birth is not known, so that nobody can say for how long.</summary>
    public const string AgeUnknown = "age-unknown";

    /// <summary>A row that it rests on cannot be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Of an account: none of its proxies is in force.</summary>
    public const string None = "no-proxy-in-force";
}

/// <summary>How a proxy stands at a moment.</summary>
/// <param name="Ended">Why it is not in force (<see cref="ProxyEnds"/>); null while it is.</param>
/// <param name="EndsAt">When it ends by itself, UTC; null: not by itself.</param>
/// <param name="Closed">Label codes of what the minor consents to alone by now.</param>
internal sealed record ProxyStanding(string? Ended, DateTimeOffset? EndsAt, IReadOnlyList<string> Closed)
{
    internal static ProxyStanding EndedBy(string why) => new(why, null, []);
}
