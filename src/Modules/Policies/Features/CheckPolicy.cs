using System.Text.Json;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary><c>POST /policies/check</c>: what is wrong with a policy, each with its place. It shows nobody's data and changes nothing: not recorded.</summary>
internal static class CheckPolicy
{
    public static async Task<IResult> RunAsync(HttpContext http, PolicyShelf policies, AccountRegister accounts)
    {
        if (await JsonBody.ReadAsync(http, PoliciesJson.Default.DraftBody).ConfigureAwait(false) is not { Policy: { } policy })
            return Problems.Malformed();
        return Results.Json(Of(JsonSerializer.SerializeToUtf8Bytes(policy), policies, accounts), PoliciesJson.Default.CheckAnswer);
    }

    public static CheckAnswer Of(byte[] json, PolicyShelf policies, AccountRegister accounts)
    {
        var warnings = policies.Check(json).Issues.Where(issue => !issue.IsError);
        return new CheckAnswer([.. policies.Obstacles(json, accounts.All).Concat(warnings).Select(IssueLine.Of)]);
    }
}

/// <summary>What is wrong; empty: it could come into force.</summary>
internal sealed record CheckAnswer(IssueLine[] Issues);
