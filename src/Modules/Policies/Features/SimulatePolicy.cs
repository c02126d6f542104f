using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary><c>POST /policies/drafts/{id}/simulate</c>: what the draft would change for every enabled user, over the record as it is.</summary>
internal static class SimulatePolicy
{
    public static async Task<IResult> RunAsync(string id, HttpContext http, PolicyShelf policies, AccountRegister accounts, RecordGateway gateway)
    {
        if (policies.FindDraft(id) is not { } draft)
            return Problems.NotFound();
        var outcome = policies.Check(draft.Json);
        if (outcome.Policy is not { } candidate)
            return Refused.For([.. outcome.Issues.Where(issue => issue.IsError)]);
        var users = accounts.All.Where(account => !account.IsDisabled).Select(account => account.ToActor("simulation", "local", policies.Current.FindRole(account.Role)?.Purpose ?? "", null)).ToList();
        // Counting takes long: not on the thread that reads the connection.
        await Task.Yield();
        var answer = await gateway.SimulateAsync(http.GetActor().Actor!, candidate, users, http.RequestAborted).ConfigureAwait(false);
        return answer.IsRefused ? Refused.By(answer.Refusal) : Results.Json(answer.Value, PoliciesJson.Default.Simulation);
    }
}
