using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Policies.Features;

/// <summary><c>GET /policies/explain?user=&amp;reference=&amp;interaction=&amp;purpose=</c>: why a user can, or cannot, do this with that resource. For whoever has the operation <c>explain</c>.</summary>
internal static class ExplainAccess
{
    public static async Task<IResult> RunAsync(HttpContext http, PolicyShelf policies, AccountRegister accounts, RecordGateway gateway)
    {
        var asker = http.GetActor().Actor!;
        var query = http.Request.Query;
        var parts = query["reference"].ToString().Split('/');
        var interaction = query["interaction"].ToString() is { Length: > 0 } word ? InteractionOf(word) : AccessInteraction.Read;
        var account = policies.Current.MayOperate(asker, "explain") ? accounts.Find(query["user"].ToString()) : null;
        if (policies.Current.MayOperate(asker, "explain") && (account is null || parts.Length < 2 || interaction is null || !policies.Current.Types.Contains(parts[0])))
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "explain", "Name a user, a reference such as Observation/1, and an interaction: read, search, create, update, delete.");
        var purpose = query["purpose"].ToString() is { Length: > 0 } claimed ? claimed : policies.Current.FindRole(account?.Role ?? "")?.Purpose ?? "";
        var subject = account?.ToActor("explanation", "local", purpose, null) ?? asker;
        var answer = await gateway.ExplainAsync(asker, subject, interaction ?? AccessInteraction.Read, parts[0], parts.Length > 1 ? parts[1] : "", http.RequestAborted).ConfigureAwait(false);
        return answer.IsRefused ? Refused.By(answer.Refusal) : Results.Json(answer.Value, PoliciesJson.Default.AccessExplanation);
    }

    private static AccessInteraction? InteractionOf(string word) => word switch
    {
        "read" or "vread" or "history" => AccessInteraction.Read,
        "search" => AccessInteraction.Search,
        "create" => AccessInteraction.Create,
        "update" => AccessInteraction.Update,
        "delete" => AccessInteraction.Delete,
        _ => null,
    };
}
