using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Cryptography;
using Carewright.Gateway.Importing;
using Carewright.Security;
using Carewright.Storage.Sealing;
using Microsoft.AspNetCore.Connections.Features;

namespace Carewright.Host.Consoles;

/// <summary>
/// The server's end of the console's socket (ADR 0006). Served only to connections of that socket; a caller proves once that it has the store's key and carries a random grant from then on.
/// </summary>
internal sealed class ConsoleEndpoints(LocalConsole console, Func<byte[]> proof, TimeProvider clock)
{
    private static readonly TimeSpan s_grantLifetime = TimeSpan.FromHours(12);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _grants = new(StringComparer.Ordinal);

    internal void Map(WebApplication app)
    {
        app.MapPost("/console/open", Open).AddEndpointFilter(OnlySocketAsync);
        var group = app.MapGroup("/console").AddEndpointFilter(OnlySocketAsync).AddEndpointFilter(OnlyGrantedAsync);
        group.MapPost("/users", (AccountDraft draft, CancellationToken cancellationToken) => SayAsync(() => console.AddUserAsync(draft, cancellationToken)));
        group.MapPost("/users/reset-factors", (ConsoleWire.TokenRequest request, CancellationToken cancellationToken) => ResetFactorsAsync(request, cancellationToken));
        group.MapPost("/tokens", (ConsoleWire.TokenRequest request, CancellationToken cancellationToken) => TokenAsync(request, cancellationToken));
        group.MapPost("/import", (Delegate)ImportAsync);
        group.MapPost("/audit/verify", (ConsoleWire.Lines against, CancellationToken cancellationToken) => VerifyAuditAsync(against, cancellationToken));
        group.MapPost("/packages/add", (Delegate)AddPackageAsync);
        group.MapPost("/packages/list", async (CancellationToken cancellationToken) => Results.Json(new ConsoleWire.Lines(await console.ListPackagesAsync(cancellationToken).ConfigureAwait(false)), ConsoleJson.Default.Lines));
        group.MapPost("/packages/remove", (ConsoleWire.PackageRequest request, CancellationToken cancellationToken) => SayAsync(() => console.RemovePackageAsync(request.Package, cancellationToken)));
        group.MapPost("/packages/choose", (ConsoleWire.ChoiceRequest request, CancellationToken cancellationToken) => SayAsync(() => console.ChooseProfileAsync(request.Canonical, request.Choice, cancellationToken)));
        group.MapPost("/search-parameters/list", async (CancellationToken cancellationToken) => Results.Json(new ConsoleWire.Lines(await console.ListSearchParametersAsync(cancellationToken).ConfigureAwait(false)), ConsoleJson.Default.Lines));
        group.MapPost("/search-parameters/switch", (ConsoleWire.SwitchRequest request, CancellationToken cancellationToken) => SayAsync(() => console.SwitchSearchParameterAsync(request.Canonical, request.IsOn, cancellationToken)));
        group.MapPost("/partners/list", async (CancellationToken cancellationToken) => Results.Json(new ConsoleWire.Lines(await console.ListPartnersAsync(cancellationToken).ConfigureAwait(false)), ConsoleJson.Default.Lines));
        group.MapPost("/partners/show", (ConsoleWire.Lines id, CancellationToken cancellationToken) => ShowPartnerAsync(id, cancellationToken));
        group.MapPost("/partners/set", (ConsoleWire.Lines file, CancellationToken cancellationToken) => SayAsync(() => console.SetPartnerAsync(file.Text[0], cancellationToken)));
        group.MapPost("/partners/remove", (ConsoleWire.Lines id, CancellationToken cancellationToken) => SayAsync(() => console.RemovePartnerAsync(id.Text[0], cancellationToken)));
        group.MapPost("/catalogue/load", (ConsoleWire.CatalogueRequest request, CancellationToken cancellationToken) => LoadCatalogueAsync(request, cancellationToken));
        group.MapPost("/reindex", (ConsoleWire.Lines types, CancellationToken cancellationToken) => SayAsync(() => console.ReindexAsync(types.Text, cancellationToken)));
        group.MapPost("/indexing", async (CancellationToken cancellationToken) => Results.Json(await console.IndexingAsync(cancellationToken).ConfigureAwait(false), ConsoleJson.Default.IndexingWork));
        group.MapPost("/record", (ConsoleWire.Act act, CancellationToken cancellationToken) => SayAsync(() => console.RecordAsync(act.Interaction, act.About, cancellationToken)));
        group.MapPost("/export/ehi", (ConsoleWire.EhiRequest request, CancellationToken cancellationToken) => ExportEhiAsync(request, cancellationToken));
        group.MapPost("/key", (ConsoleWire.Key key, CancellationToken cancellationToken) => SayAsync(() => console.RewrapAsync(key.Wrapped, key.Proof, cancellationToken)));
        group.MapPost("/key/rotate-tenant", (TenantKeyHandover handover, CancellationToken cancellationToken) => SayAsync(() => console.RotateTenantKeyAsync(handover, cancellationToken)));
        group.MapPost("/key/rotate-data", (ConsoleWire.DataKeys keys, CancellationToken cancellationToken) => SayAsync(() => console.RotateDataKeysAsync(keys.Patient, cancellationToken)));
        group.MapPost("/key/progress", async (CancellationToken cancellationToken) => Results.Json(await console.KeyRotationAsync(cancellationToken).ConfigureAwait(false), ConsoleJson.Default.KeyWork));
        group.MapPost("/name", async (CancellationToken cancellationToken) => Results.Json(new ConsoleWire.Lines([await console.ClinicNameAsync(cancellationToken).ConfigureAwait(false)]), ConsoleJson.Default.Lines));
        group.MapPost("/backup", (ConsoleWire.BackupRequest request, CancellationToken cancellationToken) => BackupAsync(request, cancellationToken));
    }

    private IResult Open(ConsoleWire.Open open)
    {
        if (!CryptographicOperations.FixedTimeEquals(open.Proof, proof()))
            return Results.Text("That is not the key of this store.", statusCode: 403);
        var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        _grants[secret] = clock.GetUtcNow() + s_grantLifetime;
        return Results.Json(new ConsoleWire.Grant(secret), ConsoleJson.Default.Grant);
    }

    private async Task<IResult> ResetFactorsAsync(ConsoleWire.TokenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Results.Json(new ConsoleWire.Lines([await console.ResetFactorsAsync(request.UserName, cancellationToken).ConfigureAwait(false)]), ConsoleJson.Default.Lines);
        }
        catch (ConsoleException refusal)
        {
            return Results.Text(refusal.Message, statusCode: 422);
        }
    }

    private async Task<IResult> ShowPartnerAsync(ConsoleWire.Lines id, CancellationToken cancellationToken)
    {
        try
        {
            return Results.Json(new ConsoleWire.Lines([await console.ShowPartnerAsync(id.Text[0], cancellationToken).ConfigureAwait(false)]), ConsoleJson.Default.Lines);
        }
        catch (ConsoleException refusal)
        {
            return Results.Text(refusal.Message, statusCode: 422);
        }
    }

    private async Task<IResult> LoadCatalogueAsync(ConsoleWire.CatalogueRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Results.Json(new ConsoleWire.Lines(await console.LoadCatalogueAsync(request.Laboratory, request.Tests, request.Questions, cancellationToken).ConfigureAwait(false)), ConsoleJson.Default.Lines);
        }
        catch (ConsoleException refusal)
        {
            return Results.Text(refusal.Message, statusCode: 422);
        }
    }

    private async Task<IResult> TokenAsync(ConsoleWire.TokenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Results.Json(new ConsoleWire.Token(await console.IssueTokenAsync(request.UserName, cancellationToken).ConfigureAwait(false)), ConsoleJson.Default.Token);
        }
        catch (ConsoleException refusal)
        {
            return Results.Text(refusal.Message, statusCode: 422);
        }
    }

    private async Task<IResult> VerifyAuditAsync(ConsoleWire.Lines against, CancellationToken cancellationToken)
    {
        try
        {
            return Results.Json(await console.VerifyAuditAsync(against.Text, cancellationToken).ConfigureAwait(false), ConsoleJson.Default.AuditProof);
        }
        catch (ConsoleException refusal)
        {
            return Results.Text(refusal.Message, statusCode: 422);
        }
    }

    private async Task<IResult> ExportEhiAsync(ConsoleWire.EhiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Results.Json(await console.ExportEhiAsync(request.Target, request.Patient, cancellationToken).ConfigureAwait(false), ConsoleJson.Default.EhiSummary);
        }
        catch (Exception refusal) when (refusal is ConsoleException or IOException or UnauthorizedAccessException)
        {
            return Results.Text(refusal.Message, statusCode: 422);
        }
    }

    private async Task<IResult> BackupAsync(ConsoleWire.BackupRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Results.Json(await console.BackupAsync(new DirectoryInfo(request.Target), cancellationToken).ConfigureAwait(false), ConsoleJson.Default.BackupSegment);
        }
        catch (Exception refusal) when (refusal is ConsoleException or IOException or UnauthorizedAccessException)
        {
            return Results.Text(refusal.Message, statusCode: 422);
        }
    }

    private async Task<IResult> ImportAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        if (ConsoleWire.Unframe(body.ToArray()) is not { } batch)
            return Results.Text("The batch is not framed as it should be.", statusCode: 400);
        try
        {
            var outcomes = await console.ImportAsync(batch, http.RequestAborted).ConfigureAwait(false);
            return Results.Json(outcomes as ImportOutcome[] ?? [.. outcomes], ConsoleJson.Default.ImportOutcomeArray);
        }
        catch (ConsoleException refusal)
        {
            return Results.Text(refusal.Message, statusCode: 422);
        }
    }

    private async Task<IResult> AddPackageAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        try
        {
            return Results.Json(new ConsoleWire.Lines(await console.AddPackageAsync(body.ToArray(), http.RequestAborted).ConfigureAwait(false)), ConsoleJson.Default.Lines);
        }
        catch (ConsoleException refusal)
        {
            return Results.Text(refusal.Message, statusCode: 422);
        }
    }

    private static async Task<IResult> SayAsync(Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
            return Results.NoContent();
        }
        catch (ConsoleException refusal)
        {
            return Results.Text(refusal.Message, statusCode: 422);
        }
    }

    // An address of the network door answers as if there were nothing here.
    private static async ValueTask<object?> OnlySocketAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Features.Get<IConnectionSocketFeature>()?.Socket.AddressFamily == AddressFamily.Unix ? await next(context).ConfigureAwait(false) : Results.NotFound();

    private async ValueTask<object?> OnlyGrantedAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var secret = context.HttpContext.Request.Headers[ConsoleWire.GrantHeader].ToString();
        return _grants.TryGetValue(secret, out var until) && until > clock.GetUtcNow() ? await next(context).ConfigureAwait(false) : Results.Text("Prove the passphrase first.", statusCode: 403);
    }
}
