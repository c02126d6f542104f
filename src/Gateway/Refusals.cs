using Carewright.Kernel;

namespace Carewright.Gateway;

/// <summary>The refusals that more than one interaction can end in. Messages name types and ids asked for, never a value of a record.</summary>
internal static class Refusals
{
    internal static Refusal Busy { get; } = Refusal.Of(429, IssueTypes.Throttled, "GATE-BUSY", "The server has more to write than it can take now. Nothing was done; try again shortly.");

    internal static Refusal BadPageToken { get; } = Refusal.Of(400, IssueTypes.Value, "GATE-CURSOR", "The page token is not one of this server's for this search. Follow the links of a page as they are.");

    internal static Refusal Forbidden(string what) => Refusal.Of(403, IssueTypes.Forbidden, "GATE-FORBIDDEN", $"Your role does not allow this: {what}.");

    internal static Refusal UnknownType(string type) =>
        Refusal.Of(404, IssueTypes.NotSupported, "GATE-UNKNOWN-TYPE", $"'{type}' is not a resource type of FHIR R4.", spec: "FHIR R4 http.html#general");

    // What one may not see and what does not exist answer alike, so that a refusal does not tell that somebody is a patient here.
    internal static Refusal NotFound(string type, string id) => Refusal.Of(404, IssueTypes.NotFound, "GATE-NOT-FOUND", $"There is no {type}/{id}.");

    internal static Refusal Gone(string type, string id) => Refusal.Of(410, IssueTypes.Deleted, "GATE-DELETED", $"{type}/{id} has been deleted.", spec: "FHIR R4 http.html#read");

    internal static Refusal PreconditionFailed(string message) => Refusal.Of(412, IssueTypes.Conflict, "GATE-PRECONDITION", message, spec: "FHIR R4 http.html#concurrency");

    internal static Refusal Contended(string type, string id) =>
        Refusal.Of(409, IssueTypes.Conflict, "GATE-CONTENDED", $"{type}/{id} is being changed by others at this moment. Nothing was done; try again.");

    internal static Refusal TooCostly(string advice) => Refusal.Of(422, IssueTypes.TooCostly, "GATE-TOO-COSTLY", advice);
}
