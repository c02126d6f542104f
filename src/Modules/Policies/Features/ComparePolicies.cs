using System.Globalization;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary><c>GET /policies/diff?from=1&amp;to=2</c>: what differs, in words. Each side is the number of a version, or <c>draft:ID</c>.</summary>
internal static class ComparePolicies
{
    public static async Task<IResult> RunAsync(HttpContext http, PolicyShelf policies, RecordGateway gateway)
    {
        var (from, to) = (Find(http.Request.Query["from"].ToString(), policies), Find(http.Request.Query["to"].ToString(), policies));
        if (from is null || to is null)
            return Problems.NotFound();
        var (before, after) = (policies.Check(from), policies.Check(to));
        if (before.Policy is null || after.Policy is null)
            return Refused.For([.. before.Issues.Concat(after.Issues).Where(issue => issue.IsError)]);
        if (await gateway.RecordAsync(http.GetActor().Actor!, "policy-diff", null, 200, http.RequestAborted).ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        return Results.Json(new DiffAnswer(PolicyDiff.Of(before.Policy, after.Policy)), PoliciesJson.Default.DiffAnswer);
    }

    private static byte[]? Find(string name, PolicyShelf policies) => name.StartsWith("draft:", StringComparison.Ordinal)
        ? policies.FindDraft(name["draft:".Length..])?.Json
        : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? policies.FindVersion(number)?.Json : null;
}

/// <summary>The differences.</summary>
internal sealed record DiffAnswer(IReadOnlyList<PolicyChange> Changes);
