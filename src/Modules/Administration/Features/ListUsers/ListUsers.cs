using Carewright.Administration.Http;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET /users</c>.</summary>
internal static class ListUsers
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, AccountRegister accounts, Recorder recorder, UserAnswers users)
    {
        var answer = new UsersAnswer([.. accounts.All.Select(users.Of)]);
        var actor = context.GetActor().Actor!;
        return await recorder.RecordAsync(actor, new AuditedAction("read", "users", StatusCodes.Status200OK))
            ? TypedResults.Json(answer, AdministrationJson.Default.UsersAnswer)
            : Problems.Busy(context);
    }
}
