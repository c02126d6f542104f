using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>POST /auth/directories/{id}/logout</c>: the directory ends sessions (OpenID Connect Back-Channel Logout 1.0, section 2.5). One of its sessions ends those that rest on it; a whole subject ends
/// everything of the account, tokens included.
/// </summary>
internal static class LogoutByDirectory
{
    private const int MaxBytes = 64 * 1024;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/directories/{id}/logout", HandleAsync).AddEndpointFilter(DirectoryLimit.FilterAsync).DisableAntiforgery();

    private static async Task<IResult> HandleAsync(string id, HttpContext context, DirectoryRegister directories, DirectoryLogout logout)
    {
        if (directories.FindEnabled(id) is not { } directory || !context.Request.HasFormContentType || context.Request.ContentLength is null or > MaxBytes)
            return await logout.RefuseAsync(context, null, "form");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return form["logout_token"] is [{ Length: > 0 } token] ? await logout.EndAsync(context, directory, token) : await logout.RefuseAsync(context, directory, "no token");
    }
}

/// <summary>Ends what a logout token names, and records it.</summary>
internal sealed class DirectoryLogout(DirectoryClient client, DirectoryTokenCheck check, DirectoryWay way, DirectoryLinks links, AccountRegister accounts, Sessions sessions, Recorder recorder)
{
    public async Task<IResult> EndAsync(HttpContext context, StaffDirectory directory, string token)
    {
        if ((await client.MetadataAsync(directory, isFresh: false, context.RequestAborted)).Value is not { } metadata)
            return await RefuseAsync(context, directory, "metadata");
        var found = await check.LogoutAsync(directory, metadata, token, context.RequestAborted);
        if (found.Value is not { } jwt)
            return await RefuseAsync(context, directory, found.Fault!);
        if (!way.Logouts.TryAdd($"{directory.Id}\n{jwt.Id}", new SeenLogout(), way.LogoutUntil))
            return await RefuseAsync(context, directory, "replayed");
        var (subject, session) = (string.IsNullOrEmpty(jwt.Subject) ? null : jwt.Subject, DirectoryTokenCheck.TextOf(jwt, "sid"));
        foreach (var link in links.All.Where(link => link.Issuer == directory.Issuer && (subject is null || link.Subject == subject)))
            if (await EndAsync(link, session) && !await RecordAsync(context, directory, link, session is null ? "all" : "one"))
                return Problems.Busy(context);
        return TypedResults.Ok();
    }

    public async Task<IResult> RefuseAsync(HttpContext context, StaffDirectory? directory, string reason)
    {
        var action = new AuditedAction("execute", "directory-logout", StatusCodes.Status400BadRequest, AuditOutcome.Refused) { Rule = $"directory: {reason}", Query = directory is null ? null : $"directory={directory.Id}" };
        return await recorder.RecordAsync(Recorder.Nobody(context), action)
            ? TypedResults.Json(new LogoutRefusedAnswer("invalid_request"), AdministrationJson.Default.LogoutRefusedAnswer, statusCode: action.Status)
            : Problems.Busy(context);
    }

    private async Task<bool> EndAsync(DirectoryLink link, string? session) => session is null
        ? await accounts.RenewStampAsync(link.UserName, CancellationToken.None) is not null
        : await sessions.EndAsync(link.UserName, one => one.Directory is { } of && of.Issuer == link.Issuer && of.Subject == link.Subject && of.SessionId == session, CancellationToken.None) > 0;

    private async Task<bool> RecordAsync(HttpContext context, StaffDirectory directory, DirectoryLink link, string which) => accounts.Find(link.UserName) is not { } account
        || await recorder.RecordAsync(Actors.Of(context, account, null), new AuditedAction("execute", "directory-logout", StatusCodes.Status200OK) { Query = $"directory={directory.Id}&which={which}" });
}

/// <summary>A logout that was refused (Back-Channel Logout 1.0, section 2.8).</summary>
internal sealed record LogoutRefusedAnswer(string Error);
