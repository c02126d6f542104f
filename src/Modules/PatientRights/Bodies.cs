using Carewright.Gateway.Proxies;

namespace Carewright.PatientRights;

// Bodies have only optional members: what is missing the gateway refuses in its own words, after it has asked who it is. Settable, not init-only: the generated reader would set an absent
// init-only member to null.

/// <summary>Words for a step.</summary>
internal sealed record ReasonBody
{
    public string Reason { get; set; } = "";
}

/// <summary>A hold to be placed.</summary>
internal sealed record HoldBody
{
    public string Patient { get; set; } = "";

    public string Reason { get; set; } = "";
}

/// <summary>An exception to be recorded.</summary>
internal sealed record ExceptionBody
{
    public string Exception { get; set; } = "";

    public string Practice { get; set; } = "access";

    public string Matter { get; set; } = "other";

    public string? Subject { get; set; }

    public string? Patient { get; set; }

    public string? Requester { get; set; }

    public string Reason { get; set; } = "";

    public DateTimeOffset? Until { get; set; }
}

/// <summary>A request for amendment.</summary>
internal sealed record AmendmentBody
{
    public string Record { get; set; } = "";

    public string Words { get; set; } = "";
}

/// <summary>A step of an amendment; which members count depends on the step.</summary>
internal sealed record StepBody
{
    public string Words { get; set; } = "";

    public int Days { get; set; } = 30;

    public string Ground { get; set; } = "";

    public string Correction { get; set; } = "";
}

/// <summary>A disclosure to be entered.</summary>
internal sealed record DisclosureBody
{
    public string Patient { get; set; } = "";

    public string Category { get; set; } = "";

    public DateOnly On { get; set; }

    public string To { get; set; } = "";

    public string? Address { get; set; }

    public string What { get; set; } = "";

    public string Purpose { get; set; } = "";
}

/// <summary>A proxy to be given or named.</summary>
internal sealed record ProxyBody
{
    public string Patient { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";

    public string Relationship { get; set; } = "";

    public DateOnly? Until { get; set; }

    public string? Papers { get; set; }
}

/// <summary>The table of ages to be put into force.</summary>
internal sealed record AgesBody
{
    public string? State { get; set; }

    public IReadOnlyList<StateAges> Ages { get; set; } = [];

    public string Reason { get; set; } = "";
}

/// <summary>A code, and the account that joins by it; without a name: the one that is signed in.</summary>
internal sealed record JoinBody
{
    public string Code { get; set; } = "";

    public string BirthDate { get; set; } = "";

    public string? UserName { get; set; }

    public string? Password { get; set; }
}

/// <summary>A suspension to be entered.</summary>
internal sealed record SuspensionBody
{
    public string Patient { get; set; } = "";

    public string Agency { get; set; } = "";

    public string Category { get; set; } = "";

    public DateTimeOffset Until { get; set; }

    public bool IsOral { get; set; }

    public string Statement { get; set; } = "";
}
