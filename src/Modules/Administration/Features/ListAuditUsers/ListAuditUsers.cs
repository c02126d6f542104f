using Carewright.Administration.Http;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET /audit/users</c>: whose looks can be asked for. The same people are named in the log, so whoever reads it may know them; how they sign in is the administrator's to see.</summary>
internal static class ListAuditUsers
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/users", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, AccountRegister accounts, Recorder recorder)
    {
        var answer = new AuditUsersAnswer([.. accounts.All.OrderBy(account => account.UserName, StringComparer.Ordinal).Select(account => new AuditUserAnswer(account.UserName, account.Display, account.Role, account.IsDisabled))]);
        return await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("read", "users", StatusCodes.Status200OK))
            ? TypedResults.Json(answer, AdministrationJson.Default.AuditUsersAnswer)
            : Problems.Busy(context);
    }
}

/// <summary>Somebody whom the log may name.</summary>
internal sealed record AuditUserAnswer(string UserName, string Display, string Role, bool Disabled);

/// <summary>Everybody who has an account.</summary>
internal sealed record AuditUsersAnswer(IReadOnlyList<AuditUserAnswer> Users);
