using System.Globalization;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary>
/// Puts a draft, or an earlier version, in force: <c>{"reason"}</c> -> 200 with the version; 422 with the obstacles. On record, with the reason, before it takes effect; it holds for the next
/// request in every door.
/// </summary>
internal static class ActivatePolicy
{
    public static async Task<IResult> DraftAsync(string id, HttpContext http, PolicyShelf policies, AccountRegister accounts, RecordGateway gateway)
    {
        if (await JsonBody.ReadAsync(http, PoliciesJson.Default.ReasonBody).ConfigureAwait(false) is not { Reason: { } reason })
            return Problems.Malformed();
        if (policies.FindDraft(id) is not { } draft)
            return Problems.NotFound();
        return await ActivateAsync(http, gateway, new(draft.Json, $"draft={draft.Id}", reason), policies.Obstacles(draft.Json, accounts.All),
            by => policies.ActivateDraftAsync(id, reason, by, accounts.All, CancellationToken.None)).ConfigureAwait(false);
    }

    public static async Task<IResult> VersionAsync(int number, HttpContext http, PolicyShelf policies, AccountRegister accounts, RecordGateway gateway)
    {
        if (await JsonBody.ReadAsync(http, PoliciesJson.Default.ReasonBody).ConfigureAwait(false) is not { Reason: { } reason })
            return Problems.Malformed();
        if (policies.FindVersion(number) is not { } version)
            return Problems.NotFound();
        return await ActivateAsync(http, gateway, new(version.Json, $"version={number.ToString(CultureInfo.InvariantCulture)}", reason), policies.Obstacles(version.Json, accounts.All),
            by => policies.ActivateVersionAsync(number, reason, by, accounts.All, CancellationToken.None)).ConfigureAwait(false);
    }

    private static async Task<IResult> ActivateAsync(HttpContext http, RecordGateway gateway, Order order, IReadOnlyList<Issue> obstacles, Func<string, Task<PolicyOutcome<PolicyVersion>>> activate)
    {
        var actor = http.GetActor().Actor!;
        if (string.IsNullOrWhiteSpace(order.Reason) || order.Reason.Length > 1000)
            obstacles = [.. obstacles, Issue.Error(IssueTypes.Required, "POLICY-DOOR-REASON", "Say why, in at most 1,000 characters.", "reason")];
        var status = obstacles.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
        var about = $"{order.About}&sha256={PolicyVersion.HashOf(order.Json)}&reason={(status == StatusCodes.Status200OK ? order.Reason : "")}";
        if (await gateway.RecordAsync(actor, "policy-activate", null, status, http.RequestAborted, about).ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        if (obstacles.Count > 0)
            return Refused.For(obstacles);
        var outcome = await activate(actor.UserName).ConfigureAwait(false);
        return outcome.Value is { } version ? Results.Json(VersionLine.Of(version), PoliciesJson.Default.VersionLine) : Refused.For(outcome.Issues);
    }

    private sealed record Order(byte[] Json, string About, string Reason);
}

/// <summary>Why.</summary>
internal sealed record ReasonBody(string? Reason);
