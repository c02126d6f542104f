using System.Text.Json;
using Carewright.Administration.Http;
using Carewright.Administration.Staffing;
using Carewright.Audit;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>PATCH /users/{userName}</c>. A member that is absent stays; <c>site</c> and <c>department</c> are cleared by null or an empty text.</summary>
internal static class ChangeUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch("/{userName}", HandleAsync);

    private static async Task<IResult> HandleAsync(string userName, HttpContext context, AccountRegister accounts, PolicyShelf policies, Recorder recorder, UserAnswers users, StaffCheck staff)
    {
        var (body, problem) = await Body.ReadAsync(context, AdministrationJson.Default.JsonDocument);
        if (body is null)
            return problem!;
        using var document = body;
        var issues = new List<Issue>();
        var change = Read(document.RootElement, issues);
        if (change.Disabled == false && accounts.Find(userName) is { } known && staff.EndedBecause(known) is not null)
            issues.AddRange(StaffIssue.Outcome.Issues);
        if (change.Role == Roles.Proxy && accounts.Find(userName)?.Role != Roles.Proxy)
            issues.AddRange(StaffIssue.Proxy.Issues);
        var outcome = issues.Count > 0 ? new AccountOutcome(null, issues) : await accounts.ChangeAsync(userName, change, policies.Current, context.RequestAborted);
        var status = StatusOf(outcome);
        var action = new AuditedAction("update", "user-update", status, outcome.Account is null ? AuditOutcome.Failed : AuditOutcome.Success)
        {
            Query = $"userName={accounts.Find(userName)?.UserName ?? "unknown"}&members={string.Join(',', Members(change))}",
        };
        if (!await recorder.RecordAsync(context.GetActor().Actor!, action))
            return Problems.Busy(context);
        return outcome.Account is { } account
            ? TypedResults.Json(users.Of(account), AdministrationJson.Default.UserAnswer)
            : Answer(status, outcome.Issues);
    }

    private static int StatusOf(AccountOutcome outcome) => outcome switch
    {
        { Account: not null } => StatusCodes.Status200OK,
        { Issues: [{ Type: IssueTypes.NotFound }] } => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static IResult Answer(int status, IReadOnlyList<Issue> issues) =>
        status == StatusCodes.Status404NotFound ? Problems.Of(status, "not-found", "There is no such user") : Problems.Invalid(issues);

    private static AccountChange Read(JsonElement json, List<Issue> issues)
    {
        var change = new AccountChange();
        if (json.ValueKind != JsonValueKind.Object)
            issues.Add(Wrong("", "The body must be an object."));
        foreach (var member in json.ValueKind == JsonValueKind.Object ? [.. json.EnumerateObject()] : Array.Empty<JsonProperty>())
            change = member.Name switch
            {
                "display" => change with { Display = Text(member, issues) },
                "role" => change with { Role = Text(member, issues) },
                "password" => change with { Password = Text(member, issues) },
                "site" => change with { Site = TextOrNothing(member, issues) },
                "department" => change with { Department = TextOrNothing(member, issues) },
                "disabled" => change with { Disabled = Flag(member, issues) },
                _ => Unknown(change, member, issues),
            };
        return change;
    }

    private static AccountChange Unknown(AccountChange change, JsonProperty member, List<Issue> issues)
    {
        issues.Add(Wrong(member.Name.Length <= 40 ? member.Name : "", "This cannot be changed."));
        return change;
    }

    private static string? Text(JsonProperty member, List<Issue> issues)
    {
        if (member.Value.ValueKind == JsonValueKind.String)
            return member.Value.GetString();
        issues.Add(Wrong(member.Name, "Must be a text."));
        return null;
    }

    private static string? TextOrNothing(JsonProperty member, List<Issue> issues) => member.Value.ValueKind == JsonValueKind.Null ? "" : Text(member, issues);

    private static bool? Flag(JsonProperty member, List<Issue> issues)
    {
        if (member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return member.Value.GetBoolean();
        issues.Add(Wrong(member.Name, "Must be true or false."));
        return null;
    }

    private static Issue Wrong(string member, string message) => Issue.Error(IssueTypes.Invalid, "USER-CHANGE", message, member);

    private static IEnumerable<string> Members(AccountChange change) =>
        new (string Name, bool Given)[]
        {
            ("display", change.Display is not null), ("role", change.Role is not null), ("site", change.Site is not null), ("department", change.Department is not null),
            ("disabled", change.Disabled is not null), ("password", change.Password is not null),
        }.Where(member => member.Given).Select(member => member.Name);
}
