namespace Carewright.Detection.Observing;

/// <summary>What can be said of one event beyond what its record says. Facts are found by code; which of them matter, and how often, is said by rules.</summary>
internal static class Facts
{
    /// <summary>The patient is the user.</summary>
    public const string Self = "self";

    /// <summary>The patient works here: another account's Practitioner, or labelled as an employee.</summary>
    public const string Colleague = "colleague";

    /// <summary>The patient has the user's family name.</summary>
    public const string SameSurname = "same-surname";

    /// <summary>The patient lives where the user does.</summary>
    public const string SameAddress = "same-address";

    /// <summary>The patient lives in the user's street.</summary>
    public const string Neighbour = "neighbour";

    /// <summary>The patient is labelled as somebody the public knows.</summary>
    public const string Vip = "vip";

    /// <summary>The patient does not exist: the record is there to be looked at by somebody who should not.</summary>
    public const string Honey = "honey";

    /// <summary>Nothing in the record connects the user, or the clinic at this time, with the patient.</summary>
    public const string NoRelationship = "no-relationship";

    /// <summary>Outside of the site's opening hours, on its clock.</summary>
    public const string AfterHours = "after-hours";

    /// <summary>At an hour at which this user hardly ever works.</summary>
    public const string UnusualHour = "unusual-hour";

    /// <summary>From a network that this user has not come from before.</summary>
    public const string NewPlace = "new-place";

    /// <summary>
    /// By a browser that this user has not come by before, and that is of a kind new to them or came from a new place. A known kind at a known place is quiet: somebody has cleared the browser's memory.
    /// </summary>
    public const string NewDevice = "new-device";

    /// <summary>Too far from the last place to have travelled since.</summary>
    public const string ImpossibleTravel = "impossible-travel";

    /// <summary>More different patients within an hour than this user and this role ever see.</summary>
    public const string Burst = "burst";

    /// <summary>The account has not been used for a long time.</summary>
    public const string Dormant = "dormant";

    /// <summary>The account is disabled.</summary>
    public const string Disabled = "disabled";

    /// <summary>The clock went back.</summary>
    public const string ClockBack = "clock-back";

    /// <summary>The chain of the log does not go on.</summary>
    public const string ChainBroken = "chain-broken";

    /// <summary>A sealed value did not authenticate.</summary>
    public const string SealBroken = "seal-broken";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Self, Colleague, SameSurname, SameAddress, Neighbour, Vip, Honey, NoRelationship, AfterHours, UnusualHour, NewPlace, NewDevice, ImpossibleTravel, Burst, Dormant, Disabled, ClockBack, ChainBroken, SealBroken,
    ];
}
