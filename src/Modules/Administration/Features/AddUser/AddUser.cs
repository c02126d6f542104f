using Carewright.Administration.Http;
using Carewright.Administration.Staffing;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>POST /users</c>.</summary>
internal static class AddUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext context, AccountRegister accounts, PolicyShelf policies, Recorder recorder, UserAnswers users, StaffCheck staff)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.AddUserRequest);
        if (request is null)
            return problem!;
        var draft = new AccountDraft(request.UserName, request.Display, request.Role, request.Site, request.Department, request.FhirUser, request.Password);
        var outcome = draft.Role == Roles.Proxy ? StaffIssue.Proxy
            : staff.EndedBecause(draft.FhirUser) is null ? await accounts.CreateAsync(draft, policies.Current, context.RequestAborted) : StaffIssue.Outcome;
        var status = outcome.Account is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status201Created;
        var action = new AuditedAction("create", "user-create", status, outcome.Account is null ? AuditOutcome.Failed : AuditOutcome.Success)
        {
            Query = outcome.Account is { } made ? $"userName={made.UserName}&role={made.Role}" : null,
        };
        if (!await recorder.RecordAsync(context.GetActor().Actor!, action))
            return Problems.Busy(context);
        return outcome.Account is { } account
            ? TypedResults.Json(users.Of(account), AdministrationJson.Default.UserAnswer, statusCode: status)
            : Problems.Invalid(outcome.Issues);
    }
}

/// <summary>Body of a new user.</summary>
internal sealed record AddUserRequest(string UserName, string Display, string Role, string Password, string? Site = null, string? Department = null, string? FhirUser = null);
