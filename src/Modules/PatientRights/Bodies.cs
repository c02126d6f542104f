namespace Carewright.PatientRights;

// Bodies have only optional members: what is missing the gateway refuses in its own words, after it has asked who it is.

/// <summary>Words for a step.</summary>
internal sealed record ReasonBody
{
    public string Reason { get; init; } = "";
}

/// <summary>A hold to be placed.</summary>
internal sealed record HoldBody
{
    public string Patient { get; init; } = "";

    public string Reason { get; init; } = "";
}

/// <summary>An exception to be recorded.</summary>
internal sealed record ExceptionBody
{
    public string Exception { get; init; } = "";

    public string Practice { get; init; } = "access";

    public string Matter { get; init; } = "other";

    public string? Subject { get; init; }

    public string? Patient { get; init; }

    public string? Requester { get; init; }

    public string Reason { get; init; } = "";

    public DateTimeOffset? Until { get; init; }
}

/// <summary>A request for amendment.</summary>
internal sealed record AmendmentBody
{
    public string Record { get; init; } = "";

    public string Words { get; init; } = "";
}

/// <summary>A step of an amendment; which members count depends on the step.</summary>
internal sealed record StepBody
{
    public string Words { get; init; } = "";

    public int Days { get; init; } = 30;

    public string Ground { get; init; } = "";

    public string Correction { get; init; } = "";
}

/// <summary>A disclosure to be entered.</summary>
internal sealed record DisclosureBody
{
    public string Patient { get; init; } = "";

    public string Category { get; init; } = "";

    public DateOnly On { get; init; }

    public string To { get; init; } = "";

    public string? Address { get; init; }

    public string What { get; init; } = "";

    public string Purpose { get; init; } = "";
}

/// <summary>A suspension to be entered.</summary>
internal sealed record SuspensionBody
{
    public string Patient { get; init; } = "";

    public string Agency { get; init; } = "";

    public string Category { get; init; } = "";

    public DateTimeOffset Until { get; init; }

    public bool IsOral { get; init; }

    public string Statement { get; init; } = "";
}
