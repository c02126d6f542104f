using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>GET /users/directories</c>, <c>PUT|DELETE /users/directories/{id}</c>, <c>POST /users/directories/{id}/test</c>: the clinic's directories. Who changes one says who they are once more: whoever
/// names the directory names everybody.
/// </summary>
internal static class DirectoryPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/directories", ListAsync);
        routes.MapPut("/directories/{id}", PutAsync).AddEndpointFilter(new InPerson("users"));
        routes.MapDelete("/directories/{id}", RemoveAsync).AddEndpointFilter(new InPerson("users"));
        routes.MapPost("/directories/{id}/test", TestAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, DirectoryAnswers answers, Recorder recorder) =>
        await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("read", "directories", StatusCodes.Status200OK))
            ? TypedResults.Json(answers.All(context), AdministrationJson.Default.DirectoriesAnswer)
            : Problems.Busy(context);

    private static async Task<IResult> PutAsync(string id, HttpContext context, DirectoryRegister directories, PolicyShelf policies, DirectoryAnswers answers, Recorder recorder)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.DirectoryRequest);
        if (request is null)
            return problem!;
        var isNew = directories.Find(id) is null;
        var outcome = await directories.PutAsync(request.ToDirectory(id), request.Secret, policies.Current, context.RequestAborted);
        var status = outcome.Directory is null ? StatusCodes.Status422UnprocessableEntity : isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        var action = new AuditedAction(isNew ? "create" : "update", "directory", status, outcome.Directory is null ? AuditOutcome.Failed : AuditOutcome.Success)
        {
            Query = outcome.Directory is { } kept
                ? $"directory={kept.Id}&issuer={kept.Issuer}&enabled={kept.IsEnabled}&byName={kept.LinksByName}&makes={kept.MakesAccounts}&trusts={string.Join(',', kept.TrustedFactors)}&secret={(request.Secret is null ? "kept" : "new")}"
                : null,
        };
        if (!await recorder.RecordAsync(context.GetActor().Actor!, action))
            return Problems.Busy(context);
        return outcome.Directory is { } directory ? TypedResults.Json(answers.Of(context, directory), AdministrationJson.Default.DirectoryAnswer, statusCode: status) : Problems.Invalid(outcome.Issues);
    }

    private static async Task<IResult> RemoveAsync(string id, HttpContext context, DirectoryRegister directories, DirectoryLinks links, AccountRegister accounts, Recorder recorder)
    {
        if (!await directories.RemoveAsync(id, context.RequestAborted))
            return Problems.NotFound();
        var ended = await links.RemoveAsync(link => link.DirectoryId == id, CancellationToken.None);
        foreach (var userName in ended)
            await accounts.RenewStampAsync(userName, CancellationToken.None);
        return await recorder.RecordAsync(context.GetActor().Actor!, new AuditedAction("delete", "directory", StatusCodes.Status204NoContent) { Query = $"directory={id}&links={ended.Count}" })
            ? TypedResults.NoContent()
            : Problems.Busy(context);
    }

    private static async Task<IResult> TestAsync(string id, HttpContext context, DirectoryRegister directories, DirectoryTest test, Recorder recorder)
    {
        if (directories.Find(id) is not { } directory)
            return Problems.NotFound();
        var answer = await test.RunAsync(directory, context.RequestAborted);
        await directories.TakeTestAsync(directory, answer.Works, CancellationToken.None);
        var action = new AuditedAction("execute", "directory-test", StatusCodes.Status200OK, answer.Works ? AuditOutcome.Success : AuditOutcome.Failed) { Query = $"directory={id}" };
        return await recorder.RecordAsync(context.GetActor().Actor!, action) ? TypedResults.Json(answer, AdministrationJson.Default.DirectoryTestAnswer) : Problems.Busy(context);
    }
}

/// <summary>Asks a directory what it says of itself and for its keys, without signing anybody in.</summary>
internal sealed class DirectoryTest(DirectoryClient client)
{
    public async Task<DirectoryTestAnswer> RunAsync(StaffDirectory directory, CancellationToken cancellationToken)
    {
        var found = await client.MetadataAsync(directory, isFresh: true, cancellationToken);
        if (found.Value is not { } metadata)
            return new DirectoryTestAnswer([new DirectoryTestLine("answers", false, found.Fault)]);
        var hasKeys = false;
        foreach (var algorithm in DirectoryKeys.Algorithms)
            hasKeys |= (await client.KeysAsync(directory, metadata, null, algorithm, cancellationToken)).Count > 0;
        return new DirectoryTestAnswer(
        [
            new DirectoryTestLine("answers", true, null),
            new DirectoryTestLine("keys", hasKeys, null),
            new DirectoryTestLine("algorithms", metadata.Algorithms?.Intersect(DirectoryKeys.Algorithms, StringComparer.Ordinal).Any() == true, null),
            new DirectoryTestLine("pkce", metadata.ChallengeMethods?.Contains("S256", StringComparer.Ordinal) == true, null, IsAdvice: true),
            new DirectoryTestLine("issuer-in-answer", metadata.SendsIssuer, null, IsAdvice: true),
            new DirectoryTestLine("logout", metadata.LogsOut, null, IsAdvice: true),
        ]);
    }
}

/// <summary>Body of a directory. A secret that is absent stays as it is; anything else that is absent is as usual.</summary>
internal sealed record DirectoryRequest(string Name, string Issuer, string ClientId, string Authentication = DirectoryAuthentication.Basic, bool IsEnabled = true, bool LinksByName = false, bool MakesAccounts = false)
{
    public string? Secret { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    public string? GroupsClaim { get; init; }

    public string? NameClaim { get; init; }

    public string? NameSuffix { get; init; }

    public IReadOnlyList<GroupRole>? Roles { get; init; }

    public IReadOnlyList<string>? TrustedFactors { get; init; }

    public StaffDirectory ToDirectory(string id) => new(id, Name.Trim(), Issuer.Trim(), ClientId.Trim(), Authentication, Scopes ?? ["openid", "profile"], IsEnabled)
    {
        GroupsClaim = GroupsClaim ?? "groups",
        NameClaim = NameClaim ?? "preferred_username",
        NameSuffix = NameSuffix ?? "",
        Roles = Roles ?? [],
        TrustedFactors = TrustedFactors ?? [],
        LinksByName = LinksByName,
        MakesAccounts = MakesAccounts,
    };
}

/// <summary>What a test found.</summary>
internal sealed record DirectoryTestAnswer(IReadOnlyList<DirectoryTestLine> Lines)
{
    public bool Works => Lines.All(line => line.Holds || line.IsAdvice);
}

/// <summary>One thing that was looked at; advice is what should hold and need not.</summary>
internal sealed record DirectoryTestLine(string What, bool Holds, string? Fault, bool IsAdvice = false);
