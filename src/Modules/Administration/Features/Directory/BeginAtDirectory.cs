using System.Security.Cryptography;
using System.Text;
using Carewright.Administration.Http;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>GET /auth/directories</c>: by which directories one can sign in. <c>POST /auth/directories/{id}/begin</c>: where the browser has to go for it (OpenID Connect Core 1.0, section 3.1.2.1; PKCE, RFC 7636).
/// <c>GET /auth/directories/{id}/callback</c>: where it comes back; what came is kept for the app's own next request and does nothing yet.
/// </summary>
internal static class BeginAtDirectory
{
    private const int MaxCode = 4096;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/auth/directories");
        group.MapGet("", List);
        group.MapPost("/{id}/begin", BeginAsync).AddEndpointFilter(new AppRequestRule("auth")).AddEndpointFilter(DirectoryLimit.FilterAsync);
        group.MapGet("/{id}/callback", Return).AddEndpointFilter(DirectoryLimit.FilterAsync);
        group.MapGet("/{id}/jwks", Keys);
    }

    private static IResult List(DirectoryRegister directories) => TypedResults.Json(
        new DirectoryNamesAnswer([.. directories.All.Where(one => one.IsEnabled).Select(one => new DirectoryNameAnswer(one.Id, one.Name))]), AdministrationJson.Default.DirectoryNamesAnswer);

    // Public by nature: it lets a directory check this server's signatures. A directory that is not there and one without a key look alike.
    private static IResult Keys(string id, DirectoryRegister directories) => TypedResults.Json(
        new PublicKeysAnswer(directories.PublicKeyOf(id) is { } key ? [new PublicKeyAnswer(key.Kty, key.Use, key.Alg, key.Kid, key.N, key.E)] : []), AdministrationJson.Default.PublicKeysAnswer);

    private static async Task<IResult> BeginAsync(string id, HttpContext context, DirectoryRegister directories, DirectoryClient client, DirectoryOrigin origin, DirectoryWay way, TimeProvider time)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.BeginAtDirectoryRequest);
        if (request is null)
            return problem!;
        if (directories.FindEnabled(id) is not { } directory)
            return Problems.NotFound();
        if (request.StepUp && context.GetActor().Session?.Session.Directory?.DirectoryId != id)
            return Problems.Of(StatusCodes.Status400BadRequest, "no-such-kind", "This session proves itself by something else");
        if ((await client.MetadataAsync(directory, isFresh: false, context.RequestAborted)).Value is not { } metadata)
            return DirectoryRefusals.Away();
        var pending = new PendingSignIn(id, directory.Issuer, origin.CallbackOf(context, id), DirectoryWay.NewSecret(), DirectoryWay.NewSecret(), DirectoryCookie.ReadOrWrite(context), request.StepUp, time.GetUtcNow());
        return way.Sent.Add(pending) is { } state
            ? TypedResults.Json(new GoToAnswer(AddressOf(directory, metadata, pending, state)), AdministrationJson.Default.GoToAnswer)
            : Problems.Busy(context);
    }

    private static string AddressOf(StaffDirectory directory, DirectoryMetadata metadata, PendingSignIn pending, string state)
    {
        var values = new List<(string Name, string Value)>
        {
            ("response_type", "code"), ("client_id", directory.ClientId), ("redirect_uri", pending.RedirectUri), ("scope", string.Join(' ', directory.Scopes)), ("state", state), ("nonce", pending.Nonce),
            ("code_challenge", Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(pending.Verifier)))), ("code_challenge_method", "S256"),
        };
        if (pending.IsStepUp)
            values.AddRange([("prompt", "login"), ("max_age", "0")]);
        return DirectoryOrigin.With(metadata.AuthorizationEndpoint!, values);
    }

    private static RedirectTo Return(string id, HttpContext context, DirectoryWay way)
    {
        var query = context.Request.Query;
        // A parameter that comes twice is read one way here and another way elsewhere (RFC 6749, section 3.1): nothing is.
        var isClear = query.All(pair => pair.Value.Count == 1);
        if (!isClear || query["state"].ToString() is not { Length: 43 } state || way.Sent.Find(state) is not { } pending || pending.DirectoryId != id || !DirectoryCookie.Is(context, pending.BrowserHash))
            return new RedirectTo("/sign-in?returned=unknown");
        var (code, issuer, error) = (query["code"].ToString(), query["iss"].ToString(), query["error"].ToString());
        if (code.Length > MaxCode || way.Sent.Take(state) is null)
            return new RedirectTo("/sign-in?returned=unknown");
        var returned = new ReturnedSignIn(pending, code.Length > 0 ? code : null, issuer.Length > 0 ? issuer : null, error.Length > 0 ? error : null);
        return new RedirectTo(way.Returned.TryAdd(state, returned, way.ReturnedUntil) ? $"/sign-in?returned={state}" : "/sign-in?returned=unknown");
    }
}

/// <summary>Sends the browser on. 303: the directory's answer does not stay in its history.</summary>
internal sealed class RedirectTo(string path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}

/// <summary>By which addresses directories know this server.</summary>
internal sealed class DirectoryOrigin(AppRegister apps)
{
    public string CallbackOf(HttpContext context, string id) => $"{Of(context)}/auth/directories/{id}/callback";

    public string Of(HttpContext context) => OwnOrigin.Of(context, apps.Settings.PublicAddress);

    /// <summary>An address with parameters in its query; what the query had stays.</summary>
    public static string With(string address, IEnumerable<(string Name, string Value)> values) =>
        $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{string.Join('&', values.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"))}";
}

/// <summary>Body that begins; <c>stepUp</c>: to prove once more who one is.</summary>
internal sealed record BeginAtDirectoryRequest(bool StepUp = false);

/// <summary>Where the browser has to go.</summary>
internal sealed record GoToAnswer(string GoTo);

/// <summary>By which directories one can sign in.</summary>
internal sealed record DirectoryNamesAnswer(IReadOnlyList<DirectoryNameAnswer> Directories);

/// <summary>One of them.</summary>
internal sealed record DirectoryNameAnswer(string Id, string Name);

/// <summary>A JSON Web Key Set (RFC 7517).</summary>
internal sealed record PublicKeysAnswer(IReadOnlyList<PublicKeyAnswer> Keys);

/// <summary>A public key in it.</summary>
internal sealed record PublicKeyAnswer(string Kty, string Use, string Alg, string Kid, string N, string E);
