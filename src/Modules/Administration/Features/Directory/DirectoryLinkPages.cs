using Carewright.Administration.Http;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>PUT|DELETE /users/directories/{id}/links/{userName}</c>: whose account an identity is, as an administrator says.</summary>
internal static class DirectoryLinkPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/directories/{id}/links/{userName}", AddAsync).AddEndpointFilter(new InPerson("users"));
        routes.MapDelete("/directories/{id}/links/{userName}", RemoveAsync).AddEndpointFilter(new InPerson("users"));
    }

    private static async Task<IResult> AddAsync(string id, string userName, HttpContext context, DirectoryRegister directories, DirectoryLinks links, WaitingIdentities waiting, UserFactors.UserActs acts, TimeProvider time)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.DirectoryLinkRequest);
        if (request is null)
            return problem!;
        if (directories.Find(id) is not { } directory)
            return Problems.NotFound();
        if (request.Subject.Length is 0 or > 255 || request.Subject.Any(char.IsControl))
            return Problems.Invalid([AccountRules.Wrong("DIRECTORY-SUBJECT", "A subject is 1 to 255 characters.", "subject")]);
        return await acts.DoAsync(context, userName, "directory-link", $"directory={id}", async account =>
        {
            var link = new DirectoryLink(id, directory.Issuer, request.Subject, account.UserName, context.GetActor().Actor!.UserName, time.GetUtcNow());
            if (await links.AddAsync(link, CancellationToken.None) is { } refused)
                return Problems.Of(StatusCodes.Status409Conflict, refused, "This link cannot be made");
            waiting.Forget(id, request.Subject);
            await acts.Accounts.RenewStampAsync(account.UserName, CancellationToken.None);
            return TypedResults.NoContent();
        });
    }

    private static Task<IResult> RemoveAsync(string id, string userName, HttpContext context, DirectoryLinks links, UserFactors.UserActs acts) => acts.DoAsync(context, userName, "directory-unlink", $"directory={id}", async account =>
    {
        if ((await links.RemoveAsync(link => link.DirectoryId == id && link.UserName == account.UserName, CancellationToken.None)).Count == 0)
            return Problems.NotFound();
        await acts.Accounts.RenewStampAsync(account.UserName, CancellationToken.None);
        return TypedResults.NoContent();
    });
}

/// <summary>What the screens know of directories.</summary>
internal sealed class DirectoryAnswers(DirectoryRegister directories, DirectoryLinks links, WaitingIdentities waiting, DirectoryOrigin origin)
{
    public DirectoriesAnswer All(HttpContext context) => new([.. directories.All.Select(one => Of(context, one))]);

    public DirectoryAnswer Of(HttpContext context, StaffDirectory directory) => new(
        directory,
        directories.HasSecret(directory.Id),
        origin.CallbackOf(context, directory.Id),
        $"{origin.Of(context)}/auth/directories/{directory.Id}/logout",
        $"{origin.Of(context)}/sign-in",
        directory.Authentication == DirectoryAuthentication.PrivateKey ? $"{origin.Of(context)}/auth/directories/{directory.Id}/jwks" : null,
        [.. links.All.Where(link => link.DirectoryId == directory.Id).Select(link => new DirectoryLinkAnswer(link.UserName, link.Subject, link.By, link.At))],
        [.. waiting.Of(directory.Id).Select(one => new WaitingAnswer(one.Subject, one.Display, one.Name, one.LastSeen))]);
}

/// <summary>Body of a link.</summary>
internal sealed record DirectoryLinkRequest(string Subject);

/// <summary>All directories.</summary>
internal sealed record DirectoriesAnswer(IReadOnlyList<DirectoryAnswer> Directories);

/// <summary>A directory, the addresses that have to be entered there, its links, and who waits for one. Never its secret.</summary>
internal sealed record DirectoryAnswer(
    StaffDirectory Directory, bool HasSecret, string Callback, string Logout, string AfterSignOut, string? Keys, IReadOnlyList<DirectoryLinkAnswer> Links, IReadOnlyList<WaitingAnswer> Waiting);

/// <summary>A link.</summary>
internal sealed record DirectoryLinkAnswer(string UserName, string Subject, string By, DateTimeOffset At);

/// <summary>An identity that waits for a link.</summary>
internal sealed record WaitingAnswer(string Subject, string Display, string? Name, DateTimeOffset LastSeen);
