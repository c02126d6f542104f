namespace Carewright.Kernel;

/// <summary>The issue types of FHIR R4 (valueset-issue-type.html) that this product uses.</summary>
public static class IssueTypes
{
    /// <summary>Content invalid against the specification.</summary>
    public const string Invalid = "invalid";

    /// <summary>A structural problem, such as an unknown element.</summary>
    public const string Structure = "structure";

    /// <summary>A required element is missing.</summary>
    public const string Required = "required";

    /// <summary>An element's value is not valid.</summary>
    public const string Value = "value";

    /// <summary>An invariant fails.</summary>
    public const string Invariant = "invariant";

    /// <summary>The actor must sign in.</summary>
    public const string Login = "login";

    /// <summary>The session has ended.</summary>
    public const string Expired = "expired";

    /// <summary>The actor may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>Something else is wrong with the request as processed.</summary>
    public const string Processing = "processing";

    /// <summary>This server does not do that.</summary>
    public const string NotSupported = "not-supported";

    /// <summary>The same thing is already there.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>More than one match where at most one is allowed.</summary>
    public const string MultipleMatches = "multiple-matches";

    /// <summary>No such thing.</summary>
    public const string NotFound = "not-found";

    /// <summary>It was there and has been deleted.</summary>
    public const string Deleted = "deleted";

    /// <summary>Too large or too long.</summary>
    public const string TooLong = "too-long";

    /// <summary>A code is not valid in its code system or value set.</summary>
    public const string CodeInvalid = "code-invalid";

    /// <summary>The operation would cost too much; the message says how to narrow it.</summary>
    public const string TooCostly = "too-costly";

    /// <summary>A business rule forbids it.</summary>
    public const string BusinessRule = "business-rule";

    /// <summary>Somebody else changed it meanwhile.</summary>
    public const string Conflict = "conflict";

    /// <summary>Not everything that was asked for is in the answer.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>Transient; try again.</summary>
    public const string Throttled = "throttled";

    /// <summary>An unexpected fault on this side.</summary>
    public const string Exception = "exception";

    /// <summary>Information only.</summary>
    public const string Informational = "informational";
}
