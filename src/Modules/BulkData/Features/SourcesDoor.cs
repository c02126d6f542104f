using System.Text.Json;
using Carewright.BulkData.Http;
using Carewright.BulkData.Importing;
using Carewright.Gateway;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.BulkData.Features;

/// <summary><c>GET</c> and <c>PUT /bulk/import-sources</c>: from which hosts imports may fetch. For administrators (operation <c>users</c>): it opens a way out of the clinic's network.</summary>
internal sealed class SourcesDoor(RecordGateway gateway, PolicyShelf policies, SourceSetting setting, Outcomes outcomes)
{
    private const int MostHosts = 200;

    internal async Task GetAsync(HttpContext http)
    {
        if (await AdministratorAsync(http).ConfigureAwait(false) is not null)
            await http.Response.WriteAsJsonAsync(setting.Current, SourceJson.Default.ImportSources, "application/json", http.RequestAborted).ConfigureAwait(false);
    }

    internal async Task PutAsync(HttpContext http)
    {
        if (await AdministratorAsync(http).ConfigureAwait(false) is not { } actor)
            return;
        if (await ReadAsync(http).ConfigureAwait(false) is not { } sources)
        {
            await outcomes.RefuseAsync(http, actor, "import-sources", 422, Issue.Error(IssueTypes.Value, "IMPORT-SOURCES", $"The body is {{\"hosts\":[\"export.example.org\", \"legacy.clinic.lan:8443\"],\"allowsPrivate\":false,\"allowsLoopback\":false}}, of at most {MostHosts} hosts.", "hosts")).ConfigureAwait(false);
            return;
        }
        var about = $"hosts={string.Join(',', sources.Hosts)} private={sources.AllowsPrivate} loopback={sources.AllowsLoopback}";
        if (await gateway.RecordAsync(actor, "import-sources", null, 204, http.RequestAborted, about).ConfigureAwait(false) is { } unrecorded)
        {
            await Outcomes.SendAsync(http, unrecorded).ConfigureAwait(false);
            return;
        }
        await setting.ChangeAsync(sources, http.RequestAborted).ConfigureAwait(false);
        http.Response.StatusCode = 204;
    }

    private static async Task<ImportSources?> ReadAsync(HttpContext http)
    {
        try
        {
            var sources = await JsonSerializer.DeserializeAsync(http.Request.Body, SourceJson.Default.ImportSources, http.RequestAborted).ConfigureAwait(false);
            return sources is { Hosts.Count: <= MostHosts } && sources.Hosts.All(ImportSources.IsHost) ? sources : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<Actor?> AdministratorAsync(HttpContext http)
    {
        if (await outcomes.ActorOrRefuseAsync(http, "import-sources").ConfigureAwait(false) is not { } actor)
            return null;
        http.Response.Headers.CacheControl = "no-store";
        if (policies.Current.MayOperate(actor, "users"))
            return actor;
        await outcomes.RefuseAsync(http, actor, "import-sources", 403, Issue.Error(IssueTypes.Forbidden, "IMPORT-SOURCES-WHO", "Only an administrator sees and chooses where imports may come from.")).ConfigureAwait(false);
        return null;
    }
}
