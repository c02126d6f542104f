using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.InHouse.Features;

/// <summary>Refusals of this module in the words of its doors, each on record before it is said.</summary>
internal static class Outcomes
{
    /// <summary>What the gateway refused; that is on record already.</summary>
    internal static IResult Of(Refusal refusal) => refusal.Status is 409 or 412
        ? Problems.Of(409, "conflict", "Somebody has just changed it")
        : refusal.Status == 422 ? Problems.Invalid(refusal.Issues) : Problems.Of(refusal.Status, refusal.Issues);

    /// <summary>The body is none.</summary>
    internal static Task<IResult> MalformedAsync(RecordGateway gateway, HttpContext http, string interaction) => SayAsync(gateway, http, interaction, 400, Problems.Malformed());

    /// <summary>There is no such test, lot, patient or report, or not for this person.</summary>
    internal static Task<IResult> NotFoundAsync(RecordGateway gateway, HttpContext http, string interaction) => SayAsync(gateway, http, interaction, 404, Problems.NotFound());

    /// <summary>Something of what was entered is wrong.</summary>
    internal static Task<IResult> InvalidAsync(RecordGateway gateway, HttpContext http, string interaction, IReadOnlyList<Issue> issues) => SayAsync(gateway, http, interaction, 422, Problems.Invalid(issues));

    /// <summary>Patients may not be tested with the lot now.</summary>
    internal static Task<IResult> LockedAsync(RecordGateway gateway, HttpContext http, string interaction, IReadOnlyList<string> reasons) =>
        SayAsync(gateway, http, interaction, 409, Problems.Invalid([.. reasons.Select(reason => Issue.Error(IssueTypes.BusinessRule, $"INHOUSE-{reason.ToUpperInvariant()}", "Patients are not tested with this lot now.", "kit"))], 409));

    /// <summary>The clinic's certificate does not allow it, or no assessment of the person holds.</summary>
    internal static Task<IResult> UnqualifiedAsync(RecordGateway gateway, HttpContext http, string interaction, Issue issue) => SayAsync(gateway, http, interaction, 409, Problems.Invalid([issue], 409));

    private static async Task<IResult> SayAsync(RecordGateway gateway, HttpContext http, string interaction, int status, IResult result) =>
        await gateway.RecordAsync(http.GetActor().Actor!, interaction, null, status, CancellationToken.None).ConfigureAwait(false) is null ? result : Problems.Busy(http);
}
