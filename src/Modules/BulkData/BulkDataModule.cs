using Carewright.BulkData.Ehi;
using Carewright.BulkData.Features;
using Carewright.BulkData.Http;
using Carewright.BulkData.Jobs;
using Carewright.Gateway.Exporting;
using Carewright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.BulkData;

/// <summary>Bulk Data Access and the export of everything (docs/architecture/bulk-data.md): jobs that write sealed files, and the doors to them. Needs the gateway, the store's private table and the accounts among the services.</summary>
public static class BulkDataModule
{
    /// <summary>Registers the module.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="exports">The folder for sealed files; made when the first export runs.</param>
    public static IServiceCollection AddBulkData(this IServiceCollection services, DirectoryInfo exports)
    {
        services.AddSingleton(new ExportFolder(exports));
        services.AddSingleton(provider => new JobRegister(provider.GetRequiredService<IPrivateTable>()));
        services.AddSingleton<EhiExport>();
        services.AddSingleton<EhiJob>();
        services.AddSingleton<JobRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<JobRunner>());
        services.AddSingleton<Outcomes>();
        services.AddSingleton<KickOff>();
        services.AddSingleton<EhiKickOff>();
        services.AddSingleton<JobStatus>();
        services.AddSingleton<Download>();
        return services;
    }

    /// <summary>Maps <c>/bulk/ehi</c>, <c>/bulk/jobs</c> and <c>/bulk/files</c>. The kick-offs stand in the FHIR door's table, whose rows call <see cref="KickOffAsync"/>.</summary>
    public static IEndpointRouteBuilder MapBulkData(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapPost("/bulk/ehi", (HttpContext http, EhiKickOff kickOff) => kickOff.RunAsync(http));
        endpoints.MapGet("/bulk/jobs/{id}", (HttpContext http, string id, JobStatus status) => status.GetAsync(http, id));
        endpoints.MapDelete("/bulk/jobs/{id}", (HttpContext http, string id, JobStatus status) => status.DeleteAsync(http, id));
        endpoints.MapGet("/bulk/files/{id}/{name}", (HttpContext http, string id, string name, Download download) => download.GetAsync(http, id, name));
        return endpoints;
    }

    /// <summary><c>$export</c>: answers the request.</summary>
    /// <param name="http">The request; its actor has been named.</param>
    /// <param name="level">Whose data.</param>
    /// <param name="groupId">The Group's logical id, at Group level.</param>
    public static Task KickOffAsync(HttpContext http, ExportLevel level, string? groupId)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.RequestServices.GetRequiredService<KickOff>().RunAsync(http, level, groupId);
    }
}
